/// The JSON of a token's header or claims: one object of few members, each name once.
///
/// Read on every request, so it is not built of general JSON values: strings and whole numbers are kept, the rest is
/// only checked. Escapes, numbers and white space follow RFC 8259; bytes that are not UTF-8, a byte order mark, a name
/// given twice at any level and anything after the object are refused.
///
/// Source: RFC 8259; duplicate names, RFC 7515 §4 and RFC 7519 §4.
struct TokenJSON {
    /// A member's value.
    enum Value: Equatable {
        case string(String)
        /// A number without fraction and exponent that fits 64 bits.
        case integer(Int64)
        /// Anything else that is well-formed.
        case other
    }

    /// The most members in one object.
    static let maximumMembers = 64
    /// The most arrays and objects within each other.
    static let maximumDepth = 8

    /// The object's members.
    let members: [String: Value]

    /// Reads a whole text; nil for one that is not such an object.
    init?(_ text: [UInt8]) {
        guard String(validating: text, as: UTF8.self) != nil else { return nil }
        var reader = Reader(text: text)
        do {
            reader.skipBlanks()
            guard reader.peek == UInt8(ascii: "{") else { return nil }
            members = try reader.object(depth: 1)
            reader.skipBlanks()
            guard reader.peek == nil else { return nil }
        } catch {
            return nil
        }
    }

    /// The string of that name, when there is one.
    func string(_ name: String) -> String? {
        if case .string(let text)? = members[name] { text } else { nil }
    }

    /// The whole number of that name, when there is one.
    func integer(_ name: String) -> Int64? {
        if case .integer(let number)? = members[name] { number } else { nil }
    }
}

extension TokenJSON {
    private struct Malformed: Error {}

    private struct Reader {
        let text: [UInt8]
        var position = 0

        init(text: [UInt8]) {
            self.text = text
        }

        var peek: UInt8? {
            position < text.count ? text[position] : nil
        }

        mutating func skipBlanks() {
            while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
        }

        mutating func take(_ byte: UInt8) throws(Malformed) {
            guard peek == byte else { throw Malformed() }
            position += 1
        }

        mutating func object(depth: Int) throws(Malformed) -> [String: Value] {
            var members: [String: Value] = [:]
            try take(UInt8(ascii: "{"))
            skipBlanks()
            if peek == UInt8(ascii: "}") {
                position += 1
                return members
            }
            while true {
                skipBlanks()
                let name = try string()
                skipBlanks()
                try take(UInt8(ascii: ":"))
                let value = try value(depth: depth)
                guard members.count < maximumMembers, members.updateValue(value, forKey: name) == nil else {
                    throw Malformed()
                }
                skipBlanks()
                guard peek == UInt8(ascii: ",") else { break }
                position += 1
            }
            try take(UInt8(ascii: "}"))
            return members
        }

        mutating func array(depth: Int) throws(Malformed) {
            try take(UInt8(ascii: "["))
            skipBlanks()
            if peek == UInt8(ascii: "]") {
                position += 1
                return
            }
            while true {
                _ = try value(depth: depth)
                skipBlanks()
                guard peek == UInt8(ascii: ",") else { break }
                position += 1
            }
            try take(UInt8(ascii: "]"))
        }

        mutating func value(depth: Int) throws(Malformed) -> Value {
            skipBlanks()
            switch peek {
            case UInt8(ascii: "\""): return .string(try string())
            case UInt8(ascii: "{"):
                guard depth < maximumDepth else { throw Malformed() }
                _ = try object(depth: depth + 1)
                return .other
            case UInt8(ascii: "["):
                guard depth < maximumDepth else { throw Malformed() }
                try array(depth: depth + 1)
                return .other
            case UInt8(ascii: "t"): return try literal("true")
            case UInt8(ascii: "f"): return try literal("false")
            case UInt8(ascii: "n"): return try literal("null")
            default: return try number()
            }
        }

        mutating func literal(_ word: StaticString) throws(Malformed) -> Value {
            for byte in word.description.utf8 { try take(byte) }
            return .other
        }

        mutating func number() throws(Malformed) -> Value {
            let start = position
            if peek == UInt8(ascii: "-") { position += 1 }
            let digits = try digits()
            guard digits.count == 1 || digits.first != UInt8(ascii: "0") else { throw Malformed() }
            var isWhole = true
            if peek == UInt8(ascii: ".") {
                position += 1
                _ = try self.digits()
                isWhole = false
            }
            if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
                position += 1
                if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
                _ = try self.digits()
                isWhole = false
            }
            guard isWhole, let number = Int64(String(decoding: text[start..<position], as: UTF8.self)) else {
                return .other
            }
            return .integer(number)
        }

        mutating func digits() throws(Malformed) -> ArraySlice<UInt8> {
            let start = position
            while let byte = peek, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
            guard position > start else { throw Malformed() }
            return text[start..<position]
        }

        mutating func string() throws(Malformed) -> String {
            try take(UInt8(ascii: "\""))
            var bytes: [UInt8] = []
            while true {
                guard let byte = peek, byte >= 0x20 else { throw Malformed() }
                position += 1
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
                case UInt8(ascii: "\\"): bytes.append(contentsOf: try escape())
                default: bytes.append(byte)
                }
            }
        }

        mutating func escape() throws(Malformed) -> [UInt8] {
            guard let sign = peek else { throw Malformed() }
            position += 1
            switch sign {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [sign]
            case UInt8(ascii: "b"): return [0x08]
            case UInt8(ascii: "f"): return [0x0C]
            case UInt8(ascii: "n"): return [0x0A]
            case UInt8(ascii: "r"): return [0x0D]
            case UInt8(ascii: "t"): return [0x09]
            case UInt8(ascii: "u"): return Array(String(try escapedScalar()).utf8)
            default: throw Malformed()
            }
        }

        /// The scalar of `\uXXXX`, or of two of them that are a surrogate pair; a lone surrogate is malformed.
        mutating func escapedScalar() throws(Malformed) -> Character {
            let unit = try hexQuad()
            var value = unit
            if 0xD800...0xDBFF ~= unit {
                try take(UInt8(ascii: "\\"))
                try take(UInt8(ascii: "u"))
                let low = try hexQuad()
                guard 0xDC00...0xDFFF ~= low else { throw Malformed() }
                value = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(value) else { throw Malformed() }
            return Character(scalar)
        }

        mutating func hexQuad() throws(Malformed) -> UInt32 {
            guard position + 4 <= text.count else { throw Malformed() }
            let quad = text[position..<position + 4]
            let digits = String(decoding: quad, as: UTF8.self)
            guard quad.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }), let value = UInt32(digits, radix: 16)
            else { throw Malformed() }
            position += 4
            return value
        }
    }
}
