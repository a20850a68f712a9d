/// A value that writes its members itself, for the answers that staff wait for all day.
///
/// Everything else goes through `JSONTextEncoder`, which builds a tree first and prints that.
public protocol JSONWritable: Encodable {
    /// Writes every member, in order.
    func write(to object: inout JSONObjectWriter)
}

extension JSONWritable {
    /// Writes the value where it is part of one that goes through an encoder.
    public func encode(to encoder: any Encoder) throws {
        try encoder.write(JSONObjectWriter.bytes(of: self), for: self)
    }
}

/// The members of one JSON object, as they are written.
public struct JSONObjectWriter {
    private var bytes: [UInt8] = []
    private var isFirst = true

    /// The text of an object.
    static func bytes(of value: some JSONWritable) -> [UInt8] {
        var writer = JSONObjectWriter()
        writer.bytes.reserveCapacity(512)
        writer.append(object: value)
        return writer.bytes
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

    /// A finite number, or null.
    public mutating func add(_ name: String, _ value: Double?) {
        begin(name)
        guard let value else { return appendNull() }
        precondition(value.isFinite, "JSON has no number that is not finite")
        let text = value.description
        bytes.append(contentsOf: (text.hasSuffix(".0") ? String(text.dropLast(2)) : text).utf8)
    }

    /// Any value.
    public mutating func add(_ name: String, json value: JSON) {
        begin(name)
        bytes.append(contentsOf: value.bytes)
    }

    /// `true` or `false`.
    public mutating func add(_ name: String, _ value: Bool) {
        begin(name)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// An object, or null.
    public mutating func add(_ name: String, _ value: (some JSONWritable)?) {
        begin(name)
        if let value { append(object: value) } else { appendNull() }
    }

    /// An object whose members `write` adds.
    public mutating func add(_ name: String, members write: (inout JSONObjectWriter) -> Void) {
        begin(name)
        append(members: write)
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

    /// An array of objects that were written before.
    public mutating func add(_ name: String, _ texts: [JSONObjectText]) {
        begin(name)
        bytes.reserveCapacity(bytes.count + texts.reduce(128) { $0 + $1.bytes.count + 1 })
        bytes.append(UInt8(ascii: "["))
        for (index, text) in texts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: text.bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func append(object value: some JSONWritable) { append { value.write(to: &$0) } }

    private mutating func append(members write: (inout JSONObjectWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        isFirst = true
        write(&self)
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
