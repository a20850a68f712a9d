/// Reading and writing JSON texts by this product's rules.
///
/// Source: SPEC section 2.
public enum JSONText {
    /// Why a text is refused.
    public enum Fault: Error, Equatable {
        /// Not a JSON text in UTF-8.
        case malformed
        /// More than `depth` arrays and objects within each other.
        case tooDeep
        /// A name occurs twice in the outermost object.
        case duplicateName(String)
        /// More values than the text may have: a bound on memory, about 50 bytes a value.
        case tooManyValues
    }

    /// The most levels of arrays and objects.
    public static let depth = 64

    /// The most values in a text; in one of more than 1 MiB, one for every 16 bytes.
    public static let values = 65_536

    /// Reads a whole text, in time linear in its length.
    ///
    /// - Parameter limit: the most values, where the sender is known to send more.
    /// - Throws: `Fault`.
    public static func parse(_ text: [UInt8], values limit: Int = 0) throws(Fault) -> JSON {
        var reader = JSONReader(text, values: max(values, text.count / 16, limit))
        return try reader.read()
    }

    /// Writes a value compactly, in UTF-8, its members in the order in which it encodes them.
    ///
    /// - Throws: what the value's own `encode(to:)` throws; `EncodingError` for a number that is not finite.
    public static func bytes(of value: some Encodable) throws -> [UInt8] {
        if let value = value as? any JSONWritable { return JSONObjectWriter.bytes(of: value) }
        let encoder = JSONTextEncoder()
        try value.encode(to: encoder)
        return encoder.bytes
    }

    /// A text escaped for a JSON string.
    public static func escaped(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        JSONString.append(text, to: &bytes)
        return Array(bytes.dropFirst().dropLast())
    }

    /// Writes a value that is known to write itself, which spares the question whether it does.
    public static func bytes(ofWritable value: some JSONWritable) -> [UInt8] { JSONObjectWriter.bytes(of: value) }
}
