package import Routing

/// A number that a message can be sent to, as WhatsApp knows it: 10 to 15 digits, country code first.
///
/// Source: SPEC section 7.
package struct WhatsAppNumber: Sendable, Hashable {
    /// The digits alone.
    package let digits: String

    /// The number in a text, `+` optional; nil for text that is not a number.
    package init?(_ text: String) {
        let digits = text.dropping(prefix: "+") ?? text[...]
        guard 10...15 ~= digits.utf8.count, digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else { return nil }
        self.digits = String(digits)
    }
}

extension Rule where Value == WhatsAppNumber {
    /// 10 to 15 digits, `+` optional.
    package static let whatsAppNumber = Rule(.string(pattern: #"^\+?[0-9]{10,15}$"#)) { (value) throws(Fault) in
        guard let written = value.string else { throw .wrongType("a string", pt: "um texto") }
        guard let number = WhatsAppNumber(written.trimmed) else {
            throw Fault(
                "Must be 10 to 15 digits with country code, such as +5511987654321.",
                pt: "Deve ter de 10 a 15 dígitos com o código do país, como +5511987654321.")
        }
        return number
    }
}
