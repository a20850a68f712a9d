import HTTP

/// Named values in the order in which their names came; names are compared by their UTF-8 bytes.
///
/// It is used as a `Dictionary` is. Finding a name takes constant time, however many there are. Its users see how it is made
/// (`@inlinable`): otherwise each use looks up at run time what a name with a value is, under a lock of all threads.
public struct Members<Value> {
    /// A name with its value.
    public typealias Element = (key: String, value: Value)

    @usableFromInline var elements: [Element] = []
    @usableFromInline var index = MemberIndex()

    /// No members.
    @inlinable public init() {}

    /// Members in their order; of two with one name the first keeps its place, and `combine` says which value.
    @inlinable public init(
        _ elements: some Sequence<(String, Value)>, uniquingKeysWith combine: (Value, Value) -> Value
    ) {
        for (name, value) in elements {
            self[name] = self[name].map { combine($0, value) } ?? value
        }
    }

    /// The value of a name. A new name goes to the end; nil removes one.
    public subscript(name: String) -> Value? {
        @inlinable get { position(of: name).map { elements[$0].value } }
        @inlinable set {
            switch (position(of: name), newValue) {
            case (let position?, let value?): elements[position].value = value
            case (nil, let value?): append(name, value)
            case (let position?, nil):
                elements.remove(at: position)
                index = MemberIndex()
                indexAll()
            case (nil, nil): break
            }
        }
    }

    /// The value of a name, or the one that it begins with.
    public subscript(name: String, default first: @autoclosure () -> Value) -> Value {
        @inlinable get { self[name] ?? first() }
        @inlinable _modify {
            if position(of: name) == nil { append(name, first()) }
            // The name was there, or is at the end now.
            yield &elements[position(of: name) ?? elements.count - 1].value
        }
    }

    /// The names in their order.
    @inlinable public var keys: [String] { elements.map(\.key) }

    /// The values in the order of their names.
    @inlinable public var values: [Value] { elements.map(\.value) }

    /// The same names with other values.
    @inlinable public func mapValues<Other>(_ transform: (Value) throws -> Other) rethrows -> Members<Other> {
        var mapped = Members<Other>()
        for (name, value) in elements { mapped.append(name, try transform(value)) }
        return mapped
    }

    /// Adds the members of others at the end; `combine` says which value a name that both have gets.
    @inlinable public mutating func merge(
        _ others: some Sequence<Element>, uniquingKeysWith combine: (Value, Value) -> Value
    ) {
        for (name, value) in others { self[name] = self[name].map { combine($0, value) } ?? value }
    }

    /// These members and those of others at the end; `combine` says which value a name that both have gets.
    @inlinable public func merging(_ others: some Sequence<Element>, uniquingKeysWith combine: (Value, Value) -> Value)
        -> Self
    {
        var merged = self
        merged.merge(others, uniquingKeysWith: combine)
        return merged
    }

    @inlinable func position(of name: String) -> Int? {
        if elements.count > MemberIndex.scanned { return index.position(of: name) }
        for position in 0..<elements.count where MemberIndex.isSame(elements[position].key, name) { return position }
        return nil
    }

    /// Adds a name that is not there yet.
    @inlinable mutating func append(_ name: String, _ value: Value) {
        elements.append((name, value))
        if elements.count > MemberIndex.scanned + 1 {
            index.add(name, at: elements.count - 1)
        } else {
            indexAll()
        }
    }

    @inlinable mutating func indexAll() {
        guard elements.count > MemberIndex.scanned else { return }
        for position in 0..<elements.count { index.add(elements[position].key, at: position) }
    }
}

/// Where each name of members is, once there are more than `scanned`.
@usableFromInline struct MemberIndex: Sendable {
    private var positions: [ByteText: Int] = [:]

    /// Up to how many names are compared one by one, which costs less than hashing.
    @inlinable static var scanned: Int { 16 }

    @usableFromInline init() {}

    @usableFromInline func position(of name: String) -> Int? { positions[ByteText(name)] }
    @usableFromInline mutating func add(_ name: String, at position: Int) { positions[ByteText(name)] = position }
    @usableFromInline static func isSame(_ one: String, _ other: String) -> Bool { one == other }
}

extension Members: RandomAccessCollection {
    /// The first place.
    @inlinable public var startIndex: Int { 0 }
    /// The place after the last.
    @inlinable public var endIndex: Int { elements.count }
    /// The member at a place.
    @inlinable public subscript(position: Int) -> Element { elements[position] }
}

extension Members: ExpressibleByDictionaryLiteral {
    /// Members in the order written; of two with one name the last value is kept.
    @inlinable public init(dictionaryLiteral elements: (String, Value)...) {
        self.init(elements, uniquingKeysWith: { $1 })
    }
}

extension Members: Sendable where Value: Sendable {}

extension Members: Equatable where Value: Equatable {
    /// Whether both have the same names with the same values; their order does not matter.
    ///
    /// Source: RFC 8259 §1, an object is an unordered collection.
    @inlinable public static func == (one: Members, other: Members) -> Bool {
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
