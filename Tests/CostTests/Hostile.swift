/// Input that grows: units repeated between a beginning and an end.
struct Hostile {
    let head: [UInt8]
    let units: [[UInt8]]
    let tail: [UInt8]

    /// What parsers and texts stumble over.
    private static let pieces: [String] = [
        "a", "0", "9", " ", "\t", "\r\n", "\r", "\n", "\0", "\u{301}", "\u{327}", "\u{301}\u{327}",
        "\u{5B0}\u{5C1}\u{64B}\u{30}", "e\u{301}",
        "\u{1F469}\u{200D}", "\u{1F1E7}", "\u{200B}", "\u{FEFF}", "\u{212A}", "\u{1FBE}\u{308}\u{301}", "\u{AC00}",
        "\u{1100}\u{1161}", "\u{C4D}",
        "\"", "\\", "\\\"", "\\u0061", "\\ud83d\\ude42", "[", "]", "{", "}", ",", ":", "1,", "[1],", "{},", "\"a\":1,",
        "\"\":", "-", "+", "e", ".",
        "1e1,", "null,", "&", "=", "a=b&", "%", "%41", "%zz", "+", ";", "a;", "--", "\r\n--", "\r\n--b", "--b\r\n",
        "\r\n--b\r", "/", "//", "../",
        ".", "@", "a@", "a.", "<", ">", "&amp;", "{{", "}}", "<!--", "name=\"", "value=\"\"", "W/\"x\",", "*,", "q=1,",
        "en;q=0.1,", "'", "`", "|", "#",
        "(", ")", "T", "Z", "2026-", "x: y\r\n", "filename=\"", "=?utf-8?B?", "*=", "eyJhbGciOi", "_",
    ]

    /// Heads and tails under which a reader goes deeper.
    private static let ends: [(head: String, tail: String)] = [
        ("", ""), ("[", "]"), ("{\"a\":\"", "\"}"), ("{\"", "\":1}"), ("{\"a\":[", "1]}"), ("{\"a\":", "}"),
        (String(repeating: "[", count: 60), "1" + String(repeating: "]", count: 60)), ("a", ""), ("", "a"),
        ("Bearer ", ""), ("/api/v1/", ""),
        ("a=", ""), ("\"", "\""), ("+55", ""), ("2026-01-01T", ""), ("a@", ".com"), ("<", ">"),
    ]

    init(using random: inout some RandomNumberGenerator) {
        let end = Self.ends.randomElement(using: &random) ?? ("", "")
        (head, tail) = (Array(end.head.utf8), Array(end.tail.utf8))
        units = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            Array((Self.pieces.randomElement(using: &random) ?? "a").utf8)
        }
    }

    /// A beginning and what is repeated.
    init(_ head: String, _ unit: String) {
        self.head = Array(head.utf8)
        units = [Array(unit.utf8)]
        tail = []
    }

    /// About so many bytes of it, its units in turn.
    func bytes(_ count: Int) -> [UInt8] {
        var bytes = head
        bytes.reserveCapacity(count + 64)
        while bytes.count < count { for unit in units { bytes += unit } }
        return bytes + tail
    }

    var description: String {
        "\(String(decoding: head, as: UTF8.self).debugDescription) "
            + units.map { String(decoding: $0, as: UTF8.self).debugDescription }.joined(separator: " ") + " "
            + String(decoding: tail, as: UTF8.self).debugDescription
    }
}
