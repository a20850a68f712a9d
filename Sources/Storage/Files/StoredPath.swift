import Crypto

/// The path of a file in a `FileStore`: `<first two hex>/<uuid>.<ext>`, at most 255 bytes.
///
/// Source: SPEC section 5.
package enum StoredPath {
    /// The first pieces of paths, one for each first byte of a name.
    package static let sections = (0..<256).map { hexEncoded([UInt8($0)]) }

    /// Whether a text is the path of a stored file: a section, and one name in it.
    package static func isPath(_ text: String) -> Bool {
        let pieces = text.split(separator: "/", omittingEmptySubsequences: false)
        return text.utf8.count <= 255 && pieces.count == 2 && sections.contains(String(pieces[0]))
            && !["", ".", ".."].contains(pieces[1]) && !pieces[1].utf8.contains(0)
    }

    /// A new path without an extension: a random UUID, version 4, so that names reveal nothing and spread evenly; RFC 9562 §5.4.
    static func random() -> String {
        var bytes = randomBytes(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = hexEncoded(bytes)
        let name = [(0, 8), (8, 4), (12, 4), (16, 4), (20, 12)]
            .map { hex.dropFirst($0.0).prefix($0.1) }.joined(separator: "-")
        return "\(name.prefix(2))/\(name)"
    }
}
