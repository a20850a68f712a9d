/// How a spreadsheet converts a cell of text on opening a file: Excel and LibreOffice turn `11-50` into a day, `007` into 7.
///
/// Rather too much is held for a number or a date than too little: text that is kept as text looks the same.
enum SpreadsheetGuess {
    /// The most characters of a number or a date.
    private static let longest = 40
    /// Words that may occur in a number or a date: months by name and by their first letters, currencies, halves of a day. A letter
    /// alone is an exponent, an imaginary unit or part of a time.
    private static let words: Set<String> = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "janeiro",
        "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro",
        "dezembro", "fev", "abr", "mai", "ago", "set", "out", "dez", "de", "am", "pm", "e", "r", "t", "z", "h", "a",
        "p", "brl", "usd", "eur", "us",
    ]
    /// Words that are values by themselves.
    private static let truths: Set<String> = ["true", "false", "verdadeiro", "falso"]

    /// Whether a text may become a number, a date or a truth value.
    static func isConverted(_ cell: String) -> Bool {
        guard cell.utf8.count <= longest else { return false }
        let folded = SearchText.folded(cell)
        var hasDigit = false
        var word = ""
        var words: [String] = []
        for scalar in folded.unicodeScalars {
            switch scalar {
            case "a"..."z": word.unicodeScalars.append(scalar)
            case "0"..."9":
                hasDigit = true
                fallthrough
            case " ", "\u{A0}", "\u{202F}", "+", "-", ".", ",", ":", "/", "%", "$", "(", ")", "'", "\u{20AC}", "\u{A3}":
                if !word.isEmpty { words.append(word) }
                word = ""
            default: return false
            }
        }
        if !word.isEmpty { words.append(word) }
        if !hasDigit { return words.count == 1 && truths.contains(words[0]) }
        return words.allSatisfy(Self.words.contains)
    }
}
