/// Text of a visitor, made safe for a mail to the address given, which may be another person's.
///
/// A name that holds a web address would make the product send that address to anyone, with the business as its sender. Such a name
/// is stored and shown to staff like any other; the mail greets without it.
enum ProspectText {
    /// Full stops, and the characters that browsers read as one. Source: RFC 3490 §3.1; UTS #46.
    private static let stops: Set<Unicode.Scalar> = [".", "\u{2024}", "\u{3002}", "\u{FE52}", "\u{FF0E}", "\u{FF61}"]
    private static let refused: Set<Unicode.Scalar> = [
        "/", "\\", "@", ":", "\u{2044}", "\u{2215}", "\u{FF0F}", "\u{FF1A}", "\u{FF20}", "\u{FE55}", "\u{FE6B}",
    ]

    /// A name, unless a mail program might make a link of it.
    static func name(_ name: String) -> String? { isLinkable(name) ? nil : name }

    /// A file's label, unless the part before its extension might become a link.
    static func label(_ label: String) -> String? {
        let bytes = label.utf8
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")) else { return name(label) }
        return isLinkable(String(label[..<dot])) ? nil : label
    }

    /// Whether a text holds a sign of an address, or a stop between a letter or digit and two of them, as in `example.com`.
    private static func isLinkable(_ text: String) -> Bool {
        var before: Unicode.Scalar?
        var following: Int?
        for scalar in text.unicodeScalars {
            if refused.contains(scalar) { return true }
            if stops.contains(scalar) {
                following = before.map(isWord) == true ? 0 : nil
            } else if let count = following {
                following = isWord(scalar) ? count + 1 : nil
                if count == 1, following != nil { return true }
            }
            before = scalar
        }
        return false
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || scalar.properties.generalCategory == .nonspacingMark
    }
}
