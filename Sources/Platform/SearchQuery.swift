/// What somebody looks for, as beginnings of words of which a record must have one for each term.
///
/// A term is a piece between blanks. One with four digits or more is looked for among the numbers too, signs aside, and pieces of
/// digits in a row make one number, so that `+55 (11) 98765-4321`, `11 98765-4321` and `987654321` find the same telephone. No sign
/// is an operator.
package struct SearchQuery: Sendable, Equatable {
    /// Shorter numbers are words only.
    static let fewestDigits = 4
    /// Pieces in a row with fewer digits are words each.
    private static let fewestJoinedDigits = 8
    /// The longest number that is looked for.
    private static let longestNumber = 20
    /// How many terms count; those behind are ignored.
    package static let mostTerms = 8

    /// For each term the beginnings that will do; none is empty.
    package private(set) var terms: [[String]] = []

    /// The query that somebody wrote.
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

    private mutating func addNumbers(_ pieces: [String]) {
        let digits = pieces.map(SearchText.squeezed).joined()
        if pieces.count > 1, Self.fewestJoinedDigits...Self.longestNumber ~= digits.count {
            add(Self.numbers(digits))
        } else {
            for piece in pieces { add(word: piece) }
        }
    }

    private mutating func add(word piece: String) {
        guard let word = SearchText.pieces(of: piece).first else { return }
        let squeezed = SearchText.squeezed(piece)
        let digits = squeezed.count(where: \.isWholeNumber)
        let isNumber = digits >= Self.fewestDigits && squeezed.count <= Self.longestNumber && !piece.contains("@")
        add([SearchText.cut(word)] + (isNumber ? Self.numbers(squeezed) : []))
    }

    private mutating func add(_ beginnings: [String]) {
        guard terms.count < Self.mostTerms, !terms.contains(beginnings) else { return }
        terms.append(beginnings)
    }

    /// A number as it is written, and without the zeros that are dialled before it.
    private static func numbers(_ digits: String) -> [String] {
        let bare = digits.drop { $0 == "0" }
        return bare.count < digits.count && bare.count >= fewestDigits ? ["#\(digits)", "#\(bare)"] : ["#\(digits)"]
    }

    private static func isNumber(_ piece: String) -> Bool {
        piece.contains { $0.isWholeNumber } && piece.allSatisfy { $0.isWholeNumber || "+-./()".contains($0) }
    }
}
