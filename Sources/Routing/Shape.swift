/// The members of an answer, each stated once: its schema and its JSON derive from them.
///
/// ```swift
/// extension Note: Shaped {
///     static let shape = Shape<Note>("Note", [.text("text") { $0.text }, .integer("length", 0...) { $0.text.count }])
/// }
/// ```
public struct Shape<Value: SendableMetatype>: Sendable {
    /// One member: its name, its schema, and how it is written.
    public struct Member: Sendable {
        let schema: Schema.Member
        let write: @Sendable (Value, inout JSONObjectWriter) -> Void

        private init(
            _ name: String, _ schema: Schema, write: @escaping @Sendable (Value, inout JSONObjectWriter) -> Void
        ) {
            self.init(.required(name, schema), write: write)
        }

        private init(
            _ schema: Schema.Member, write: @escaping @Sendable (Value, inout JSONObjectWriter) -> Void
        ) {
            self.schema = schema
            self.write = write
        }
    }

    /// The schema that the document lists under a name.
    public let schema: Schema
    private let members: [Member]

    /// A shape of members in their order.
    public init(_ name: String, _ members: [Member]) {
        schema = .object(name, members.map(\.schema))
        self.members = members
    }

    /// Writes every member of a value.
    func write(_ value: Value, to object: inout JSONObjectWriter) {
        for member in members { member.write(value, &object) }
    }
}

/// An answer whose members are stated once, in its shape.
public protocol Shaped: JSONWritable, Described, SendableMetatype {
    /// The shape; a stored constant.
    static var shape: Shape<Self> { get }
}

extension Shaped {
    /// The schema of the shape.
    public static var schema: Schema { shape.schema }

    /// Writes the members of the shape.
    public func write(to object: inout JSONObjectWriter) { Self.shape.write(self, to: &object) }
}

extension Shape.Member {
    /// A string.
    public static func text(
        _ name: String, _ schema: Schema = .string, _ value: @escaping @Sendable (Value) -> String
    ) -> Self {
        Self(name, schema) { $1.add(name, value($0)) }
    }

    /// A string or null.
    public static func optionalText(
        _ name: String, _ schema: Schema = .string, _ value: @escaping @Sendable (Value) -> String?
    ) -> Self {
        Self(name, schema.orNull) { $1.add(name, value($0)) }
    }

    /// A string that is left out when there is none.
    public static func rareText(_ name: String, _ value: @escaping @Sendable (Value) -> String?) -> Self {
        Self(.optional(name, .string)) { each, object in
            if let text = value(each) { object.add(name, text) }
        }
    }

    /// Any JSON of a schema that is left out when there is none.
    public static func rareJSON(
        _ name: String, _ schema: Schema, _ value: @escaping @Sendable (Value) -> JSON?
    ) -> Self {
        Self(.optional(name, schema)) { each, object in
            if let json = value(each) { object.add(name, json: json) }
        }
    }

    /// The raw value of a case.
    public static func choice<Choice: RawRepresentable<String> & CaseIterable & SendableMetatype>(
        _ name: String, _ value: @escaping @Sendable (Value) -> Choice
    ) -> Self {
        Self(name, .oneOf(Choice.allCases.map(\.rawValue))) { $1.add(name, value($0).rawValue) }
    }

    /// A whole number.
    public static func integer(
        _ name: String, _ range: PartialRangeFrom<Int>, _ value: @escaping @Sendable (Value) -> Int
    ) -> Self {
        Self(name, .integer(range)) { $1.add(name, value($0)) }
    }

    /// A finite number.
    public static func number(
        _ name: String, _ schema: Schema = .number, _ value: @escaping @Sendable (Value) -> Double
    ) -> Self {
        Self(name, schema) { $1.add(name, value($0)) }
    }

    /// A finite number or null.
    public static func optionalNumber(
        _ name: String, _ schema: Schema = .number, _ value: @escaping @Sendable (Value) -> Double?
    ) -> Self {
        Self(name, schema.orNull) { $1.add(name, value($0)) }
    }

    /// `true` or `false`.
    public static func boolean(_ name: String, _ value: @escaping @Sendable (Value) -> Bool) -> Self {
        Self(name, .boolean) { $1.add(name, value($0)) }
    }

    /// Any JSON of a schema.
    public static func json(
        _ name: String, _ schema: Schema, _ value: @escaping @Sendable (Value) -> JSON
    ) -> Self {
        Self(name, schema) { $1.add(name, json: value($0)) }
    }

    /// An answer within the answer.
    public static func one<Part: Shaped>(_ name: String, _ value: @escaping @Sendable (Value) -> Part) -> Self {
        Self(name, Part.schema) { $1.add(name, value($0)) }
    }

    /// A list of answers.
    public static func list<Part: Shaped>(_ name: String, _ values: @escaping @Sendable (Value) -> [Part]) -> Self {
        Self(name, .array(of: Part.schema)) { $1.add(name, values($0)) }
    }
}
