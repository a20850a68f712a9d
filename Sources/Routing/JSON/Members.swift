import HTTP

/// Named values in the order in which their names came; names are compared by their UTF-8 bytes.
///
/// It is used as a `Dictionary` is. Finding a name takes constant time, however many there are.
public struct Members<Value> {
    /// A name with its value.
    public typealias Element = (key: String, value: Value)

    private var elements: [Element] = []
    /// The index of each name, once there are more than `scanned`.
    private var positions: [ByteText: Int] = [:]

    /// Up to how many names are compared one by one, which costs less than hashing.
    private static var scanned: Int { 8 }

    /// No members.
    public init() {}

    /// Members in their order; of two with one name the first keeps its place, and `combine` says which value.
    public init(_ elements: some Sequence<(String, Value)>, uniquingKeysWith combine: (Value, Value) -> Value) {
        for (name, value) in elements {
            self[name] = self[name].map { combine($0, value) } ?? value
        }
    }

    /// The value of a name. A new name goes to the end; nil removes one.
    public subscript(name: String) -> Value? {
        get { position(of: name).map { elements[$0].value } }
        set {
            switch (position(of: name), newValue) {
            case (let position?, let value?): elements[position].value = value
            case (nil, let value?): append(name, value)
            case (let position?, nil):
                elements.remove(at: position)
                positions = [:]
                indexAll()
            case (nil, nil): break
            }
        }
    }

    /// The value of a name, or the one that it begins with.
    public subscript(name: String, default first: @autoclosure () -> Value) -> Value {
        get { self[name] ?? first() }
        _modify {
            if position(of: name) == nil { append(name, first()) }
            // The name was there, or is at the end now.
            yield &elements[position(of: name) ?? elements.count - 1].value
        }
    }

    /// The names in their order.
    public var keys: [String] { elements.map(\.key) }

    /// The values in the order of their names.
    public var values: [Value] { elements.map(\.value) }

    /// The same names with other values.
    public func mapValues<Other>(_ transform: (Value) throws -> Other) rethrows -> Members<Other> {
        var mapped = Members<Other>()
        for (name, value) in elements { mapped.append(name, try transform(value)) }
        return mapped
    }

    /// Adds the members of others at the end; `combine` says which value a name that both have gets.
    public mutating func merge(_ others: some Sequence<Element>, uniquingKeysWith combine: (Value, Value) -> Value) {
        for (name, value) in others { self[name] = self[name].map { combine($0, value) } ?? value }
    }

    /// These members and those of others at the end; `combine` says which value a name that both have gets.
    public func merging(_ others: some Sequence<Element>, uniquingKeysWith combine: (Value, Value) -> Value) -> Self {
        var merged = self
        merged.merge(others, uniquingKeysWith: combine)
        return merged
    }

    private func position(of name: String) -> Int? {
        if elements.count > Self.scanned { return positions[ByteText(name)] }
        return elements.firstIndex { $0.key == name }
    }

    /// Adds a name that is not there yet.
    private mutating func append(_ name: String, _ value: Value) {
        elements.append((name, value))
        if elements.count > Self.scanned + 1 {
            positions[ByteText(name)] = elements.count - 1
        } else {
            indexAll()
        }
    }

    private mutating func indexAll() {
        guard elements.count > Self.scanned else { return }
        for (position, element) in elements.enumerated() { positions[ByteText(element.key)] = position }
    }
}

extension Members: RandomAccessCollection {
    /// The first place.
    public var startIndex: Int { 0 }
    /// The place after the last.
    public var endIndex: Int { elements.count }
    /// The member at a place.
    public subscript(position: Int) -> Element { elements[position] }
}

extension Members: ExpressibleByDictionaryLiteral {
    /// Members in the order written; of two with one name the last value is kept.
    public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements, uniquingKeysWith: { $1 }) }
}

extension Members: Sendable where Value: Sendable {}

extension Members: Equatable where Value: Equatable {
    /// Whether both have the same names with the same values; their order does not matter.
    ///
    /// Source: RFC 8259 §1, an object is an unordered collection.
    public static func == (one: Members, other: Members) -> Bool {
        one.count == other.count && one.elements.allSatisfy { other[$0.key] == $0.value }
    }
}

extension Members: Encodable where Value: Encodable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Writes every member, in order.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        for (name, value) in elements { try container.encode(value, forKey: Name(stringValue: name)) }
    }
}
