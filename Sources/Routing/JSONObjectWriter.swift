/// A value that writes its members itself, for answers that are sent often: several times as fast as through an encoder.
public protocol JSONWritable: Encodable {
    /// Writes every member, in order.
    func write(to object: inout JSONObjectWriter)
}

extension JSONWritable {
    /// Writes the value into the text that `JSONText` is making; nothing else encodes answers.
    public func encode(to encoder: any Encoder) throws {
        guard let encoder = encoder as? JSONTextEncoder else {
            preconditionFailure("answers are encoded by JSONText")
        }
        encoder.output.write(whole: self)
    }
}

/// The members of one JSON object, as they are written.
public struct JSONObjectWriter {
    private var bytes: [UInt8]
    private var isFirst = true

    /// Writes an object after what `bytes` holds.
    static func write(_ value: some JSONWritable, after bytes: consuming [UInt8]) -> [UInt8] {
        var writer = JSONObjectWriter(bytes: bytes)
        writer.append(object: value)
        return writer.bytes
    }

    private init(bytes: consuming [UInt8]) {
        self.bytes = bytes
    }

    /// A string, or null.
    public mutating func add(_ name: String, _ value: String?) {
        begin(name)
        if let value { JSONString.append(value, to: &bytes) } else { appendNull() }
    }

    /// A whole number, or null.
    public mutating func add(_ name: String, _ value: Int?) {
        begin(name)
        if let value { bytes.append(contentsOf: String(value).utf8) } else { appendNull() }
    }

    /// An object, or null.
    public mutating func add(_ name: String, _ value: (some JSONWritable)?) {
        begin(name)
        if let value { append(object: value) } else { appendNull() }
    }

    /// An array of objects.
    public mutating func add(_ name: String, _ values: [some JSONWritable]) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(object: value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func append(object value: some JSONWritable) {
        bytes.append(UInt8(ascii: "{"))
        isFirst = true
        value.write(to: &self)
        bytes.append(UInt8(ascii: "}"))
        isFirst = false
    }

    /// A member's name; names of ours need no escape.
    private mutating func begin(_ name: String) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func appendNull() { bytes.append(contentsOf: "null".utf8) }
}
