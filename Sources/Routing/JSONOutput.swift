import struct FoundationEssentials.Decimal

/// A JSON text that is being written, each value straight into its bytes as it is encoded.
///
/// Foundation's encoder builds a tree of dictionaries first and prints that; for a page of leads it costs several times as much.
/// What a container opened is closed by the next write further out, so containers must be used one after another.
final class JSONOutput {
    private(set) var bytes: [UInt8] = []
    /// The closing brackets of the arrays and objects that are open, innermost last.
    private var brackets: [UInt8] = []
    private var needsComma = false

    /// How many arrays and objects are open.
    var depth: Int { brackets.count }

    /// Opens an array or object.
    ///
    /// - Returns: the depth within it.
    func open(_ bracket: Bracket) -> Int {
        bytes.append(bracket.opening)
        brackets.append(bracket.closing)
        needsComma = false
        return brackets.count
    }

    /// Closes what is open further in than `depth`.
    func close(to depth: Int) {
        while brackets.count > depth {
            bytes.append(brackets.removeLast())
            needsComma = true
        }
    }

    /// Begins an element of the array at `depth`.
    func element(at depth: Int) {
        precondition(depth <= brackets.count, "a container was written to after one further out")
        close(to: depth)
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    /// Begins a member of the object at `depth`.
    func member(_ name: String, at depth: Int) {
        element(at: depth)
        quote(name)
        bytes.append(UInt8(ascii: ":"))
    }

    func writeNull() { write(raw: "null") }
    func write(_ value: Bool) { write(raw: value ? "true" : "false") }
    func write(integer value: some BinaryInteger) { write(raw: String(value)) }

    func write(_ value: String) {
        quote(value)
        needsComma = true
    }

    /// Writes a value of any type.
    ///
    /// - Throws: what the value's own `encode(to:)` throws.
    func write(_ value: some Encodable) throws {
        if bytes.isEmpty { bytes.reserveCapacity(1024) }
        if let scalar = value as? any JSONScalar {
            try scalar.write(to: self)
        } else {
            let (depth, count) = (depth, bytes.count)
            try value.encode(to: JSONTextEncoder(output: self))
            close(to: depth)
            // A value that encoded nothing has no members.
            if bytes.count == count { write(raw: "{}") }
        }
    }

    /// Writes a value that writes itself.
    func write(whole value: some JSONWritable) {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        bytes = JSONObjectWriter.write(value, after: taken)
        needsComma = true
    }

    fileprivate func write(raw text: String) {
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private func quote(_ text: String) { JSONString.append(text, to: &bytes) }

    /// The two kinds of container.
    enum Bracket {
        case array, object

        var opening: UInt8 { self == .array ? UInt8(ascii: "[") : UInt8(ascii: "{") }
        var closing: UInt8 { self == .array ? UInt8(ascii: "]") : UInt8(ascii: "}") }
    }
}

/// A value that is one token of JSON.
private protocol JSONScalar {
    func write(to output: JSONOutput) throws
}

extension String: JSONScalar { fileprivate func write(to output: JSONOutput) { output.write(self) } }
extension Bool: JSONScalar { fileprivate func write(to output: JSONOutput) { output.write(self) } }
extension JSONScalar where Self: BinaryInteger {
    fileprivate func write(to output: JSONOutput) { output.write(integer: self) }
}
extension Int: JSONScalar {}
extension Int8: JSONScalar {}
extension Int16: JSONScalar {}
extension Int32: JSONScalar {}
extension Int64: JSONScalar {}
extension UInt: JSONScalar {}
extension UInt8: JSONScalar {}
extension UInt16: JSONScalar {}
extension UInt32: JSONScalar {}
extension UInt64: JSONScalar {}
extension Decimal: JSONScalar { fileprivate func write(to output: JSONOutput) { output.write(raw: description) } }

extension JSONScalar where Self: BinaryFloatingPoint & LosslessStringConvertible & Encodable {
    fileprivate func write(to output: JSONOutput) throws {
        guard isFinite else {
            throw EncodingError.invalidValue(self, .init(codingPath: [], debugDescription: "JSON has no \(self)"))
        }
        let text = description
        output.write(raw: text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }
}
extension Double: JSONScalar {}
extension Float: JSONScalar {}
