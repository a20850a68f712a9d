// The standard library decomposes for its own comparisons and offers the result under this name only; Foundation's way
// would bring ICU's tables into the program, 30 MB of it.
@_spi(_Unicode) import Swift

/// The searchable form of a record: prefixes of its words, folded in case and accents.
///
/// Text is cut at blanks. A piece is kept from each of its letters and digits that follows a sign, to its end: `ana.silva@example.com`
/// is found by `ana.s`, `silva@` and `example`. Apostrophes and hyphens of every kind are left out of words: `O’Neil` is kept as
/// `oneil` and `neil`. A number is kept as its digits after a `#`, once more without its country code, and without that and the
/// area code, so that no number is mistaken for a word. A word has at most 64 characters.
package struct SearchText: Sendable, Equatable {
    /// The indexed length of a word, in characters.
    package static let wordLength = 64
    /// The most indexed words of a record.
    package static let mostWords = 100
    /// Shorter numbers are words only.
    package static let fewestDigits = 4

    /// The words, each once, in the order they came.
    package private(set) var words: [String] = []

    /// Nothing to be found by.
    package init() {}

    /// Adds names, or any text of words.
    package mutating func add(_ text: String?) {
        for piece in Self.pieces(of: text ?? "") {
            for word in Self.suffixes(of: piece) { add(word: Self.joinedBeginning(of: word)) }
        }
    }

    /// Adds a mail address: found from its beginning, and from each part on but the last, which too many share.
    package mutating func add(address: String?) {
        for piece in Self.pieces(of: address ?? "") {
            for word in Self.suffixes(of: piece) where word.unicodeScalars.contains(where: Self.isSign) {
                add(word: Self.joinedBeginning(of: word))
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
        for number in numbers where number.count >= Self.fewestDigits { add(word: "#\(number)") }
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

    /// The beginning of a folded piece without its apostrophes and hyphens. Of a piece that may have as many ends as signs, at most that is
    /// looked at than a word of them needs.
    private static func joinedBeginning(of piece: Substring) -> String {
        let beginning = piece.utf8.prefix(4 * wordLength)
        if isPlain(beginning) { return joined(beginning) }
        return joined(String(String.UnicodeScalarView(piece.unicodeScalars.prefix(4 * wordLength))))
    }

    /// Whether text is ASCII, as nearly all is: its bytes are its characters, and much faster to go through.
    private static func isPlain(_ text: Substring.UTF8View) -> Bool { text.allSatisfy { $0 < 0x80 } }

    /// ASCII without its apostrophes and hyphens.
    private static func joined(_ piece: Substring.UTF8View.SubSequence) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(piece.count)
        for byte in piece where byte != UInt8(ascii: "'") && byte != UInt8(ascii: "-") { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The indexed part of a word.
    package static func cut(_ word: some StringProtocol) -> String {
        if word.utf8.count <= wordLength { return String(word) }
        return String(String.UnicodeScalarView(word.unicodeScalars.prefix(wordLength)))
    }

    /// Text in lower case and without accents; every apostrophe is `'`, every hyphen and dash `-`, and format characters are left out.
    package static func folded(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "`") }) { return text.lowercased() }
        var folded = String.UnicodeScalarView()
        for scalar in text.lowercased().unicodeScalars.flatMap(decomposed) {
            if scalar.value < 0x80, scalar != "`" {
                folded.append(scalar)
            } else if WordJoiner.apostrophes.contains(scalar) {
                folded.append("'")
            } else if WordJoiner.isHyphen(scalar) {
                folded.append("-")
            } else if let letters = spelled[scalar] {
                folded.append(contentsOf: letters.unicodeScalars)
            } else {
                switch scalar.properties.generalCategory {
                case .nonspacingMark, .format: break
                default: folded.append(scalar)
                }
            }
        }
        return String(folded)
    }

    /// One scalar decomposed, without its marks. Each by itself, since to order a run of marks costs the square of its length.
    private static func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        if scalar.isASCII { return [scalar] }
        return String(scalar)._nfd.filter { $0.properties.generalCategory != .nonspacingMark }
    }

    /// Letters that are no accented ones, as they are written where they are missing.
    private static let spelled: [Unicode.Scalar: String] = [
        "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i",
    ]

    /// The pieces between blanks, folded, without the signs at their ends; those of signs alone are left out.
    package static func pieces(of text: String) -> [String] {
        let folded = folded(text)
        if isPlain(folded[...].utf8) { return plainPieces(of: folded[...]) }
        return folded.unicodeScalars.split(whereSeparator: \.properties.isWhitespace).compactMap { piece in
            guard let start = piece.firstIndex(where: { !isSign($0) }),
                let end = piece.lastIndex(where: { !isSign($0) })
            else { return nil }
            return String(piece[start...end])
        }
    }

    private static func plainPieces(of folded: Substring) -> [String] {
        folded.utf8.split { (0x09...0x0D).contains($0) || $0 == 0x20 }.compactMap { piece in
            guard let start = piece.firstIndex(where: { !isSign($0) }),
                let end = piece.lastIndex(where: { !isSign($0) })
            else { return nil }
            return String(folded[start...end])
        }
    }

    /// Whether a byte of ASCII separates words.
    private static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): false
        default: true
        }
    }

    private static func suffixes(of piece: String) -> [Substring] {
        var suffixes: [Substring] = []
        var isAfterSign = true
        if isPlain(piece[...].utf8) {
            for index in piece.utf8.indices {
                let isSign = isSign(piece.utf8[index])
                if isAfterSign && !isSign { suffixes.append(piece[index...]) }
                isAfterSign = isSign
            }
            return suffixes
        }
        for index in piece.unicodeScalars.indices {
            let isSign = isSign(piece.unicodeScalars[index])
            if isAfterSign && !isSign { suffixes.append(piece[index...]) }
            isAfterSign = isSign
        }
        return suffixes
    }

    /// A folded piece without its apostrophes and hyphens.
    package static func joined(_ piece: some StringProtocol) -> String {
        String(String.UnicodeScalarView(piece.unicodeScalars.filter { $0 != "'" && $0 != "-" }))
    }

    /// The letters and digits alone, folded.
    package static func squeezed(_ text: String) -> String {
        String(String.UnicodeScalarView(folded(text).unicodeScalars.filter { !isSign($0) }))
    }

    /// Whether a character separates words.
    package static func isSign(_ scalar: Unicode.Scalar) -> Bool {
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
