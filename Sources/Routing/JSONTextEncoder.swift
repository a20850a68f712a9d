/// The standard library's view of a `JSONOutput`.
struct JSONTextEncoder: Encoder {
    let output: JSONOutput

    /// Never looked at: an answer of ours is encoded whole or not at all.
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(JSONMembers(output: output, depth: output.open(.object)))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONElements(output: output, depth: output.open(.array))
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { JSONSingleValue(output: output) }
}

private struct JSONMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let output: JSONOutput
    let depth: Int

    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {
        output.member(key.stringValue, at: depth)
        output.writeNull()
    }

    func encode(_ value: String, forKey key: Key) {
        output.member(key.stringValue, at: depth)
        output.write(value)
    }

    func encode(_ value: Bool, forKey key: Key) {
        output.member(key.stringValue, at: depth)
        output.write(value)
    }

    func encode(_ value: Int, forKey key: Key) {
        output.member(key.stringValue, at: depth)
        output.write(integer: value)
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        output.member(key.stringValue, at: depth)
        try output.write(value)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<
        Nested
    > {
        output.member(key.stringValue, at: depth)
        return JSONTextEncoder(output: output).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        output.member(key.stringValue, at: depth)
        return JSONTextEncoder(output: output).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        output.member("super", at: depth)
        return JSONTextEncoder(output: output)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        output.member(key.stringValue, at: depth)
        return JSONTextEncoder(output: output)
    }
}

private struct JSONElements: UnkeyedEncodingContainer {
    let output: JSONOutput
    let depth: Int
    private(set) var count = 0

    init(output: JSONOutput, depth: Int) {
        self.output = output
        self.depth = depth
    }

    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() {
        begin()
        output.writeNull()
    }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        begin()
        try output.write(value)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        begin()
        return JSONTextEncoder(output: output).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        begin()
        return JSONTextEncoder(output: output).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        begin()
        return JSONTextEncoder(output: output)
    }

    private mutating func begin() {
        output.element(at: depth)
        count += 1
    }
}

private struct JSONSingleValue: SingleValueEncodingContainer {
    let output: JSONOutput

    var codingPath: [any CodingKey] { [] }

    func encodeNil() { output.writeNull() }
    func encode(_ value: String) { output.write(value) }
    func encode<Value: Encodable>(_ value: Value) throws { try output.write(value) }
}
