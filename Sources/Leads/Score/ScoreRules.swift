import Frame
import Routing

/// The scoring rules: data, not code. For each field the first matching rule applies; the points are
/// summed and clipped to 0 through 100.
///
/// Source: SPEC section 5, "Score".
package struct ScoreRules: Sendable, Equatable {
    /// In the order in which they are tried.
    package var rules: [ScoreRule]
}

/// Points for one value of one field.
package struct ScoreRule: Sendable, Equatable {
    /// The field that a rule reads.
    package enum Field: Sendable {
        case email, phone, resume, schedulingDay, status
        case detail(LeadDetail)
        /// The own field of a key.
        case custom(String)
    }

    /// When a rule holds.
    package enum Condition: Sendable, Equatable {
        /// There is a value.
        case present
        /// The value is one of these, case aside.
        case oneOf([String])
        /// The value contains one of these words, case aside.
        case mentions([String])
        /// The number lies in these bounds: where a band such as `50k-100k` begins, or how many days lie between a lead's coming in
        /// and its appointment.
        case within(Range<Int>)
    }

    /// Says what it is for; unique.
    package let name: String
    package let field: Field
    package let condition: Condition
    /// -100 through 100.
    package let points: Int

    init(_ name: String, _ field: Field, _ condition: Condition, _ points: Int) {
        self.name = name
        self.field = field
        self.condition = condition
        self.points = points
    }
}

extension ScoreRule.Field: CaseIterable, RawRepresentable {
    /// Every built-in field, in the order of the document.
    package static let allCases: [Self] =
        [.email, .phone, .detail(.businessName), .resume]
        + LeadDetail.shown.filter { $0 != .businessName }.map(Self.detail) + [.schedulingDay, .status]

    /// The name of the field's member.
    package var rawValue: String {
        switch self {
        case .email: "email"
        case .phone: "phone"
        case .resume: "resume"
        case .schedulingDay: "scheduling_day"
        case .status: "status"
        case .detail(let detail): detail.name
        case .custom(let key): CustomValues.prefix + key
        }
    }

    /// The field of a member's name, or of `custom.KEY`.
    package init?(rawValue name: String) {
        if let key = CustomField.key(named: name) {
            self = .custom(key)
            return
        }
        guard let field = Self.allCases.first(where: { $0.rawValue == name }) else { return nil }
        self = field
    }
}

extension ScoreRule.Field {
    /// The name of a field.
    static let rule = Rule<Self>(
        .anyOf([.oneOf(allCases.map(\.rawValue)), .string(pattern: CustomField.namePattern)])
    ) { (value) throws(Fault) in
        guard let text = value.string else { throw .wrongType("a string", pt: "um texto") }
        guard let field = Self(rawValue: text) else {
            let list = allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault("Must be custom.KEY or one of: \(list).", pt: "Deve ser custom.KEY ou um destes: \(list).")
        }
        return field
    }
}

// What has raw values is compared by them unless it says otherwise, and these are texts, compared for each rule of every submission.
extension ScoreRule.Field: Hashable {
    private var number: Int {
        switch self {
        case .email: 0
        case .phone: 1
        case .resume: 2
        case .schedulingDay: 3
        case .status: 4
        case .custom: -1
        case .detail(let detail): 5 + detail.index
        }
    }

    package static func == (one: Self, other: Self) -> Bool {
        if case (.custom(let key), .custom(let others)) = (one, other) { return key == others }
        return one.number == other.number
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

extension ScoreRules {
    /// The rules of a business that has set none.
    // swift-format-ignore
    package static let standard = ScoreRules(rules: [
        ScoreRule("email", .email, .present, 5),
        ScoreRule("phone", .phone, .present, 10),
        ScoreRule("business", .detail(.businessName), .present, 5),
        ScoreRule("resume", .resume, .present, 5),
        ScoreRule("revenue_from_500k", .detail(.invoicing), .within(500_000..<Int.max), 20),
        ScoreRule("revenue_from_100k", .detail(.invoicing), .within(100_000..<500_000), 14),
        ScoreRule("revenue_from_50k", .detail(.invoicing), .within(50_000..<100_000), 8),
        ScoreRule("revenue_below_50k", .detail(.invoicing), .within(0..<50_000), 3),
        ScoreRule("staff_from_201", .detail(.collaborators), .within(201..<Int.max), 15),
        ScoreRule("staff_from_51", .detail(.collaborators), .within(51..<201), 12),
        ScoreRule("staff_from_11", .detail(.collaborators), .within(11..<51), 8),
        ScoreRule("staff_below_11", .detail(.collaborators), .within(0..<11), 3),
        ScoreRule("decides", .detail(.jobPosition), .mentions([
            "ceo", "cfo", "coo", "cto", "founder", "owner", "partner", "president",
            "dona", "dono", "fundador", "fundadora", "presidente", "proprietária", "proprietário", "sócia", "sócio",
        ]), 15),
        ScoreRule("directs", .detail(.jobPosition), .mentions(["director", "head", "vp", "diretor", "diretora"]), 12),
        ScoreRule("manages", .detail(.jobPosition), .mentions([
            "manager", "supervisor", "gerente", "coordenador", "coordenadora", "supervisora",
        ]), 8),
        ScoreRule("referral", .detail(.businessTracking), .oneOf(["referral", "indicação", "indicacao"]), 10),
        ScoreRule("event", .detail(.businessTracking), .oneOf(["event", "evento"]), 7),
        ScoreRule("web", .detail(.businessTracking), .oneOf(["site", "website", "google"]), 4),
        ScoreRule("appointment_within_3_days", .schedulingDay, .within(0..<4), 10),
        ScoreRule("appointment_within_a_week", .schedulingDay, .within(4..<8), 7),
        ScoreRule("appointment_within_a_month", .schedulingDay, .within(8..<31), 4),
        ScoreRule("qualified", .status, .oneOf(["QUALIFIED"]), 15),
        ScoreRule("converted", .status, .oneOf(["CONVERTED"]), 25),
        ScoreRule("lost", .status, .oneOf(["LOST"]), -10),
    ])
}
