/// A band as people write it: `50k-100k`, `R$ 1.000 a 5.000`, `11-50`, `500+`, `1M`.
enum NumericRangeText {
    /// A number as written: its digits, and the unit after it.
    struct Number: Equatable {
        let figures: String
        let unit: String?
    }

    /// The most digits of a number that is read.
    private static let digits = 12

    /// Where a band begins; 0 for one with an upper end alone (`<50k`, `até 50k`), nil without a number.
    ///
    /// A beginning without a unit has the end's, as in `50-100k`.
    static func lowerBound(of text: String) -> Int? {
        let text = text.lowercased()
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        let numbers = isASCII ? numbers(inASCII: Array(text.utf8)) : numbers(in: text)
        guard let first = numbers.first else { return nil }
        if text.hasPrefix("<") || text.hasPrefix("até") || text.hasPrefix("up to") { return 0 }
        guard first.figures.utf8.count <= digits, let number = Int(first.figures) else { return nil }
        return number * factor(first.unit ?? numbers.last?.unit)
    }

    private static func factor(_ unit: String?) -> Int {
        switch unit {
        case nil: 1
        case "k", "mil": 1_000
        default: 1_000_000
        }
    }

    /// The first two numbers of a text in lower case.
    static func numbers(in text: String) -> [Number] {
        let pattern = /([0-9]+(?:[.,][0-9]{3})*)\s*(k|mil\b|mm\b|mi\b|m\b|milhão|milhões)?/
        return text.matches(of: pattern).prefix(2).map { match in
            Number(figures: match.1.filter(\.isNumber), unit: match.2.map(String.init))
        }
    }

    /// The same of a text of ASCII alone, as most are: the pattern takes fifty times as long, and rules ask again and again.
    static func numbers(inASCII text: [UInt8]) -> [Number] {
        var numbers: [Number] = []
        var rest = text[...]
        while numbers.count < 2, let start = rest.firstIndex(where: isDigit) {
            rest = rest[start...]
            var figures = Array(rest.prefix(while: isDigit))
            rest = rest.dropFirst(figures.count)
            while let sign = rest.first, sign == UInt8(ascii: ".") || sign == UInt8(ascii: ","),
                case let group = rest.dropFirst().prefix(3), group.count == 3, group.allSatisfy(isDigit)
            {
                figures += group
                rest = rest.dropFirst(4)
            }
            let unit = unit(at: rest.drop(while: isBlank))
            numbers.append(Number(figures: String(decoding: figures, as: UTF8.self), unit: unit))
        }
        return numbers
    }

    /// The unit that a text begins with: `k` whatever follows, the others as whole words.
    private static func unit(at text: ArraySlice<UInt8>) -> String? {
        if text.first == UInt8(ascii: "k") { return "k" }
        let word = String(decoding: text.prefix(while: isLetter), as: UTF8.self)
        guard ["mil", "mm", "mi", "m"].contains(word) else { return nil }
        let behind = text.dropFirst(word.utf8.count)
        switch behind.first {
        case UInt8(ascii: "_"): return nil
        // Between letters these do not end a word; Unicode UAX #29, WB6.
        case UInt8(ascii: "."), UInt8(ascii: "'"), UInt8(ascii: ":"):
            return behind.dropFirst().first.map(isLetter) == true ? nil : word
        case let sign?: return isDigit(sign) ? nil : word
        case nil: return word
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
    private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
}
