package import Frame
import Routing
package import StoredSettings
import Values

/// A rule of the hand-out: which leads it is for, to whom it gives them, and how it chooses.
///
/// Source: SPEC section 16, "Assignment".
package struct HandoutRule: Sendable, Equatable {
    /// How a rule chooses among the users that are available.
    package enum How: String, Sendable, CaseIterable {
        /// In turn, in the order of the rule.
        case roundRobin = "round_robin"
        /// Who has the fewest open leads; of equals the first of the rule.
        case fewestOpen = "fewest_open"
    }

    /// A condition: the field has one of some values, case aside.
    struct Condition: Sendable, Equatable {
        let field: HandoutField
        let values: [String]

        func holds(for subject: HandoutSubject) -> Bool {
            field.values(of: subject).contains { $0.isOne(of: values) }
        }
    }

    /// Unique; the turn of the rule is kept under it, so that editing other rules does not change it.
    package let name: String
    /// All of them must hold.
    let conditions: [Condition]
    /// In the order in which it is their turn.
    package let users: [User.ID]
    package let how: How

    /// Whether a lead is one of the rule's.
    func matches(_ subject: HandoutSubject) -> Bool { conditions.allSatisfy { $0.holds(for: subject) } }
}

/// The rules of the hand-out in their order: the first that matches decides.
package struct HandoutRules: Sendable, Equatable {
    package let rules: [HandoutRule]

    init(_ rules: [HandoutRule]) { self.rules = rules }

    /// The rules that are stored.
    package init(_ snapshot: ConfigSnapshot) {
        self.init(
            (snapshot[HandoutConfig.self].values["rules"]?.elements ?? []).compactMap { HandoutRule(stored: $0) })
    }

    /// Whether any of them asks for the form of a lead.
    var askForForms: Bool { rules.contains { rule in rule.conditions.contains { $0.field == .form } } }

    /// The rule of a lead.
    func rule(for subject: HandoutSubject) -> HandoutRule? { rules.first { $0.matches(subject) } }

    /// The rule of a name.
    func rule(named name: String) -> HandoutRule? { rules.first { $0.name == name } }
}

extension HandoutRule {
    /// A stored rule; nil for one that this release does not know: without one of its conditions it would be for other leads.
    init?(stored: JSON) {
        guard let name = stored["name"]?.text else { return nil }
        var conditions: [Condition] = []
        for (field, value) in stored["when"]?.members ?? [:] {
            guard let field = HandoutField(named: field) else { return nil }
            conditions.append(
                Condition(field: field, values: value.text.map { [$0] } ?? value.elements.compactMap(\.text)))
        }
        self.init(
            name: name, conditions: conditions, users: (stored["to"]?.elements ?? []).compactMap(\.userID),
            how: stored["how"]?.text.flatMap(How.init(bytewise:)) ?? .roundRobin)
    }
}

extension JSON {
    /// The id of a user that a text names.
    var userID: User.ID? { text.flatMap { User.ID($0) } }
}
