/// A JSON value. Strings are compared by their UTF-8 bytes, numbers by their value, objects whatever the order of their members.
///
/// Source: RFC 8259.
public enum JSON: Sendable {
    /// `null`
    case null
    /// `true`, `false`
    case boolean(Bool)
    /// A number, exact.
    case number(JSONNumber)
    /// A string.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object; its members keep their order.
    case object(Members<JSON>)

    /// A whole number.
    public init(_ integer: Int) { self = .number(JSONNumber(integer)) }

    /// The member of that name, when this is an object that has it.
    public subscript(name: String) -> JSON? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// Whether it is `null`.
    public var isNull: Bool { if case .null = self { true } else { false } }

    /// The text of a string.
    public var text: String? { if case .string(let text) = self { text } else { nil } }

    /// The whole number, when it is one.
    public var integer: Int? { if case .number(let number) = self { number.integer } else { nil } }

    /// The elements of an array; none of anything else.
    public var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }

    /// The members of an object; none of anything else.
    public var members: Members<JSON> { if case .object(let members) = self { members } else { [:] } }
}

extension JSON: Equatable {
    /// Whether both are the same value.
    public static func == (one: JSON, other: JSON) -> Bool {
        switch (one, other) {
        case (.null, .null): true
        case (.boolean(let value), .boolean(let other)): value == other
        case (.number(let value), .number(let other)): value == other
        case (.string(let value), .string(let other)): value == other
        case (.array(let values), .array(let others)): values == others
        case (.object(let members), .object(let others)): members == others
        default: false
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A number.
    public init(integerLiteral value: Int) { self.init(value) }
    /// `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// An array.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// An object; of two members with one name the last value is kept.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Members(elements, uniquingKeysWith: { $1 }))
    }
    /// `null`
    public init(nilLiteral: ()) { self = .null }
}
