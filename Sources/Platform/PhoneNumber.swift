package import Routing

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

extension Rule where Value == PhoneNumber {
    /// An international telephone number.
    package static let phone = Rule(.string(pattern: #"^\+[1-9][0-9]{6,14}$"#)) { (value) throws(Fault) in
        guard let written = value.string else { throw .wrongType("a string", pt: "um texto") }
        guard !written.trimmed.isEmpty else { throw .missing }
        guard let number = PhoneNumber(written) else {
            throw Fault(
                "Must be a telephone number with country code, such as +5511987654321.",
                pt: "Deve ser um telefone com o código do país, como +5511987654321.")
        }
        return number
    }
}
