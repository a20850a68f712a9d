/// A search, as prefixes of words; a record must have a match for each term.
///
/// A term is a piece between blanks. One with four digits or more is looked for among the numbers too, signs aside, and pieces of
/// digits in a row make one number, so that `+55 (11) 98765-4321`, `11 98765-4321` and `987654321` find the same telephone. A term
/// with a hyphen finds the word with and without it, and its parts as words of their own: `Pi-Teste` finds `Pi‑Teste`, `PiTeste` and
/// `Pi Teste`. No sign is an operator.
package struct SearchQuery: Sendable, Equatable {
    /// Pieces in a row with fewer digits are words each.
    private static let fewestJoinedDigits = 8
    /// The longest number that is looked for.
    private static let longestNumber = 20
    /// The characters of a CNPJ, of which the last two are digits.
    private static let documentLength = 14
    /// The most terms of a query; further ones are ignored.
    package static let mostTerms = 8

    /// For each term the beginnings that will do; none is empty.
    package private(set) var terms: [[String]] = []

    /// The query in a text.
    package init(_ text: String) {
        var run: [String] = []
        let pieces = SearchText.folded(text).unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
        for piece in pieces.map(String.init) {
            if Self.isNumber(piece) {
                run.append(piece)
            } else {
                addNumbers(run)
                run = []
                add(word: piece)
            }
        }
        addNumbers(run)
    }

    /// Whether a record of these words is found: one of them begins with a beginning of each term.
    package func finds(_ words: [String]) -> Bool {
        terms.allSatisfy { beginnings in
            words.contains { word in beginnings.contains { word.utf8.starts(with: $0.utf8) } }
        }
    }

    /// Whether each term is one of these words, not only the beginning of one.
    package func isMade(of words: [String]) -> Bool {
        terms.allSatisfy { beginnings in beginnings.contains { words.contains($0) } }
    }

    private mutating func addNumbers(_ pieces: [String]) {
        let digits = pieces.map(SearchText.squeezed).joined()
        if pieces.count > 1, Self.fewestJoinedDigits...Self.longestNumber ~= digits.count {
            add(Self.numbers(digits))
        } else {
            for piece in pieces { add(word: piece) }
        }
    }

    private mutating func add(word piece: String) {
        guard let piece = SearchText.pieces(of: piece).first else { return }
        let squeezed = SearchText.squeezed(piece)
        let word = SearchText.cut(SearchText.joined(piece))
        if Self.mayBeNumber(squeezed), !piece.utf8.contains(UInt8(ascii: "@")) {
            return add([word] + Self.numbers(squeezed))
        }
        let parts = piece.unicodeScalars.split(separator: "-").map { SearchText.joined(String($0)) }
        guard parts.count > 1, !piece.utf8.contains(UInt8(ascii: "@")) else { return add([word]) }
        // (whole or first) and (whole or second): the whole, or each of the parts.
        for part in parts where !part.isEmpty { add([word, SearchText.cut(part)]) }
    }

    private static func mayBeNumber(_ squeezed: String) -> Bool {
        let characters = squeezed.unicodeScalars
        guard characters.count <= longestNumber else { return false }
        func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .decimalNumber }
        return characters.count(where: isDigit) >= SearchText.fewestDigits
            || characters.count == documentLength && characters.suffix(2).allSatisfy(isDigit)
    }

    private mutating func add(_ beginnings: [String]) {
        guard terms.count < Self.mostTerms, !terms.contains(beginnings) else { return }
        terms.append(beginnings)
    }

    /// A number as it is written, and without the zeros that are dialled before it.
    private static func numbers(_ digits: String) -> [String] {
        let bare = digits.drop { $0 == "0" }
        return bare.count < digits.count && bare.count >= SearchText.fewestDigits
            ? ["#\(digits)", "#\(bare)"] : ["#\(digits)"]
    }

    private static func isNumber(_ piece: String) -> Bool {
        piece.contains { $0.isWholeNumber } && piece.allSatisfy { $0.isWholeNumber || "+-./()".contains($0) }
    }
}
