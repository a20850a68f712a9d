/// A text that is compared and hashed by its UTF-8 bytes, in time linear in its length.
///
/// `String` compares and hashes by Unicode canonical equivalence, which normalises first: a run of n combining marks costs n². Text from
/// outside is a key of a set or a dictionary only in this form. Source: UAX #15.
public struct ByteText: Hashable, Sendable {
    /// The text.
    public let text: String

    /// A text as a key.
    public init(_ text: String) { self.text = text }

    /// A part of a text as a key.
    public init(_ text: Substring) { self.text = String(text) }

    /// Whether both have the same bytes.
    public static func == (one: ByteText, other: ByteText) -> Bool { one.text == other.text }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        if text.utf8Span.isKnownASCII || text.utf8.allSatisfy({ $0 < 0x80 }) {
            // Nothing to normalise: the standard library hashes the bytes at once.
            hasher.combine(text)
        } else {
            for byte in text.utf8 { hasher.combine(byte) }
        }
    }
}

extension ByteText: ExpressibleByStringLiteral {
    /// A text of ours as a key.
    public init(stringLiteral value: String) { text = value }
}

extension StringProtocol {
    /// Whether both have the same UTF-8 bytes; costs at most the length of the shorter one.
    public func isBytewise(_ other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }
}
