package import MariaDB
package import Platform
package import Routing

/// Somebody's number as WhatsApp knows it: 10 to 15 digits, country code first.
///
/// Source: SPEC section 7.
package struct WhatsAppNumber: Sendable, Hashable, SQLBindable, ColumnDecodable {
    /// The digits alone.
    package let digits: String

    /// The number that somebody wrote, `+` optional; nil for text that is none.
    package init?(_ text: String) {
        let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard 10...15 ~= digits.utf8.count, digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else { return nil }
        self.digits = String(digits)
    }

    package init(column: borrowing Column) throws(DatabaseError) {
        guard let number = WhatsAppNumber(try String(column: column)) else { throw column.undecodable }
        self = number
    }

    /// The digits.
    package var sqlValue: SQLValue { digits.sqlValue }

    /// The telephone numbers that it may stand for: itself, and for a Brazilian mobile number the one with or without the ninth
    /// digit, which WhatsApp leaves out for numbers that were signed up before they had it.
    package var phones: [PhoneNumber] {
        var texts = [digits]
        if digits.hasPrefix("55"), digits.utf8.count == 12 {
            texts.append(digits.prefix(4) + "9" + digits.dropFirst(4))
        } else if digits.hasPrefix("55"), digits.utf8.count == 13, digits.dropFirst(4).hasPrefix("9") {
            texts.append(String(digits.prefix(4) + digits.dropFirst(5)))
        }
        return texts.compactMap { PhoneNumber("+" + $0) }
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
