import HTTP

/// Reads one JSON text from front to end, in time linear in its length.
///
/// Source: RFC 8259; SPEC section 2 for what is refused beyond it.
struct JSONReader {
    private let text: [UInt8]
    private var index = 0
    private var level = 0
    private var valuesLeft: Int

    init(_ text: [UInt8], values: Int) {
        self.text = text
        valuesLeft = values
    }

    /// The value of the whole text.
    mutating func read() throws(JSONText.Fault) -> JSON {
        let value = try readValue()
        skipBlanks()
        guard index == text.count else { throw .malformed }
        return value
    }

    private mutating func readValue() throws(JSONText.Fault) -> JSON {
        skipBlanks()
        guard index < text.count else { throw .malformed }
        guard valuesLeft > 0 else { throw .tooManyValues }
        valuesLeft -= 1
        switch text[index] {
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "{"): return .object(try readObject())
        case UInt8(ascii: "["): return .array(try readArray())
        case UInt8(ascii: "-"), 0x30...0x39: return .number(try readNumber())
        case UInt8(ascii: "t"): return try skip("true", .boolean(true))
        case UInt8(ascii: "f"): return try skip("false", .boolean(false))
        case UInt8(ascii: "n"): return try skip("null", .null)
        default: throw .malformed
        }
    }

    private mutating func readObject() throws(JSONText.Fault) -> Members<JSON> {
        try enter()
        let isOutermost = level == 1
        var members = Members<JSON>()
        if takes(UInt8(ascii: "}")) {
            level -= 1
            return members
        }
        repeat {
            skipBlanks()
            guard index < text.count, text[index] == UInt8(ascii: "\"") else { throw .malformed }
            let name = try readString()
            guard takes(UInt8(ascii: ":")) else { throw .malformed }
            let value = try readValue()
            let count = members.count
            members[name] = value
            if isOutermost, members.count == count { throw .duplicateName(name) }
        } while takes(UInt8(ascii: ","))
        try leave(UInt8(ascii: "}"))
        return members
    }

    private mutating func readArray() throws(JSONText.Fault) -> [JSON] {
        try enter()
        var elements: [JSON] = []
        if takes(UInt8(ascii: "]")) {
            level -= 1
            return elements
        }
        repeat { elements.append(try readValue()) } while takes(UInt8(ascii: ","))
        try leave(UInt8(ascii: "]"))
        return elements
    }

    private mutating func enter() throws(JSONText.Fault) {
        index += 1
        guard level < JSONText.depth else { throw .tooDeep }
        level += 1
    }

    private mutating func leave(_ bracket: UInt8) throws(JSONText.Fault) {
        guard takes(bracket) else { throw .malformed }
        level -= 1
    }

    /// Whether that byte comes next, after blanks; it is read then.
    private mutating func takes(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard index < text.count, text[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipBlanks() {
        while index < text.count {
            switch text[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    private mutating func skip(_ word: StaticString, _ value: JSON) throws(JSONText.Fault) -> JSON {
        let end = index + word.utf8CodeUnitCount
        guard end <= text.count, text[index..<end].elementsEqual(word.description.utf8) else { throw .malformed }
        index = end
        return value
    }

    private mutating func readNumber() throws(JSONText.Fault) -> JSONNumber {
        let start = index
        if text[index] == UInt8(ascii: "-") { index += 1 }
        if index < text.count, text[index] == UInt8(ascii: "0") { index += 1 } else { try skipDigits() }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            try skipDigits()
        }
        if index < text.count, text[index] == UInt8(ascii: "e") || text[index] == UInt8(ascii: "E") {
            index += 1
            if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index += 1 }
            try skipDigits()
        }
        return JSONNumber(token: String(decoding: text[start..<index], as: UTF8.self))
    }

    /// One digit or more.
    private mutating func skipDigits() throws(JSONText.Fault) {
        let start = index
        while index < text.count, 0x30...0x39 ~= text[index] { index += 1 }
        guard index > start else { throw .malformed }
    }
}

extension JSONReader {
    private mutating func readString() throws(JSONText.Fault) -> String {
        index += 1
        let start = index
        while index < text.count, text[index] >= 0x20 {
            switch text[index] {
            case UInt8(ascii: "\""):
                let string = String(validating: text[start..<index], as: UTF8.self)
                index += 1
                guard let string else { throw .malformed }
                return string
            case UInt8(ascii: "\\"): return try readEscapedString(from: start)
            default: index += 1
            }
        }
        throw .malformed
    }

    /// The rest of a string that began at `start` and has its first escape at `index`.
    private mutating func readEscapedString(from start: Int) throws(JSONText.Fault) -> String {
        var bytes = Array(text[start..<index])
        while index < text.count, text[index] >= 0x20 {
            let byte = text[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: bytes, as: UTF8.self) else { throw .malformed }
                return string
            case UInt8(ascii: "\\"): bytes.append(contentsOf: String(try readEscape()).utf8)
            default: bytes.append(byte)
            }
        }
        throw .malformed
    }

    private mutating func readEscape() throws(JSONText.Fault) -> Unicode.Scalar {
        guard index < text.count else { throw .malformed }
        let byte = text[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try readUnit()
            guard UTF16.isLeadSurrogate(unit) else {
                guard let scalar = Unicode.Scalar(unit) else { throw .malformed }
                return scalar
            }
            guard index + 1 < text.count, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u") else {
                throw .malformed
            }
            index += 2
            let trail = try readUnit()
            guard UTF16.isTrailSurrogate(trail) else { throw .malformed }
            return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
        default: throw .malformed
        }
    }

    /// Four hexadecimal digits.
    private mutating func readUnit() throws(JSONText.Fault) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard index < text.count, let digit = Self.value(ofHexDigit: text[index]) else { throw .malformed }
            unit = unit << 4 | digit
            index += 1
        }
        return unit
    }

    private static func value(ofHexDigit byte: UInt8) -> UInt16? {
        switch byte {
        case 0x30...0x39: UInt16(byte - 0x30)
        case 0x41...0x46: UInt16(byte - 0x41 + 10)
        case 0x61...0x66: UInt16(byte - 0x61 + 10)
        default: nil
        }
    }
}
