import Routing

extension JSON {
    /// The most bytes of a word.
    private static let wordBytes = 64

    /// A name or code of the carrier's: 1 to 64 bytes of visible ASCII; nil for anything else.
    var word: String? {
        guard let text, 1...Self.wordBytes ~= text.utf8.count, text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            return nil
        }
        return text
    }

    /// A text with something in it that can be seen.
    var visibleText: String? {
        guard let text, text.isVisible else { return nil }
        return text
    }
}
