package import Environment
package import Routing
package import Storage
package import StoredSettings

/// The rules of the score, as the business sets them.
///
/// Source: SPEC section 5, "Score"; section 8.
package enum ScoringConfig: ConfigSection {
    /// The comparison of a rule; the fields that it applies to are checked separately.
    enum Matcher: String, CaseIterable {
        /// There is a value.
        case presence
        /// The value is one of `values`.
        case equals
        /// The value contains one of the words of `values`.
        case contains
        /// The value, a band such as `50k-100k`, begins at `from` or above and below `below`.
        case band
        /// So many days lie between a lead's coming in and its appointment: `from` or more and fewer than `below`.
        case nearness
    }

    /// The most rules.
    static let limit = 100
    private static let largest = 1_000_000_000_000

    package static let name = "scoring"
    package static let title = "Scoring"
    package static let members = [
        ConfigMember(
            "rules",
            .list(
                .object([
                    ConfigMember("name", .text(.line(1...60)), isRequired: true),
                    ConfigMember("field", .value(ScoreRule.Field.rule) { .string($0.rawValue) }, isRequired: true),
                    ConfigMember("matcher", .oneOf(Matcher.self), isRequired: true),
                    ConfigMember("values", .list(.text(.line(1...100)), limit: 50)),
                    ConfigMember("from", .integer(0...largest)),
                    ConfigMember("below", .integer(1...largest)),
                    ConfigMember("points", .integer(-100...100), isRequired: true),
                ]), limit: limit), default: ScoreRules.standard.json)
    ]

    /// Every lead is scored by rules that changed.
    package static let startsJob = true

    /// Has every lead scored.
    package static func startJob(_ jobs: JobStore, forVersion version: Int, by actor: [UInt8]?) throws -> Job.ID? {
        try LeadRescore.ask(jobs, forRules: version, by: actor)
    }

    /// Names are the rules' own, and each rule has what its matcher needs.
    package static func check(
        _ values: Members<JSON>, for settings: Settings, at path: String, _ faults: inout ConfigFaults
    ) {
        var names: Set<String> = []
        for (index, rule) in (values["rules"]?.elements ?? []).enumerated() {
            let place = "\(path)rules[\(index)]"
            if let name = rule["name"]?.text, !names.insert(name).inserted {
                faults.note(.otherRule, at: "\(place).name")
            }
            guard let matcher = rule["matcher"]?.text.flatMap(Matcher.init),
                let field = rule["field"]?.text.flatMap(ScoreRule.Field.init)
            else { continue }
            if !matcher.takes(field) {
                faults.note(
                    Fault(
                        "This matcher cannot be used with this field.", pt: "Este critério não serve para este campo."),
                    at: "\(place).matcher")
            }
            checkLimits(of: rule, by: matcher, at: place, &faults)
        }
    }

    private static func checkLimits(
        of rule: JSON, by matcher: Matcher, at place: String, _ faults: inout ConfigFaults
    ) {
        switch matcher {
        case .presence: break
        case .equals, .contains:
            if rule["values"]?.elements.isEmpty != false { faults.note(.missing, at: "\(place).values") }
        case .band, .nearness:
            guard let from = rule["from"]?.integer else { return faults.note(.missing, at: "\(place).from") }
            if let below = rule["below"]?.integer, below <= from {
                faults.note(Fault("Must be greater than from.", pt: "Deve ser maior que from."), at: "\(place).below")
            }
        }
    }
}

extension Fault {
    /// Names of rules are unique.
    static let otherRule = Fault("Another rule has this name.", pt: "Outra regra tem este nome.")
}

extension ScoringConfig.Matcher {
    /// Whether it can be used with a field.
    func takes(_ field: ScoreRule.Field) -> Bool {
        if case .custom = field { return self != .nearness }
        return fields.contains(field)
    }

    /// The built-in fields that it can be used with.
    private var fields: Set<ScoreRule.Field> {
        switch self {
        case .presence: Set(ScoreRule.Field.allCases)
        case .equals, .contains: Set(ScoreRule.Field.allCases).subtracting([.schedulingDay, .resume])
        case .band: Set(LeadDetail.all.filter(\.isBand).map(ScoreRule.Field.detail))
        case .nearness: [.schedulingDay]
        }
    }
}

extension ScoreRules {
    /// The rules that are stored; the standard ones while none are.
    package init(_ snapshot: ConfigSnapshot) {
        self.init(snapshot[ScoringConfig.self])
    }

    init(_ stored: StoredConfig) {
        guard let rules = stored.values["rules"] else {
            self = .standard
            return
        }
        self.rules = rules.elements.compactMap(ScoreRule.init)
    }

    /// The rules as they are stored and shown.
    var json: JSON { .array(rules.map(\.json)) }
}

extension ScoreRule {
    /// A stored rule; nil for one that this release does not know.
    init?(_ stored: JSON) {
        guard let name = stored["name"]?.text, let field = stored["field"]?.text.flatMap(Field.init),
            let matcher = stored["matcher"]?.text.flatMap(ScoringConfig.Matcher.init),
            let points = stored["points"]?.integer
        else { return nil }
        let values = stored["values"]?.elements.compactMap(\.text) ?? []
        let from = stored["from"]?.integer ?? 0
        let condition: Condition =
            switch matcher {
            case .presence: .present
            case .equals: .oneOf(values)
            case .contains: .mentions(values)
            case .band, .nearness: .within(from..<max(from, stored["below"]?.integer ?? .max))
            }
        self.init(name, field, condition, points)
    }

    /// The rule as it is stored; what its matcher does not need is left out.
    var json: JSON {
        var members: Members<JSON> = [
            "name": .string(name), "field": .string(field.rawValue), "points": JSON(points),
        ]
        let matcher: ScoringConfig.Matcher
        switch condition {
        case .present: matcher = .presence
        case .oneOf(let values):
            matcher = .equals
            members["values"] = .array(values.map(JSON.string))
        case .mentions(let words):
            matcher = .contains
            members["values"] = .array(words.map(JSON.string))
        case .within(let range):
            matcher = field == .schedulingDay ? .nearness : .band
            members["from"] = JSON(range.lowerBound)
            if range.upperBound != .max { members["below"] = JSON(range.upperBound) }
        }
        members["matcher"] = .string(matcher.rawValue)
        return .object(members)
    }
}
