/// The one encoder of JSON: members come out in the order in which a value encodes them, which for a synthesised `encode(to:)` is the
/// order of its declaration.
///
/// A value encodes each of its names once.
final class JSONTextEncoder: Encoder {
    /// The output so far.
    private indirect enum Content {
        case nothing
        case written([UInt8])
        case members([(name: String, value: JSONTextEncoder)])
        case elements([JSONTextEncoder])
    }

    private var content = Content.nothing

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// The JSON text; an empty object when nothing was encoded.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .members = content {} else { content = .members([]) }
        return KeyedEncodingContainer(Keyed<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .elements = content {} else { content = .elements([]) }
        return Unkeyed(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(encoder: self) }

    /// Takes a value that is JSON already.
    func write(_ bytes: [UInt8]) { content = .written(bytes) }

    fileprivate func write(_ value: some Encodable) throws {
        // What most members are, without a container of their own.
        switch value {
        case let text as String: write(text: text)
        case let number as Int: write(number: number)
        case is any Unordered:
            throw EncodingError.invalidValue(
                value, EncodingError.Context(codingPath: [], debugDescription: "a Dictionary has no order; Members has")
            )
        default: try value.encode(to: self)
        }
    }

    fileprivate func write(text: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 2)
        JSONString.append(text, to: &bytes)
        content = .written(bytes)
    }

    fileprivate func write(number: some BinaryInteger) { content = .written(Array(String(number).utf8)) }
    fileprivate func write(_ truth: Bool) { content = .written(Array((truth ? "true" : "false").utf8)) }
    fileprivate func writeNull() { content = .written(Array("null".utf8)) }

    fileprivate func write(_ number: some BinaryFloatingPoint & LosslessStringConvertible) throws {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, EncodingError.Context(codingPath: [], debugDescription: "JSON has no number that is not finite")
            )
        }
        let text = number.description
        content = .written(Array((text.hasSuffix(".0") ? String(text.dropLast(2)) : text).utf8))
    }

    fileprivate func add(_ name: String) -> JSONTextEncoder {
        let value = JSONTextEncoder()
        if case .members(var members) = content {
            content = .nothing
            members.append((name, value))
            content = .members(members)
        }
        return value
    }

    fileprivate func addElement() -> JSONTextEncoder {
        let value = JSONTextEncoder()
        if case .elements(var elements) = content {
            content = .nothing
            elements.append(value)
            content = .elements(elements)
        }
        return value
    }

    fileprivate var count: Int { if case .elements(let elements) = content { elements.count } else { 0 } }

    private func append(to bytes: inout [UInt8]) {
        switch content {
        case .nothing: bytes += [UInt8(ascii: "{"), UInt8(ascii: "}")]
        case .written(let written): bytes += written
        case .members(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONString.append(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .elements(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        }
    }
}

extension JSONTextEncoder {
    private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let encoder: JSONTextEncoder
        var codingPath: [any CodingKey] { [] }

        func encodeNil(forKey key: Key) { encoder.add(key.stringValue).writeNull() }
        func encode(_ value: some Encodable, forKey key: Key) throws { try encoder.add(key.stringValue).write(value) }
        func nestedContainer<Name: CodingKey>(keyedBy type: Name.Type, forKey key: Key) -> KeyedEncodingContainer<Name>
        {
            encoder.add(key.stringValue).container(keyedBy: type)
        }
        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            encoder.add(key.stringValue).unkeyedContainer()
        }
        func superEncoder() -> any Encoder { encoder.add("super") }
        func superEncoder(forKey key: Key) -> any Encoder { encoder.add(key.stringValue) }
    }

    private struct Unkeyed: UnkeyedEncodingContainer {
        let encoder: JSONTextEncoder
        var codingPath: [any CodingKey] { [] }
        var count: Int { encoder.count }

        func encodeNil() { encoder.addElement().writeNull() }
        func encode(_ value: some Encodable) throws { try encoder.addElement().write(value) }
        func nestedContainer<Name: CodingKey>(keyedBy type: Name.Type) -> KeyedEncodingContainer<Name> {
            encoder.addElement().container(keyedBy: type)
        }
        func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder.addElement().unkeyedContainer() }
        func superEncoder() -> any Encoder { encoder.addElement() }
    }

    private struct Single: SingleValueEncodingContainer {
        let encoder: JSONTextEncoder
        var codingPath: [any CodingKey] { [] }

        func encodeNil() { encoder.writeNull() }
        func encode(_ value: Bool) { encoder.write(value) }
        func encode(_ value: String) { encoder.write(text: value) }
        func encode(_ value: Double) throws { try encoder.write(value) }
        func encode(_ value: Float) throws { try encoder.write(value) }
        func encode(_ value: Int) { encoder.write(number: value) }
        func encode(_ value: Int8) { encoder.write(number: value) }
        func encode(_ value: Int16) { encoder.write(number: value) }
        func encode(_ value: Int32) { encoder.write(number: value) }
        func encode(_ value: Int64) { encoder.write(number: value) }
        func encode(_ value: UInt) { encoder.write(number: value) }
        func encode(_ value: UInt8) { encoder.write(number: value) }
        func encode(_ value: UInt16) { encoder.write(number: value) }
        func encode(_ value: UInt32) { encoder.write(number: value) }
        func encode(_ value: UInt64) { encoder.write(number: value) }
        func encode(_ value: some Encodable) throws { try encoder.write(value) }
    }
}

/// A keyed container without an order, which no response may have.
private protocol Unordered {}
extension Dictionary: Unordered {}

extension JSON: Encodable {
    /// Writes the value.
    ///
    /// - Throws: `EncodingError` for any encoder but that of `JSONText`.
    public func encode(to encoder: any Encoder) throws {
        try encoder.write(bytes, for: self)
    }

    /// The value as a JSON text, compactly, in UTF-8.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    private func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .boolean(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): bytes.append(contentsOf: number.text.utf8)
        case .string(let text): JSONString.append(text, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONString.append(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}

extension Encoder {
    /// Writes JSON that is written already, where this is the encoder of JSON.
    func write(_ bytes: [UInt8], for value: some Encodable) throws {
        guard let encoder = self as? JSONTextEncoder else {
            throw EncodingError.invalidValue(
                value,
                EncodingError.Context(codingPath: codingPath, debugDescription: "only JSONText writes this value"))
        }
        encoder.write(bytes)
    }
}
