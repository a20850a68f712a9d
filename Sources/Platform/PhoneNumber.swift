internal import Routing

/// A telephone number in international form: `+` and 7 to 15 digits, the first of them not 0.
///
/// Blanks at the ends are trimmed; separators, extensions, `tel:` and digits of other scripts are refused.
///
/// Source: ITU-T E.164 (11/2010) §6.2.1, at most 15 digits with the country code; `+` as in ITU-T E.123 §2.1. The shortest
/// numbers in use abroad have 7 digits (+290, +690).
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    /// The most bytes a number has, `+` included.
    package static let maximumBytes = 16

    /// The whole number, `+` included.
    package let text: String

    /// The number that somebody wrote; nil for text that is none.
    package init?(_ written: String) {
        let text = written.trimmed
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "+"), 7...15 ~= digits.count, digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else { return nil }
        self.text = text
    }

    /// The number.
    package var description: String { text }
}
