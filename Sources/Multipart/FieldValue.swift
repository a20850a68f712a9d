/// A reader over one header field value: tokens, quoted strings and `; name=value` parameters.
///
/// Source: `parameters`, RFC 9110 §5.6.6; quoting of names as browsers do it, RFC 7578 §2 and §5.1.
struct FieldValue {
    /// One `name=value`; the name is in lower case, the value without its quotes.
    struct Parameter {
        let name: String
        let value: [UInt8]
    }

    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func skipBlanks() {
        while let byte = next, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { index += 1 }
    }

    /// Steps over `byte` if it comes next.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    /// The token that comes next, or `nil` if there is none.
    mutating func token() -> ArraySlice<UInt8>? { run { $0.isTokenByte } }

    /// All parameters up to the end of the value, or `nil` if one is malformed or anything else follows.
    ///
    /// `unquoted` says which bytes a value without quotes may have. Empty parameters (`;;`) are passed over.
    mutating func parameters(unquoted: (UInt8) -> Bool) -> [Parameter]? {
        var parameters: [Parameter] = []
        while true {
            skipBlanks()
            guard next != nil else { return parameters }
            guard skip(UInt8(ascii: ";")) else { return nil }
            skipBlanks()
            guard let byte = next, byte != UInt8(ascii: ";") else { continue }
            guard let name = token(), skip(UInt8(ascii: "=")) else { return nil }
            guard let value = next == UInt8(ascii: "\"") ? quotedString() : run(unquoted).map(Array.init) else {
                return nil
            }
            parameters.append(Parameter(name: name.lowercased, value: value))
        }
    }

    /// A quoted string without its quotes. `\"` is an escaped quote; every other backslash is one, as in a Windows path.
    private mutating func quotedString() -> [UInt8]? {
        guard skip(UInt8(ascii: "\"")) else { return nil }
        var value: [UInt8] = []
        while let byte = next {
            index += 1
            if byte == UInt8(ascii: "\"") { return value }
            value.append(byte == UInt8(ascii: "\\") && skip(UInt8(ascii: "\"")) ? UInt8(ascii: "\"") : byte)
        }
        return nil
    }

    private mutating func run(_ belongs: (UInt8) -> Bool) -> ArraySlice<UInt8>? {
        let start = index
        while let byte = next, belongs(byte) { index += 1 }
        return start < index ? bytes[start..<index] : nil
    }
}

extension UInt8 {
    /// `tchar` of RFC 9110 §5.6.2.
    var isTokenByte: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"),
            UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}

extension Sequence<UInt8> {
    /// These bytes as a string, ASCII letters in lower case.
    var lowercased: String {
        String(decoding: map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}

extension String {
    /// The text of some bytes; nil when they are not UTF-8. `String(validating:as:)` costs several times as much.
    init?(validUTF8 bytes: Span<UInt8>) {
        do {
            try self.init(copying: UTF8Span(validating: bytes))
        } catch {
            return nil
        }
    }
}
