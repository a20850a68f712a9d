import FoundationEssentials
package import Routing

/// The shape of a stored setting, declared once for checks, responses and document.
package indirect enum ConfigShape: Sendable {
    /// A value by a rule, which also brings it into its stored form.
    case value(Rule<JSON>)
    /// A text that is stored encrypted and never shown.
    case secret(Rule<String>)
    /// Named settings.
    case object([ConfigMember])
    /// Some of these named settings, and of others that a pattern names; those that are not set are not shown.
    case selection([ConfigMember], others: NamedSettings? = nil)
    /// Any of these in a row, so many at most.
    case list(ConfigShape, limit: Int)

    /// The mask of a stored secret; sent back, it keeps the secret.
    package static let mask: JSON = "********"
    /// The key of a secret until it is encrypted.
    static let unsealed = "unsealed"

    /// A value by a rule, stored as `stored` makes it.
    package static func value<Value>(_ rule: Rule<Value>, _ stored: @escaping @Sendable (Value) -> JSON) -> Self {
        .value(
            Rule<JSON>(
                rule.schema,
                by: { (value, conventions) throws(Fault) in
                    stored(try rule.read(value, by: conventions))
                }))
    }

    /// A text by a rule.
    package static func text(_ rule: Rule<String>) -> Self { .value(rule) { .string($0) } }

    /// One of the names of an enumeration.
    package static func oneOf<Value>(_ type: Value.Type) -> Self
    where Value: CaseIterable & RawRepresentable & Sendable, Value.RawValue == String {
        .value(Rule<Value>.oneOf()) { .string($0.rawValue) }
    }

    /// A whole number within bounds.
    package static func integer(_ range: ClosedRange<Int>) -> Self { .value(Rule<Int>.integer(range)) { JSON($0) } }
}

/// Settings whose names are not known before: those of a pattern.
package struct NamedSettings: Sendable {
    /// An ECMA 262 pattern.
    let pattern: String
    /// Whether a name is one of the pattern.
    let isName: @Sendable (String) -> Bool
    /// Their shape.
    let shape: ConfigShape

    /// Settings of one shape.
    package init(pattern: String, _ shape: ConfigShape, where isName: @escaping @Sendable (String) -> Bool) {
        self.pattern = pattern
        self.isName = isName
        self.shape = shape
    }

    /// Those that objects name, in their order.
    func members(of objects: JSON?...) -> [ConfigMember] {
        var named = Members<ConfigMember>()
        for object in objects {
            for name in object?.members.keys ?? [] where isName(name) { named[name] = ConfigMember(name, shape) }
        }
        return named.values
    }
}

/// A named setting of a section.
package struct ConfigMember: Sendable {
    /// Its name.
    package let name: String
    /// Its rule.
    package let shape: ConfigShape
    /// Its default.
    package let fallback: JSON
    /// Whether the object that it is part of cannot be without it.
    package let isRequired: Bool
    /// The secrets of its section that are sent where the setting points; nil for a setting that is not a destination.
    ///
    /// It decides who may change it, which secrets a change clears, and its description in the document.
    package let sentSecrets: [String]?
    /// Which hosts the setting may name; nil for one that names none.
    package let hosts: Hosts?

    /// Which hosts a destination may name unless `WEBHOOK_ALLOW_PRIVATE` lets it name any.
    package enum Hosts: Sendable {
        /// A public one, or this one.
        case publicOrLoopback
        /// The public host of a web address.
        case publicOfURL
    }

    /// A setting.
    ///
    /// - Parameter sentSecrets: only for a destination, which is a member of the section itself.
    package init(
        _ name: String, _ shape: ConfigShape, default fallback: JSON = .null, isRequired: Bool = false,
        sending sentSecrets: [String]? = nil, to hosts: Hosts? = nil
    ) {
        self.name = name
        self.shape = shape
        self.fallback = fallback
        self.isRequired = isRequired
        self.sentSecrets = sentSecrets
        self.hosts = hosts
    }

    /// The shape of what may be sent, with a sentence about a destination.
    fileprivate var givenSchema: Schema {
        let schema = shape.givenSchema
        guard let sentSecrets else { return schema }
        let secrets = sentSecrets.map { "`\($0)`" }.joined(separator: " and ")
        return schema.described(
            "A destination: a change needs `core.manage_config` and clears \(secrets), unless the request sets them again."
        )
    }
}

extension ConfigShape {
    /// The shape of what is shown; every member is there.
    package var shownSchema: Schema {
        switch self {
        case .value(let rule): rule.schema
        case .secret: Schema.constant("********").orNull
        case .list(let element, _): .array(of: element.shownSchema)
        case .object(let members): .object(Self.shown(members))
        case .selection(let members, let others):
            Self.selection(members.map { .optional($0.name, $0.shape.shownSchema) }, others, others?.shape.shownSchema)
        }
    }

    /// The shape of what may be sent; null empties.
    package var givenSchema: Schema {
        switch self {
        case .value(let rule): rule.schema
        case .secret(let rule): rule.schema.writeOnly
        case .list(let element, _): .array(of: element.givenSchema)
        case .object(let members): .object(Self.given(members))
        case .selection(let members, let others):
            Self.selection(Self.given(members), others, others?.shape.givenSchema.orNull)
        }
    }

    private static func selection(_ members: [Schema.Member], _ others: NamedSettings?, _ shape: Schema?) -> Schema {
        guard let others, let shape else { return .object(members) }
        return .object(members, others: others.pattern, shape)
    }

    /// Members as they are shown.
    package static func shown(_ members: [ConfigMember]) -> [Schema.Member] {
        members.map { member in
            let schema = member.shape.shownSchema
            let isThere = member.isRequired || !member.fallback.isNull || member.shape.isObject
            return .required(member.name, isThere ? schema : schema.orNull)
        }
    }

    /// Members as they may be sent.
    package static func given(_ members: [ConfigMember]) -> [Schema.Member] {
        members.map { member in
            let schema = member.givenSchema
            return member.isRequired ? .required(member.name, schema) : .optional(member.name, schema.orNull)
        }
    }

    /// Whether it has named settings, which are shown whether or not one is set.
    package var isObject: Bool { if case .object = self { true } else { false } }

    /// Whether it is stored encrypted.
    package var isSecret: Bool { if case .secret = self { true } else { false } }

    /// The public form of a stored value: defaults filled in, secrets masked.
    package func shown(_ stored: JSON?, default fallback: JSON = .null) -> JSON {
        switch self {
        case .value: return stored ?? fallback
        case .secret: return stored == nil ? .null : Self.mask
        case .list(let element, _):
            let value = stored ?? fallback
            return value.isNull ? value : .array(value.elements.map { element.shown($0) })
        case .object(let members):
            let pairs = members.map { ($0.name, $0.shape.shown(stored?[$0.name], default: $0.fallback)) }
            return .object(Members(pairs, uniquingKeysWith: { $1 }))
        case .selection(let members, let others):
            let pairs = (members + (others?.members(of: stored) ?? [])).compactMap { member in
                stored?[member.name].map { (member.name, member.shape.shown($0)) }
            }
            return .object(Members(pairs, uniquingKeysWith: { $1 }))
        }
    }
}
