/// The characters within a word that people write in several ways, or leave out: apostrophes, hyphens and dashes.
///
/// Source: SPEC section 5, `search`; General Punctuation and Spacing Modifier Letters of the Unicode Standard.
package enum WordJoiner {
    /// Apostrophes, the quotation marks and accents that are typed instead of one, and the letters that look like one.
    static let apostrophes: Set<Unicode.Scalar> = [
        "'", "`", "\u{B4}", "\u{2B9}", "\u{2BB}", "\u{2BC}", "\u{2BD}", "\u{2BE}", "\u{2BF}", "\u{2C8}", "\u{2CA}",
        "\u{2CB}", "\u{2EE}", "\u{384}", "\u{55A}", "\u{5F3}", "\u{7F4}", "\u{7F5}", "\u{1FBD}", "\u{1FBF}",
        "\u{1FFE}", "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}", "\u{2032}", "\u{2035}", "\u{2039}", "\u{203A}",
        "\u{275B}", "\u{275C}", "\u{A78B}", "\u{A78C}", "\u{FF07}", "\u{FF40}",
    ]

    /// The same characters and all hyphens, as a pattern of MariaDB's `REGEXP`.
    package static let pattern: String = {
        let marks = apostrophes.sorted().map { String($0) }.joined()
        return "[\(marks)\\p{Pd}\u{AD}\u{2D7}\u{2043}\u{2052}\u{207B}\u{208B}\u{2212}\u{2796}]"
    }()

    /// A text without them.
    package static func removed(from text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { !apostrophes.contains($0) && !isHyphen($0) }))
    }

    /// Hyphens and dashes: every dash of Unicode, minus signs, the hyphen bullet and the modifier letter.
    static func isHyphen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "-", "\u{2D7}", "\u{2043}", "\u{2052}", "\u{207B}", "\u{208B}", "\u{2212}", "\u{2796}": true
        default: scalar.properties.generalCategory == .dashPunctuation
        }
    }
}
