/// The shape of a JSON value, as the OpenAPI document prints it.
///
/// Source: OpenAPI 3.1.0 §4.8.24, JSON Schema 2020-12.
public struct Schema: Sendable, Equatable {
    /// One member of an object.
    public struct Member: Sendable, Equatable {
        let name: String
        let schema: Schema
        let isRequired: Bool

        /// A member that is always there.
        public static func required(_ name: String, _ schema: Schema) -> Member {
            Member(name: name, schema: schema, isRequired: true)
        }

        /// A member that may be left out.
        public static func optional(_ name: String, _ schema: Schema) -> Member {
            Member(name: name, schema: schema, isRequired: false)
        }
    }

    /// The name under which the document lists the shape once; nil for a shape written where it is used.
    public let name: String?
    /// The shape itself.
    public let definition: JSON
    /// Named shapes that this one is made of.
    public let parts: [Schema]

    init(name: String? = nil, _ definition: JSON, parts: [Schema] = []) {
        self.name = name
        self.definition = definition
        self.parts = parts
    }

    /// The shape where it is used: a reference when it has a name.
    public var use: JSON {
        if let name { ["$ref": .string("#/components/schemas/\(name)")] } else { definition }
    }

    /// This shape and the named ones it is made of.
    var named: [Schema] { (name == nil ? [] : [self]) + parts.flatMap(\.named) }
}

extension Schema {
    /// Any string.
    public static let string = Schema(["type": "string"])
    /// `true` or `false`.
    public static let boolean = Schema(["type": "boolean"])
    /// Any number.
    public static let number = Schema(["type": "number"])
    /// A number from 0 through 1.
    public static let fraction = Schema(["type": "number", "minimum": 0, "maximum": 1])
    /// An instant in UTC, RFC 3339.
    public static let instant = Schema(["type": "string", "format": "date-time"])
    /// A UUID in lower-case canonical form.
    public static let identifier = Schema(["type": "string", "format": "uuid"])
    /// Any value.
    public static let anything = Schema(.boolean(true))

    /// A string of a length in Unicode scalars.
    ///
    /// - Parameter refusing: characters that it may not contain; none may be special in a character class.
    public static func string(length: ClosedRange<Int>, refusing: String = "") -> Schema {
        var members: Members<JSON> = [
            "type": "string", "minLength": JSON(length.lowerBound),
            "maxLength": JSON(length.upperBound),
        ]
        if !refusing.isEmpty { members["pattern"] = .string("^[^\(refusing)]*$") }
        return Schema(.object(members))
    }

    /// A string that an ECMA 262 pattern describes.
    public static func string(pattern: String) -> Schema {
        Schema(["type": "string", "pattern": .string(pattern)])
    }

    /// A string of a `format` that JSON Schema or OpenAPI names.
    public static func string(format: String) -> Schema { Schema(["type": "string", "format": .string(format)]) }

    /// A whole number within bounds.
    public static func integer(_ range: ClosedRange<Int>) -> Schema {
        Schema([
            "type": "integer", "minimum": JSON(range.lowerBound),
            "maximum": JSON(range.upperBound),
        ])
    }

    /// A whole number from a bound on.
    public static func integer(_ range: PartialRangeFrom<Int>) -> Schema {
        Schema(["type": "integer", "minimum": JSON(range.lowerBound)])
    }

    /// One of some strings.
    public static func oneOf(_ values: [String]) -> Schema {
        Schema(["type": "string", "enum": .array(values.map(JSON.string))])
    }

    /// One fixed string.
    public static func constant(_ value: String) -> Schema { Schema(["type": "string", "const": .string(value)]) }

    /// An array of one shape.
    public static func array(of element: Schema) -> Schema {
        Schema(["type": "array", "items": element.use], parts: element.named)
    }

    /// An object with any names and values of one shape.
    public static func map(of value: Schema) -> Schema {
        Schema(["type": "object", "additionalProperties": value.use], parts: value.named)
    }

    /// One of several shapes.
    public static func anyOf(_ shapes: [Schema]) -> Schema {
        Schema(["anyOf": .array(shapes.map(\.use))], parts: shapes.flatMap(\.named))
    }

    /// An object; further members are allowed.
    public static func object(_ members: [Member]) -> Schema { object(named: nil, members) }

    /// An object; further members, by names that an ECMA 262 pattern describes, have one shape.
    public static func object(_ members: [Member], others pattern: String, _ shape: Schema) -> Schema {
        let known = object(members)
        var definition = known.definition.members
        definition["patternProperties"] = .object([pattern: shape.use])
        return Schema(.object(definition), parts: known.parts + shape.named)
    }

    /// An object that the document lists under a name.
    public static func object(_ name: String, _ members: [Member]) -> Schema { object(named: name, members) }

    private static func object(named name: String?, _ members: [Member]) -> Schema {
        let required = members.filter(\.isRequired).map { JSON.string($0.name) }
        var definition: Members<JSON> = [
            "type": "object",
            "properties": .object(
                Members(members.map { ($0.name, $0.schema.use) }, uniquingKeysWith: { first, _ in first })),
        ]
        if !required.isEmpty { definition["required"] = .array(required) }
        return Schema(name: name, .object(definition), parts: members.flatMap(\.schema.named))
    }

    /// The same shape with a sentence about it.
    public func described(_ text: String) -> Schema {
        guard name == nil, case .object(var members) = definition else {
            return Schema(["allOf": [use], "description": .string(text)], parts: named)
        }
        members["description"] = .string(text)
        return Schema(.object(members), parts: parts)
    }

    /// The same string with a `format`, a hint for clients; it refuses nothing.
    ///
    /// Source: JSON Schema Validation 2020-12 §7, "Vocabularies for Semantic Content With format".
    public func formatted(_ format: String) -> Schema { with("format", .string(format)) }

    /// The same shape as one that is sent and never shown. Source: JSON Schema Validation 2020-12 §9.4.
    public var writeOnly: Schema { with("writeOnly", true) }

    private func with(_ keyword: String, _ value: JSON) -> Schema {
        guard name == nil, case .object(var members) = definition else { return self }
        members[keyword] = value
        return Schema(.object(members), parts: parts)
    }

    /// The same object, of which one member of each group must be there.
    public func needingOne(ofEach groups: [[String]]) -> Schema {
        guard case .object(var members) = definition else { return self }
        let choices = groups.map { group in
            ["anyOf": .array(group.map { ["required": [.string($0)]] })] as JSON
        }
        members["allOf"] = .array(choices)
        return Schema(name: name, .object(members), parts: parts)
    }

    /// The same shape or null.
    public var orNull: Schema { Schema(["anyOf": [use, ["type": "null"]]], parts: named) }
}

/// A type whose JSON has a declared shape.
public protocol Described {
    /// The shape; a test encodes a sample and fails when they disagree.
    static var schema: Schema { get }
}
