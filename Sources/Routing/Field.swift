/// A named value of a request: the name in the contract, older names that mean the same, and its rule.
public struct Field<Value: Sendable>: Sendable {
    /// The name in the contract.
    public let name: String
    /// Names that are understood as well.
    public let aliases: [String]
    /// The rule of a valid value.
    public let rule: Rule<Value>
    /// Its description in the document; empty when the name suffices.
    public let summary: String
    /// All its names, its own first.
    let names: [String]

    /// A field.
    public init(_ name: String, _ rule: Rule<Value>, aliases: [String] = [], summary: String = "") {
        self.name = name
        self.rule = rule
        self.aliases = aliases
        self.summary = summary
        names = [name] + aliases
    }

    /// The field as a member of a body that must have it.
    public var required: Schema.Member { .required(name, rule.schema) }
    /// The field as a member of a body that may leave it out or give null.
    public var optional: Schema.Member { .optional(name, rule.schema.orNull) }
    /// The field as a member of a body that may leave it out.
    public var omittable: Schema.Member { .optional(name, rule.schema) }
    /// The field's other names as members of a body, for what is written to old front ends.
    public var aliasMembers: [Schema.Member] {
        aliases.map { .optional($0, rule.schema.orNull.described("An older name of `\(name)`, which wins over it.")) }
    }
    /// The field as a parameter of the path.
    public var pathParameter: Parameter {
        Parameter(name: name, schema: rule.schema, isRequired: true, summary: summary)
    }

    /// All names of a parameter that may be given more than once, `x` and `x[]`.
    var repeatableNames: [String] { names.flatMap { [$0, "\($0)[]"] } }

    /// The field as a parameter of the query, under each of its names.
    public func queryParameters(isRepeatable: Bool = false, isRequired: Bool = false) -> [Parameter] {
        let schema = isRepeatable ? Schema.array(of: rule.schema) : rule.schema
        let others = isRepeatable ? Array(repeatableNames.dropFirst()) : aliases
        return [Parameter(name: name, schema: schema, isRequired: isRequired, summary: summary)]
            + others.map { Parameter(name: $0, schema: schema, isRequired: false, summary: "The same as `\(name)`.") }
    }
}

/// A value that the path, the query or a header field carries.
public struct Parameter: Sendable, Equatable {
    /// Its name.
    public let name: String
    let schema: Schema
    let isRequired: Bool
    let summary: String

    /// A header field that matters to an operation.
    public static func header(_ name: String, _ summary: String) -> Parameter {
        Parameter(name: name, schema: .string, isRequired: false, summary: summary)
    }
}

/// The value of one field in a change request.
public enum Change<Value: Sendable>: Sendable {
    /// Nothing: it stays.
    case keep
    /// Null: it is emptied.
    case clear
    /// The new value.
    case set(Value)
}

extension Change: Equatable where Value: Equatable {}

extension Change {
    /// Changes a value that may be absent.
    public func apply(to value: inout Value?) { apply(to: &value) { $0 } }

    /// Changes a value that may be absent and is stored in another form.
    public func apply<Stored>(to value: inout Stored?, _ stored: (Value) -> Stored) {
        switch self {
        case .keep: break
        case .clear: value = nil
        case .set(let new): value = stored(new)
        }
    }
}
