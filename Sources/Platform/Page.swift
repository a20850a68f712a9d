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

    /// The query parameter of the number.
    package static let numberField = Field("page", .integer(1...1_000_000_000), summary: "From 1.")
    /// The query parameter of the size.
    package static let sizeField = Field(
        "page_size", .integer(1...1_000_000_000), aliases: ["size", "per_page"],
        summary: "Default 20; more than 100 counts as 100.")
    /// Both as the document shows them.
    package static let parameters = [numberField.parameter(), sizeField.parameter()]

    /// Reads the page a request asks for; faults are noted with the reader.
    ///
    /// - Throws: `APIError` when the query cannot be read.
    package init(reading input: InputReader) throws(APIError) {
        let number = try input.query(Self.numberField)
        let size = try input.query(Self.sizeField)
        self.init(number: number ?? 1, size: size ?? 20)
    }

    /// How many entries come before it.
    package var offset: Int { (number - 1) * size }

    /// How many pages a list of that many entries has.
    package func count(for total: Int) -> Int { (total + size - 1) / size }
}
