/// The scoring rules: data, not code. For each field the first matching rule applies; the points are
/// summed and clipped to 0 through 100.
///
/// Source: SPEC section 5, "Score".
package struct ScoreRules: Sendable, Equatable, Codable {
    /// In the order in which they are tried.
    package var rules: [ScoreRule]
}

/// Points for one value of one field.
package struct ScoreRule: Sendable, Equatable, Codable {
    /// The field that a rule reads.
    package enum Field: String, Sendable, CaseIterable, Codable {
        case email, phone, businessName = "business_name", resume, jobPosition = "job_position", invoicing,
            collaborators
        case source = "business_tracking", schedulingDay = "scheduling_day", status
    }

    /// When a rule holds.
    package enum Condition: Sendable, Equatable, Codable {
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

extension ScoreRules {
    /// The rules of a business that has set none.
    // swift-format-ignore
    package static let standard = ScoreRules(rules: [
        ScoreRule("email", .email, .present, 5),
        ScoreRule("phone", .phone, .present, 10),
        ScoreRule("business", .businessName, .present, 5),
        ScoreRule("resume", .resume, .present, 5),
        ScoreRule("revenue_from_500k", .invoicing, .within(500_000..<Int.max), 20),
        ScoreRule("revenue_from_100k", .invoicing, .within(100_000..<500_000), 14),
        ScoreRule("revenue_from_50k", .invoicing, .within(50_000..<100_000), 8),
        ScoreRule("revenue_below_50k", .invoicing, .within(0..<50_000), 3),
        ScoreRule("staff_from_201", .collaborators, .within(201..<Int.max), 15),
        ScoreRule("staff_from_51", .collaborators, .within(51..<201), 12),
        ScoreRule("staff_from_11", .collaborators, .within(11..<51), 8),
        ScoreRule("staff_below_11", .collaborators, .within(0..<11), 3),
        ScoreRule("decides", .jobPosition, .mentions([
            "ceo", "cfo", "coo", "cto", "founder", "owner", "partner", "president",
            "dona", "dono", "fundador", "fundadora", "presidente", "proprietária", "proprietário", "sócia", "sócio",
        ]), 15),
        ScoreRule("directs", .jobPosition, .mentions(["director", "head", "vp", "diretor", "diretora"]), 12),
        ScoreRule("manages", .jobPosition, .mentions([
            "manager", "supervisor", "gerente", "coordenador", "coordenadora", "supervisora",
        ]), 8),
        ScoreRule("referral", .source, .oneOf(["referral", "indicação", "indicacao"]), 10),
        ScoreRule("event", .source, .oneOf(["event", "evento"]), 7),
        ScoreRule("web", .source, .oneOf(["site", "website", "google"]), 4),
        ScoreRule("appointment_within_3_days", .schedulingDay, .within(0..<4), 10),
        ScoreRule("appointment_within_a_week", .schedulingDay, .within(4..<8), 7),
        ScoreRule("appointment_within_a_month", .schedulingDay, .within(8..<31), 4),
        ScoreRule("qualified", .status, .oneOf(["QUALIFIED"]), 15),
        ScoreRule("converted", .status, .oneOf(["CONVERTED"]), 25),
        ScoreRule("lost", .status, .oneOf(["LOST"]), -10),
    ])
}
