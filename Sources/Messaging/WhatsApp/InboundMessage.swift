/// A message that came in, of whatever type.
///
/// Source: SPEC section 7.
package struct InboundMessage: Sendable, Equatable {
    /// The most characters of a text; a longer one is cut.
    package static let textCharacters = 4096
    /// The most bytes of a type.
    package static let typeBytes = 64

    /// The sender.
    package let sender: WhatsAppAddress
    /// The carrier's name of it: a message that comes again comes under the same.
    package let name: String
    /// `text`, `image`, …: as the carrier says it; visible ASCII.
    package let type: String
    /// The text, or a description of a message without text.
    package let text: String

    /// A message; the text is cut.
    package init(from sender: WhatsAppAddress, as name: String, type: String = "text", text: String) {
        self.sender = sender
        self.name = name
        self.type = type
        self.text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.textCharacters)))
    }
}
