extension String {
    /// Whether a reader sees something of it: a text of blanks, format characters and combining marks alone shows nothing.
    ///
    /// The one definition for every required text. A mark without a base, a Braille blank and the Hangul fillers show nothing either.
    ///
    /// Source: SPEC section 2; general categories and `Default_Ignorable_Code_Point`, Unicode Standard Annex #44.
    public var isVisible: Bool {
        // Nearly every text: its first byte is a letter.
        if let first = utf8.first, 0x21...0x7E ~= first { return true }
        return unicodeScalars.contains(where: \.isVisible)
    }
}

extension Unicode.Scalar {
    /// Whether it shows by itself.
    fileprivate var isVisible: Bool {
        if value < 0x80 { return 0x21...0x7E ~= value }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .spaceSeparator, .lineSeparator, .paragraphSeparator, .nonspacingMark,
            .spacingMark, .enclosingMark:
            return false
        default:
            return !properties.isDefaultIgnorableCodePoint && !properties.isNoncharacterCodePoint
                && self != Self.brailleBlank
        }
    }

    /// U+2800 is a symbol to Unicode, and a blank to the eye.
    private static let brailleBlank: Unicode.Scalar = "\u{2800}"
}
