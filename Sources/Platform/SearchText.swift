// The standard library decomposes for its own comparisons and offers the result under this name only; Foundation's way
// would bring ICU's tables into the program, 30 MB of it.
@_spi(_Unicode) import Swift

/// What a record can be found by: the beginnings of its words, in one spelling whatever the case and the accents.
///
/// Text is cut at blanks. A piece counts from each of its letters and digits that follows a sign, to its end: `ana.silva@example.com`
/// is found by `ana.s`, `silva@` and `example`. A number is kept as its digits behind a `#`, once more without its country code, and
/// without that and the area code, so that no number is taken for a word. Nothing longer than 64 characters counts.
package struct SearchText: Sendable, Equatable {
    /// The most characters of a word that count.
    package static let wordLength = 64
    /// The most words of a record that count.
    package static let mostWords = 100

    /// The words, each once, in the order they came.
    package private(set) var words: [String] = []

    /// Nothing to be found by.
    package init() {}

    /// Adds names, or any text of words.
    package mutating func add(_ text: String?) {
        for piece in Self.pieces(of: text ?? "") {
            for word in Self.suffixes(of: piece) { add(word: word) }
        }
    }

    /// Adds a mail address: found from its beginning, and from each part on but the last, which too many share.
    package mutating func add(address: String?) {
        for piece in Self.pieces(of: address ?? "") {
            for word in Self.suffixes(of: piece) where word.contains(where: Self.isSign) { add(word: word) }
        }
    }

    /// Adds a telephone number in international form.
    package mutating func add(phone: String?) {
        let digits = Self.squeezed(phone ?? "")
        guard !digits.isEmpty else { return }
        let national = digits.dropFirst(Self.countryCodeLength(of: digits))
        var numbers = [digits[...], national, national.dropFirst(2)]
        if !digits.hasPrefix("55") { numbers.append(national.dropFirst(3)) }  // Brazil's area codes have two digits
        for number in numbers where number.count >= SearchQuery.fewestDigits { add(word: "#\(number)") }
    }

    /// Adds the number of a document; letters in it count, signs do not.
    package mutating func add(document: String?) {
        let number = Self.squeezed(document ?? "")
        if !number.isEmpty { add(word: "#\(number)") }
    }

    private mutating func add(word: some StringProtocol) {
        let word = Self.cut(word)
        guard words.count < Self.mostWords, !words.contains(word) else { return }
        words.append(word)
    }

    /// As much of a word as counts.
    static func cut(_ word: some StringProtocol) -> String {
        String(String.UnicodeScalarView(word.unicodeScalars.prefix(wordLength)))
    }

    /// Text in lower case and without accents.
    package static func folded(_ text: String) -> String {
        var folded = ""
        for scalar in text.lowercased()._nfd where scalar.properties.generalCategory != .nonspacingMark {
            switch scalar {
            case "ß": folded += "ss"
            case "æ": folded += "ae"
            case "œ": folded += "oe"
            case "þ": folded += "th"
            case "ø": folded += "o"
            case "ł": folded += "l"
            case "đ", "ð": folded += "d"
            case "ı": folded += "i"
            default: folded.unicodeScalars.append(scalar)
            }
        }
        return folded
    }

    /// The pieces between blanks, folded, without the signs at their ends; those of signs alone are left out.
    static func pieces(of text: String) -> [String] {
        folded(text).split(whereSeparator: \.isWhitespace).compactMap { piece in
            guard let start = piece.firstIndex(where: { !isSign($0) }),
                let end = piece.lastIndex(where: { !isSign($0) })
            else { return nil }
            return String(piece[start...end])
        }
    }

    private static func suffixes(of piece: String) -> [Substring] {
        var suffixes: [Substring] = []
        var isAfterSign = true
        for index in piece.indices {
            let isSign = isSign(piece[index])
            if isAfterSign && !isSign { suffixes.append(piece[index...]) }
            isAfterSign = isSign
        }
        return suffixes
    }

    /// The letters and digits alone, folded.
    static func squeezed(_ text: String) -> String { folded(text).filter { !isSign($0) } }

    /// Whether a character stands between words rather than in them.
    static func isSign(_ character: Character) -> Bool { !character.isLetter && !character.isNumber }

    /// How many digits of a number are its country's. Source: ITU-T E.164 Annex D, list of assigned country codes.
    private static func countryCodeLength(of digits: String) -> Int {
        let first = digits.first.flatMap(\.wholeNumberValue) ?? 0
        let second = digits.dropFirst().first.flatMap(\.wholeNumberValue) ?? 0
        return switch (first, second) {
        case (1, _), (7, _): 1
        case (2, 0), (2, 7), (3, 0...4), (3, 6), (3, 9), (4, 0...1), (4, 3...9), (5, 1...8), (6, 0...6), (8, 1...2),
            (8, 4), (8, 6), (9, 0...5), (9, 8):
            2
        default: 3
        }
    }
}
