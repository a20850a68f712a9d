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
            for word in Self.suffixes(of: piece) where word.unicodeScalars.contains(where: Self.isSign) {
                add(word: word)
            }
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
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        var folded = String.UnicodeScalarView()
        for scalar in text.lowercased()._nfd where scalar.properties.generalCategory != .nonspacingMark {
            if let letters = spelled[scalar] {
                folded.append(contentsOf: letters.unicodeScalars)
            } else {
                folded.append(scalar)
            }
        }
        return String(folded)
    }

    /// Letters that are no accented ones, as they are written where they are missing.
    private static let spelled: [Unicode.Scalar: String] = [
        "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i",
    ]

    /// The pieces between blanks, folded, without the signs at their ends; those of signs alone are left out.
    static func pieces(of text: String) -> [String] {
        folded(text).unicodeScalars.split(whereSeparator: \.properties.isWhitespace).compactMap { piece in
            guard let start = piece.firstIndex(where: { !isSign($0) }),
                let end = piece.lastIndex(where: { !isSign($0) })
            else { return nil }
            return String(piece[start...end])
        }
    }

    private static func suffixes(of piece: String) -> [Substring] {
        var suffixes: [Substring] = []
        var isAfterSign = true
        for index in piece.unicodeScalars.indices {
            let isSign = isSign(piece.unicodeScalars[index])
            if isAfterSign && !isSign { suffixes.append(piece[index...]) }
            isAfterSign = isSign
        }
        return suffixes
    }

    /// The letters and digits alone, folded.
    static func squeezed(_ text: String) -> String {
        String(String.UnicodeScalarView(folded(text).unicodeScalars.filter { !isSign($0) }))
    }

    /// Whether a character stands between words rather than in them.
    static func isSign(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "0"..."9": return false
        case "\0"..."\u{7F}": return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .spacingMark:
            return false
        default: return true
        }
    }

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
