/// The client's name of a résumé, kept to be shown and to name the download; never a path.
package struct ResumeLabel: Sendable, Equatable {
    /// Bytes of UTF-8, at most.
    package static let maximumBytes = 255

    /// The name: without path, control and direction characters, and blanks at its ends.
    package let text: String

    /// The label of a file that the client calls `filename`.
    ///
    /// A name that is too long loses the end of its stem, whole scalars of it, and keeps its extension.
    package init(filename: String) {
        if Self.isPlain(filename) {
            text = filename
            return
        }
        let scalars = filename.unicodeScalars.filter { !Self.isStripped($0) }
        var base =
            scalars.lastIndex { $0 == "/" || $0 == "\\" }.map { scalars[scalars.index(after: $0)...] } ?? scalars[...]
        base = base.drop(while: \.properties.isWhitespace)
        while base.last?.properties.isWhitespace == true { base.removeLast() }
        let name = String(base)
        guard name.utf8.count > Self.maximumBytes else {
            text = name
            return
        }
        let extensionStart = name.unicodeScalars.lastIndex(of: ".") ?? name.endIndex
        let ending = name.unicodeScalars[extensionStart...]
        let keptEnding = String(ending).utf8.count <= 16 ? String(ending) : ""
        text = Self.cut(name, toBytes: Self.maximumBytes - keptEnding.utf8.count) + keptEnding
    }

    /// Whether a name is its own label, as nearly every one is: short printable ASCII with nothing to take off.
    private static func isPlain(_ name: String) -> Bool {
        let bytes = name.utf8
        let space = UInt8(ascii: " ")
        return bytes.count <= maximumBytes && bytes.first != space && bytes.last != space
            && bytes.allSatisfy { space...0x7E ~= $0 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
    }

    private static func cut(_ text: String, toBytes limit: Int) -> String {
        var kept = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            bytes += String(scalar).utf8.count
            guard bytes <= limit else { break }
            kept.append(scalar)
        }
        return String(kept)
    }

    /// Control characters, line and paragraph separators, and the marks that turn the direction of what follows.
    private static func isStripped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: scalar.properties.isBidiControl
        }
    }
}
