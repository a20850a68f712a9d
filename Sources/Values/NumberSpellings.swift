/// The spellings of one telephone number: the same telephone is written with and without a digit that a country added or dropped.
///
/// - Brazil: the ninth digit of mobile numbers, which WhatsApp leaves out for those that were registered before it was introduced.
///   Landlines, whose numbers begin with 2 to 5, have eight digits and no other spelling.
/// - Mexico: the `1` after the country code that mobile numbers had until 2019.
/// - Argentina: the `9` after the country code of mobile numbers that are called from abroad.
///
/// This is the one place that knows when two numbers are the same.
///
/// Source: SPEC section 7 and 17; Anatel, Resolução 553/2010; ITU-T E.164 national numbering plans of Mexico and Argentina.
package struct NumberSpellings: Sendable, Hashable {
    /// The canonical spelling: Brazil's with the ninth digit, the others' without the extra one.
    package let canonical: String
    /// Every spelling, the canonical one first; one or two.
    package let all: [String]

    /// The spellings of a number.
    ///
    /// - Parameter digits: the country code and the number, digits alone; anything else is its own and only spelling.
    package init(ofDigits digits: String) {
        let bytes = Array(digits.utf8)
        guard let (canonical, other) = Self.brazilian(bytes) ?? Self.mexican(bytes) ?? Self.argentine(bytes) else {
            self.canonical = digits
            all = [digits]
            return
        }
        self.canonical = String(decoding: canonical, as: UTF8.self)
        all = [self.canonical, String(decoding: other, as: UTF8.self)]
    }

    private typealias Pair = (canonical: [UInt8], other: [UInt8])

    private static func brazilian(_ bytes: [UInt8]) -> Pair? {
        guard bytes.starts(with: "55".utf8), bytes.count == 12 || bytes.count == 13 else { return nil }
        let area = bytes[2..<4]
        guard areaCodes.contains(Int(area[2] & 15) * 10 + Int(area[3] & 15)) else { return nil }
        var subscriber = bytes[4...]
        if bytes.count == 13 {
            guard subscriber.first == UInt8(ascii: "9") else { return nil }
            subscriber = subscriber.dropFirst()
        }
        guard let first = subscriber.first, !(UInt8(ascii: "2")...UInt8(ascii: "5") ~= first) else { return nil }
        return (bytes[..<4] + [UInt8(ascii: "9")] + subscriber, Array(bytes[..<4] + subscriber))
    }

    private static func mexican(_ bytes: [UInt8]) -> Pair? { pair(bytes, country: "52", extra: UInt8(ascii: "1")) }

    private static func argentine(_ bytes: [UInt8]) -> Pair? { pair(bytes, country: "54", extra: UInt8(ascii: "9")) }

    /// A number of ten digits after the country code, or of eleven with an extra one before them.
    private static func pair(_ bytes: [UInt8], country: StaticString, extra: UInt8) -> Pair? {
        let code = Array(country.description.utf8)
        guard bytes.starts(with: code) else { return nil }
        switch bytes.count {
        case 12: return (bytes, code + [extra] + bytes[2...])
        case 13 where bytes[2] == extra: return (code + bytes[3...], bytes)
        default: return nil
        }
    }

    /// The 67 area codes of Brazil. Source: Anatel, Resolução 749/2022, annex (códigos nacionais).
    package static let areaCodes: Set<Int> = [
        11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 24, 27, 28, 31, 32, 33, 34, 35, 37, 38, 41, 42, 43, 44, 45, 46, 47,
        48, 49, 51, 53, 54, 55, 61, 62, 63, 64, 65, 66, 67, 68, 69, 71, 73, 74, 75, 77, 79, 81, 82, 83, 84, 85, 86, 87,
        88, 89, 91, 92, 93, 94, 95, 96, 97, 98, 99,
    ]
}

extension PhoneNumber {
    /// Every spelling of this number, the canonical one first.
    package var spellings: [PhoneNumber] {
        NumberSpellings(ofDigits: String(text.dropFirst())).all.compactMap { PhoneNumber("+" + $0) }
    }
}
