public import struct FoundationEssentials.Decimal

/// A JSON value; numbers are decimal, so that money stays exact.
///
/// Source: RFC 8259.
public indirect enum JSON: Sendable, Equatable {
    /// `null`
    case null
    /// `true`, `false`
    case boolean(Bool)
    /// A number of at most 38 significant digits.
    case number(Decimal)
    /// A string.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object; its members have no order.
    case object([String: JSON])

    /// The member of that name, when this is an object that has it.
    public subscript(name: String) -> JSON? {
        if case .object(let members) = self { members[name] } else { nil }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A number.
    public init(integerLiteral value: Int) { self = .number(Decimal(value)) }
    /// `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// An array.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// An object; of two members with one name the last counts.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
    /// `null`
    public init(nilLiteral: ()) { self = .null }
}

extension JSON: Codable {
    /// Reads any JSON value. The order of the attempts is that of their frequency in requests.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Foundation tells the kind of a value only by trying: a failed attempt is the answer "another kind".
        if container.decodeNil() {
            self = .null
        } else if let string = try? container.decode(String.self) {
            self = .string(string)
        } else if let members = try? container.decode([String: JSON].self) {
            self = .object(members)
        } else if let elements = try? container.decode([JSON].self) {
            self = .array(elements)
        } else if let boolean = try? container.decode(Bool.self) {
            self = .boolean(boolean)
        } else if let number = try? container.decode(Decimal.self) {
            self = .number(number)
        } else {
            // Outside Decimal's range: well-formed, but no field of ours takes it.
            _ = try container.decode(Double.self)
            self = .number(.nan)
        }
    }

    /// Writes the value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let members): try container.encode(members)
        }
    }
}
