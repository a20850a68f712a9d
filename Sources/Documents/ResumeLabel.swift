/// The client's name of a résumé, kept to be shown and to name the download; never a path.
public struct ResumeLabel: Sendable, Equatable {
    /// Bytes of UTF-8, at most.
    public static let maximumBytes = 255

    /// The name: without path, marks that are not seen (`isStripped`), and blanks at its ends.
    public let text: String

    /// The label of a file that the client calls `filename`.
    ///
    /// A name that is too long loses the end of its stem, whole characters of it, and keeps its ending.
    public init(filename: String) {
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

    /// The text after the last dot; nil when there is no dot, or a blank after it, as in `Dr. Silva`.
    var ending: Substring.UTF8View? {
        let bytes = text.utf8
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let ending = bytes[bytes.index(after: dot)...]
        return ending.contains(UInt8(ascii: " ")) ? nil : ending
    }

    /// The label of a file of one format: with its ending where the name has none, `resume` where nothing is left of the name.
    func text(endingIn fileExtension: String) -> String {
        guard ending == nil else { return text }
        let stem = text.isEmpty ? "resume" : text
        return Self.cut(stem, toBytes: Self.maximumBytes - 1 - fileExtension.utf8.count) + "." + fileExtension
    }

    /// Whether a name is its own label, as nearly every one is: short printable ASCII with nothing to take off.
    private static func isPlain(_ name: String) -> Bool {
        let bytes = name.utf8
        let space = UInt8(ascii: " ")
        return bytes.count <= maximumBytes && bytes.first != space && bytes.last != space
            && bytes.allSatisfy { space...0x7E ~= $0 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
    }

    /// The beginning of a text, whole characters of it; whole scalars where its first character alone is too long.
    private static func cut(_ text: String, toBytes limit: Int) -> String {
        let characters = beginning(of: text, toBytes: limit) { $0.utf8.count }
        guard characters.isEmpty else { return String(characters) }
        return String(beginning(of: text.unicodeScalars, toBytes: limit) { UTF8.width($0) })
    }

    private static func beginning<Text: Collection>(
        of text: Text, toBytes limit: Int, _ width: (Text.Element) -> Int
    ) -> Text.SubSequence {
        var bytes = 0
        return text.prefix { element in
            bytes += width(element)
            return bytes <= limit
        }
    }

    /// Control characters, line and paragraph separators, the marks that turn the direction of what follows, byte-order marks,
    /// noncharacters, and tag characters, which spell an invisible text.
    ///
    /// Source: SPEC section 5; noncharacters, The Unicode Standard §23.7; tag characters, §23.9.
    private static func isStripped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xFEFF, 0x206A...0x206F, 0xE0000...0xE007F: return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        default: return scalar.properties.isBidiControl || scalar.properties.isNoncharacterCodePoint
        }
    }
}
