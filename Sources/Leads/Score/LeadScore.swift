package import FoundationEssentials
import Frame
import HTTP
package import Routing
package import Values

/// How much a lead deserves attention, and why; what it is made of does not change with the time of day.
///
/// Source: SPEC section 5, "Score".
package struct LeadScore: Sendable, Equatable, Encodable, Described {
    /// 0 through 100.
    package let score: Int
    /// The rules that held, in their order.
    package let reasons: [Reason]

    /// How soon it deserves attention.
    package var priority: Priority { Priority(score: score) }

    /// The points of one rule.
    package struct Reason: Sendable, Equatable, Encodable, Described {
        package let rule: String
        package let field: String
        package let value: String
        package let points: Int
    }

    /// The score of a lead that arrived at an instant.
    package init(
        of contact: LeadContact, resume: Resume?, status: LeadStatus, createdAt: Date, by rules: ScoreRules,
        clock: WallClock
    ) {
        let facts = ScoreFacts(contact, resume, status, cameAt: createdAt, clock)
        var seen: [ScoreRule.Field] = []
        var reasons: [Reason] = []
        for rule in rules.rules where !seen.contains(rule.field) {
            guard let value = facts.text(of: rule.field), facts.fulfils(rule, value) else { continue }
            seen.append(rule.field)
            reasons.append(Reason(rule: rule.name, field: rule.field.rawValue, value: value, points: rule.points))
        }
        self.reasons = reasons
        score = min(max(reasons.reduce(0) { $0 + $1.points }, 0), 100)
    }

    /// The score of a lead as it is.
    package init(of lead: Lead, by rules: ScoreRules, clock: WallClock) {
        self.init(
            of: lead.contact, resume: lead.resume, status: lead.status, createdAt: lead.createdAt, by: rules,
            clock: clock)
    }
}

/// The values that rules read.
private struct ScoreFacts {
    private let contact: LeadContact
    private let resume: Resume?
    private let status: LeadStatus
    private let createdAt: Date
    private let clock: WallClock

    init(_ contact: LeadContact, _ resume: Resume?, _ status: LeadStatus, cameAt moment: Date, _ clock: WallClock) {
        self.contact = contact
        self.resume = resume
        self.status = status
        createdAt = moment
        self.clock = clock
    }

    func text(of field: ScoreRule.Field) -> String? {
        switch field {
        case .email: contact.email
        case .phone: contact.phone
        case .detail(let detail): contact[detail]
        case .resume: resume?.filename
        case .schedulingDay: contact.schedulingDay
        case .status: status.rawValue
        case .custom(let key): contact.custom.members[key]?.customText
        }
    }

    func fulfils(_ rule: ScoreRule, _ value: String) -> Bool {
        switch rule.condition {
        case .present: return true
        case .oneOf(let values):
            // Of several choices one is enough.
            if case .custom(let key) = rule.field, let chosen = contact.custom.members[key]?.customTexts {
                return chosen.contains { $0.isOne(of: values) }
            }
            return value.isOne(of: values)
        case .mentions(let words):
            let said = Set(value.lowercased().split { !$0.isLetter }.map { ByteText($0) })
            return words.contains { said.contains(ByteText($0.lowercased())) }
        case .within(let range):
            let number = rule.field == .schedulingDay ? daysUntil(value) : number(of: rule.field, value)
            return number.map(range.contains) ?? false
        }
    }

    /// The whole number that a value says: an own field is a number or an amount, whose cents do not count, or says a band as others do.
    private func number(of field: ScoreRule.Field, _ value: String) -> Int? {
        guard case .custom = field else { return NumericRangeText.lowerBound(of: value) }
        return Int(value) ?? Money(value).map { Int($0.cents / 100) } ?? NumericRangeText.lowerBound(of: value)
    }

    /// Days from the arrival to a wall-clock time.
    private func daysUntil(_ text: String) -> Int? {
        let numbers = text.prefix(10).split(separator: "-").compactMap { Int($0) }
        guard numbers.count == 3, let day = CivilDay(year: numbers[0], month: numbers[1], day: numbers[2]) else {
            return nil
        }
        return day.daysSince1970 - clock.time(at: createdAt).day.daysSince1970
    }
}

extension LeadScore {
    private enum CodingKeys: String, CodingKey { case score, priority, reasons }

    /// Writes every member.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(score, forKey: .score)
        try container.encode(priority.rawValue, forKey: .priority)
        try container.encode(reasons, forKey: .reasons)
    }

    /// The shape of SPEC section 5.
    package static let schema = Schema.object(
        "LeadScore",
        [
            .required("score", .integer(0...100)),
            .required("priority", .oneOf(Priority.allCases.map(\.rawValue))),
            .required("reasons", .array(of: Reason.schema)),
        ])
}

extension LeadScore.Reason {
    /// The shape of SPEC section 5.
    package static let schema = Schema.object(
        "ScoreReason",
        [
            .required("rule", .string), .required("field", ScoreRule.Field.rule.schema),
            .required("value", .string), .required("points", .integer(-100...100)),
        ])
}
