import FoundationEssentials

/// Reading and writing JSON texts by this product's rules.
///
/// Foundation parses; what it does not check is checked before: UTF-8 without a byte order mark, depth, duplicate names at the top,
/// commas before a closing bracket, and how many values there are. Source: SPEC section 2.
public enum JSONText {
    /// Why a text is not taken.
    public enum Fault: Error, Equatable {
        /// Not a JSON text in UTF-8.
        case malformed
        /// More than `depth` arrays and objects within each other.
        case tooDeep
        /// A name stands twice in the outermost object.
        case duplicateName(String)
        /// More than `values` values: no request of ours needs them, and each costs time.
        case tooManyValues
    }

    /// The most levels of arrays and objects.
    public static let depth = 64
    /// The most values in one text.
    public static let values = 20_000

    /// Reads a whole text.
    ///
    /// - Throws: `Fault`.
    public static func parse(_ text: [UInt8]) throws(Fault) -> JSON {
        guard String(validating: text, as: UTF8.self) != nil, !text.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw .malformed
        }
        try checkStructure(of: text)
        let exact = try withoutRounding(text)
        do {
            return try JSONDecoder().decode(JSON.self, from: Data(exact))
        } catch {
            throw .malformed
        }
    }

    /// Writes a value compactly, in UTF-8.
    ///
    /// - Throws: what the value's own `encode(to:)` throws.
    public static func bytes(of value: some Encodable) throws -> [UInt8] {
        if let value = value as? any JSONWritable { return JSONObjectWriter.bytes(of: value) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return Array(try encoder.encode(value))
    }

    /// Writes a value that is known to write itself, which spares the question whether it does.
    public static func bytes(ofWritable value: some JSONWritable) -> [UInt8] { JSONObjectWriter.bytes(of: value) }

    /// The most bytes of a number that `Decimal` keeps as it is.
    private static let exactBytes = 39

    /// The text with every number that `Decimal` might round put out of its range, so that no amount is taken for another.
    private static func withoutRounding(_ text: [UInt8]) throws(Fault) -> [UInt8] {
        var exact: [UInt8] = []
        var copied = 0
        var index = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""): index = try endOfString(in: text, from: index) + 1
            case UInt8(ascii: "-"), 0x30...0x39:
                let end = text[index...].firstIndex { !numberBytes.contains($0) } ?? text.count
                if end - index > exactBytes, isNumber(text[index..<end]) {
                    exact += text[copied..<index] + Array("1e200".utf8)
                    copied = end
                }
                index = end
            default: index += 1
            }
        }
        return copied == 0 ? text : exact + text[copied...]
    }

    private static let numberBytes = Set("0123456789+-.eE".utf8)

    private static func isNumber(_ token: ArraySlice<UInt8>) -> Bool {
        String(decoding: token, as: UTF8.self).wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
    }

    /// One pass over the bytes that are not inside strings.
    private static func checkStructure(of text: [UInt8]) throws(Fault) {
        var open: [UInt8] = []
        var names: Set<String> = []
        var previous: UInt8 = 0
        var count = 1
        var index = 0
        while index < text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""):
                let end = try endOfString(in: text, from: index)
                let isTopName = open == [UInt8(ascii: "{")] && previous != UInt8(ascii: ":")
                if isTopName, !names.insert(try string(text[index...end])).inserted {
                    throw .duplicateName(try string(text[index...end]))
                }
                index = end
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard open.count < depth else { throw .tooDeep }
                open.append(byte)
                count += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard open.popLast() != nil, previous != UInt8(ascii: ",") else { throw .malformed }
            case UInt8(ascii: ","): count += 1
            case 0x20, 0x09, 0x0A, 0x0D:
                index += 1
                continue
            default: break
            }
            guard count <= values else { throw .tooManyValues }
            previous = byte
            index += 1
        }
    }

    private static func endOfString(in text: [UInt8], from start: Int) throws(Fault) -> Int {
        var index = start + 1
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""): return index
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        throw .malformed
    }

    /// A string token decoded, so that `"a"` and `"\u0061"` are the one name they are.
    private static func string(_ token: ArraySlice<UInt8>) throws(Fault) -> String {
        guard token.contains(UInt8(ascii: "\\")) else {
            return String(decoding: token.dropFirst().dropLast(), as: UTF8.self)
        }
        do {
            return try JSONDecoder().decode(String.self, from: Data(token))
        } catch {
            throw .malformed
        }
    }
}
