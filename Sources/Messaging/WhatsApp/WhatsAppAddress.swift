package import MariaDB
package import Routing
package import Values

/// The other side of a message: a number, or the id of a sender who shows none.
///
/// Source: SPEC section 7; WhatsApp Business Platform, "Business-scoped user IDs".
package struct WhatsAppAddress: Sendable, Hashable, SQLBindable, ColumnDecodable {
    /// The most bytes of an address.
    package static let bytes = 128

    /// Digits, country code first, or an id: visible ASCII.
    package let text: String

    /// The address of a number.
    package init(_ number: WhatsAppNumber) { text = number.digits }

    /// The address that a text names, `+` before digits optional; nil for text that is none.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard 1...Self.bytes ~= bytes.count, bytes.allSatisfy({ 0x21...0x7E ~= $0 }) else { return nil }
        let isNumber = bytes.first == UInt8(ascii: "+") && bytes.count > 1 && bytes.dropFirst().allSatisfy(Self.isDigit)
        self.text = isNumber ? String(text.dropFirst()) : text
    }

    /// For a sender of whom nothing is known.
    package static let unknown = WhatsAppAddress(known: "unknown")

    private init(known text: String) { self.text = text }

    /// The storable part of an address with blanks or signs of other scripts; nil for none.
    init?(keeping text: String) {
        let kept = text.utf8.filter { 0x21...0x7E ~= $0 }.prefix(Self.bytes)
        // A number as people write it.
        let digits = kept.filter(Self.isDigit)
        let isNumber = digits.count >= 7 && kept.allSatisfy { Self.isDigit($0) || "+-().".utf8.contains($0) }
        self.init(String(decoding: isNumber ? Array(digits) : Array(kept), as: UTF8.self))
    }

    package init(column: borrowing Column) throws(DatabaseError) {
        guard let address = WhatsAppAddress(try String(column: column)) else { throw column.undecodable }
        self = address
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    /// The text.
    package var sqlValue: SQLValue { text.sqlValue }

    /// The spellings of a number; an id has one.
    private var spellings: NumberSpellings { NumberSpellings(ofDigits: text) }

    /// The part that every spelling of the number shares.
    package var key: String { spellings.canonical }

    /// The telephone numbers that it may denote; none for an id.
    package var phones: [PhoneNumber] { spellings.all.compactMap { PhoneNumber("+" + $0) } }
}

extension Rule where Value == WhatsAppAddress {
    /// A number, `+` optional, or a sender's id.
    package static let whatsAppAddress = Rule(.string(pattern: "^[!-~]{1,128}$")) { (value) throws(Fault) in
        guard let written = value.string else { throw .wrongType("a string", pt: "um texto") }
        guard let address = WhatsAppAddress(written.trimmed) else {
            throw Fault(
                "Must be a number with country code, such as +5511987654321, or a sender's id.",
                pt: "Deve ser um número com o código do país, como +5511987654321, ou o identificador do remetente.")
        }
        return address
    }
}
