package import Routing

/// A mail address as we store it and send to: trimmed, in lower case, ASCII, at most 254 bytes.
///
/// A dot-atom of at most 64 bytes, `@`, and a host name of two or more labels. What the grammar allows besides, but no
/// mailbox of a customer has, is refused, so that an address stays one recipient wherever it is written: quoted local
/// parts, comments, display names, address literals, single labels, and addresses that need SMTPUTF8.
///
/// Source: `Mailbox`, `Dot-string` and the limits of RFC 5321 §4.1.2 and §4.5.3.1; `atext`, RFC 5322 §3.2.3; labels,
/// RFC 1123 §2.1; 254 bytes, RFC 3696 erratum 1690.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The most bytes an address has.
    package static let maximumBytes = 254
    private static let maximumLocalPartBytes = 64
    private static let maximumLabelBytes = 63

    /// The whole address in lower case.
    package let text: String

    /// The address in a text, trimmed; nil for text that is not an address. A control character is never
    /// trimmed away.
    package init?(_ written: String) {
        let bytes = Array(written.trimmed.utf8)
        guard bytes.count <= Self.maximumBytes, let at = bytes.lastIndex(of: UInt8(ascii: "@")),
            Self.isLocalPart(bytes[..<at]), Self.isDomain(bytes[(at + 1)...])
        else { return nil }
        text = String(decoding: bytes.map(Self.lowercased), as: UTF8.self)
    }

    /// The local part, before the `@`.
    package var localPart: Substring {
        text.prefix { $0 != "@" }
    }

    /// The address.
    package var description: String { text }

    private static func isLocalPart(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard 1...maximumLocalPartBytes ~= bytes.count else { return false }
        let dot = UInt8(ascii: ".")
        var previous = dot
        for byte in bytes {
            guard byte == dot ? previous != dot : isAtext(byte) else { return false }
            previous = byte
        }
        return previous != dot
    }

    private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while let dot = rest.firstIndex(of: UInt8(ascii: ".")) {
            guard isLabel(rest[..<dot]) else { return false }
            rest = rest[(dot + 1)...]
        }
        // A last label of digits alone is the tail of an IP address.
        return rest.count < bytes.count && isLabel(rest) && rest.contains(where: isLetter)
    }

    private static func isLabel(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard 1...maximumLabelBytes ~= bytes.count else { return false }
        let hyphen = UInt8(ascii: "-")
        return bytes.first != hyphen && bytes.last != hyphen
            && bytes.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen }
    }

    private static let atextSigns = Array("!#$%&'*+-/=?^_`{|}~".utf8)

    private static func isAtext(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || atextSigns.contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= lowercased(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}

extension Rule where Value == EmailAddress {
    /// A mail address.
    package static let email = Rule(.emailAddress) { (value) throws(Fault) in
        guard let written = value.string else { throw .wrongType("a string", pt: "um texto") }
        guard written.isVisible else { throw .missing }
        guard let address = EmailAddress(written) else {
            throw Fault("Must be a valid e-mail address.", pt: "Deve ser um endereço de e-mail válido.")
        }
        return address
    }
}

extension Schema {
    private static let atext = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"

    /// An address that `EmailAddress` accepts; the `email` format alone would allow more.
    package static let emailAddress = string(
        pattern:
            #"^\#(atext)(\.\#(atext))*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?$"#
    )
}
