package import Routing

/// Which piece of a list is asked for.
///
/// Source: SPEC section 2, `page` and `page_size`.
package struct Page: Sendable, Equatable {
    /// From 1.
    package let number: Int
    /// How many entries a page has, 1 through 100.
    package let size: Int

    /// The most entries a page has; who asks for more gets these.
    package static let largest = 100

    /// A page.
    package init(number: Int, size: Int) {
        self.number = number
        self.size = min(size, Self.largest)
    }

    /// The highest page number; no list reaches past it.
    package static let lastNumber = 1 << 50

    private static let numberField = Field("page", .positive(atMost: lastNumber), summary: "From 1.")
    private static let sizeField = Field(
        "page_size", .positive(atMost: largest), aliases: ["size", "per_page"],
        summary: "Default 20; values above 100 are treated as 100.")
    /// Both as the document shows them.
    package static let parameters = numberField.queryParameters() + sizeField.queryParameters()

    /// Reads the page a request asks for; faults are noted with the reader.
    ///
    /// - Throws: `APIError` when the query cannot be read.
    package init(reading input: InputReader) throws(APIError) {
        let number = try input.query(Self.numberField, emptyIsMissing: false)
        let size = try input.query(Self.sizeField, emptyIsMissing: false)
        self.init(number: number ?? 1, size: size ?? 20)
    }

    /// How many entries come before it.
    package var offset: Int { (number - 1) * size }

    /// How many pages a list of that many entries has.
    package func count(for total: Int) -> Int { (total + size - 1) / size }
}

extension Rule where Value == Int {
    /// A whole number from 1, of any length; a higher one than `limit` is read as `limit`.
    fileprivate static func positive(atMost limit: Int) -> Rule {
        Rule(.integer(1...)) { (value) throws(Fault) in
            let digits = value.string?.utf8 ?? "".utf8
            guard digits.contains(where: { $0 != 0x30 }), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw Fault("Must be a whole number from 1.", pt: "Deve ser um número inteiro a partir de 1.")
            }
            return min(value.string.flatMap { Int($0) } ?? limit, limit)
        }
    }
}
