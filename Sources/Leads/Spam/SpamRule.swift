/// A rule by which a submission gets points; rules add up independently of each other.
///
/// Source: SPEC section 13, the table of rules.
package struct SpamRule: Sendable {
    /// What a rule saw.
    struct Sight: Sendable {
        /// What it saw, for staff: words of the submission or of the settings, a number, or one of the names below.
        var detail: String?
        /// The points beyond those of the rule.
        var furtherPoints = 0
    }

    /// What a rule goes by.
    enum Condition: Sendable {
        /// What the submission says itself; nil when the rule does not apply.
        case seen(@Sendable (SpamEvidence) -> Sight?)
        /// What was found beside other submissions.
        case found(SpamFindings)
    }

    package let name: String
    let points: Int
    let condition: Condition

    private init(_ name: String, _ points: Int, _ seen: @escaping @Sendable (SpamEvidence) -> Sight?) {
        (self.name, self.points, condition) = (name, points, .seen(seen))
    }

    private init(_ name: String, _ points: Int, found: SpamFindings) {
        (self.name, self.points, condition) = (name, points, .found(found))
    }

    /// How many web addresses free text may have.
    private static let usualLinks = 2
    /// The points of each address after the first that is too much.
    private static let pointsOfFurtherLink = 10
    /// The most characters of a detail.
    private static let detailLength = 200

    /// Every rule that judges.
    package static let all = [
        SpamRule("trap", 100) { $0.trap.isEmpty ? nil : Sight(detail: shortened($0.trap)) },
        SpamRule("replay", 100, found: .usedStamp),
        SpamRule("forged", 60) { evidence in fault(of: evidence).map { Sight(detail: $0) } },
        SpamRule("no_stamp", 40) { $0.shown == .nothing ? Sight() : nil },
        SpamRule("hasty", 40) { evidence in
            guard let age = evidence.stampAge, age < Stamp.leastAge else { return nil }
            return Sight(detail: tenths(of: age))
        },
        SpamRule("no_proof", 20) { $0.shown != .nothing && !$0.isProved ? Sight() : nil },
        SpamRule("name_link", 100) { evidence in
            evidence.names.first { WebAddresses.count(in: $0) > 0 }.map { Sight(detail: shortened($0)) }
        },
        SpamRule("links", 30) { evidence in
            let count = evidence.freeTexts.reduce(0) { $0 + WebAddresses.count(in: $1) }
            guard count > usualLinks else { return nil }
            return Sight(detail: "\(count)", furtherPoints: (count - usualLinks - 1) * pointsOfFurtherLink)
        },
        SpamRule("listed", 60) { evidence in
            let entry =
                evidence.email.flatMap { evidence.blocked.entry(ofEmail: $0) }
                ?? (evidence.names + evidence.freeTexts + evidence.otherTexts).lazy
                .compactMap { evidence.blocked.entry(in: $0) }.first
            return entry.map { Sight(detail: $0) }
        },
        SpamRule("disposable", 30) { evidence in
            evidence.email.flatMap(MailDomain.of).flatMap(DisposableDomains.entry(of:)).map { Sight(detail: $0) }
        },
        SpamRule("repeated", 50, found: .knownText),
        SpamRule("flood", 30, found: .busyAddress),
    ]

    /// What is wrong with a stamp; nil for nothing.
    private static func fault(of evidence: SpamEvidence) -> String? {
        switch evidence.shown {
        case .nothing: nil
        case .foreign: "unknown"
        case .stamp(let stamp) where stamp.form != evidence.form.slug: "other_form"
        case .stamp: (evidence.stampAge ?? 0) > Stamp.lifetime ? "expired" : nil
        }
    }

    /// Seconds with one decimal.
    private static func tenths(of seconds: Double) -> String {
        let tenths = max(0, Int((seconds * 10).rounded(.down)))
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func shortened(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(detailLength)))
    }
}

/// Why a submission was put aside: a rule, and the points that it gave.
package struct SpamReason: Sendable, Equatable {
    package let rule: String
    package let points: Int
    package let detail: String?

    /// A reason.
    package init(rule: String, points: Int, detail: String? = nil) {
        self.rule = rule
        self.points = points
        self.detail = detail
    }

    /// Staff marked a lead as spam.
    package static let manual = SpamReason(rule: "manual", points: 100)

    /// The reasons that lie in findings, in the order of the rules.
    static func found(_ findings: SpamFindings) -> [SpamReason] {
        SpamRule.all.compactMap { rule in
            guard case .found(let finding) = rule.condition, findings.contains(finding) else { return nil }
            return SpamReason(rule: rule.name, points: rule.points)
        }
    }
}
