import DomainTestSupport
import FoundationEssentials
import MariaDB
import Routing
import StoredSettings
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct ScoreTests {
    private let clock: WallClock

    init() throws { clock = try #require(WallClock(zone: "America/Sao_Paulo")) }

    private func score(
        _ status: LeadStatus = .pending, resume: Resume? = nil, _ change: (inout LeadContact) -> Void = { _ in }
    ) -> LeadScore {
        LeadScore(of: SampleLeads.lead(status, resume: resume, change), by: .standard, clock: clock)
    }

    @Test(
        arguments: [
            ("50k-100k", 50_000), ("0-50k", 0), ("1-10", 1), ("11-50", 11), ("500+", 500), ("1M+", 1_000_000),
            ("<50k", 0),
            ("até 50 mil", 0), ("R$ 1.000.000 a 5.000.000", 1_000_000), ("50-100k", 50_000), ("2 milhões", 2_000_000),
            ("1,500", 1500), ("100 mil - 500 mil", 100_000), ("more", nil), ("", nil), ("99999999999999999999k", nil),
        ] as [(String, Int?)])
    func `reads where a band begins`(text: String, lowerBound: Int?) {
        #expect(NumericRangeText.lowerBound(of: text) == lowerBound)
    }

    @Test func `reads ASCII as the pattern does`() {
        let pieces = [
            "1", "1.000", "12,3", "k", "m", "mi", "mil", "mm", "m.", "mil'", "mm:", "_", "a", "x", " ", "\t", "\r\n",
            "-", ",",
            "r$ ", "milhao",
        ]
        for first in pieces {
            for second in pieces {
                for text in ["7\(first)\(second)", "\(first)\(second)9m"] {
                    #expect(
                        NumericRangeText.numbers(inASCII: Array(text.utf8)) == NumericRangeText.numbers(in: text),
                        "\(text)")
                }
            }
        }
    }

    @Test func `says which rule gave how much`() {
        let found = score(resume: SampleLeads.resume) {
            $0.phone = "+5511987654321"
            $0[.businessName] = "Engines"
            $0[.businessTracking] = "Indicação"
            $0[.jobPosition] = "Sócia-diretora"
            $0[.invoicing] = "100k-500k"
            $0[.collaborators] = "11-50"
            $0.schedulingDay = "2026-02-03T09:00:00"
        }
        #expect(
            found.reasons.map { "\($0.rule) \($0.points)" } == [
                "email 5", "phone 10", "business 5", "resume 5", "revenue_from_100k 14", "staff_from_11 8",
                "decides 15",
                "referral 10", "appointment_within_3_days 10",
            ])
        #expect(found.score == 82 && found.priority == .hot)
        #expect(found.reasons.first?.value == "ada@example.com")
        #expect(found.reasons.last?.field == "scheduling_day")
    }

    @Test func `moves with the status, and stays within 0 and 100`() {
        let base = score { $0.phone = "+5511987654321" }.score
        #expect(base == 15)
        #expect(score(.reachedOut) { $0.phone = "+5511987654321" }.score == base)
        #expect(score(.qualified) { $0.phone = "+5511987654321" }.score == base + 15)
        #expect(score(.converted) { $0.phone = "+5511987654321" }.score == base + 25)
        #expect(score(.lost) { $0.phone = "+5511987654321" }.score == base - 10)
        #expect(score(.lost).score == 0)
        let best = ScoreRules(rules: [
            ScoreRule("a", .email, .present, 90), ScoreRule("b", .status, .present, 90),
        ])
        #expect(LeadScore(of: SampleLeads.lead(), by: best, clock: clock).score == 100)
    }

    @Test func `an appointment scores by the days between arrival and appointment`() {
        for (day, points) in [
            ("2026-01-31T23:59:00", 10), ("2026-02-03T00:00:00", 10), ("2026-02-04T00:00:00", 7),
            ("2026-02-08T00:00:00", 4), ("2026-03-03T00:00:00", 0), ("2026-01-30T00:00:00", 0),
        ] {
            #expect(score { $0.schedulingDay = day }.score == 5 + points, "\(day)")
        }
    }

    @Test func `standard rules have names of their own, sane points, and leave room for the status`() {
        let rules = ScoreRules.standard.rules
        #expect(Set(rules.map(\.name)).count == rules.count)
        #expect(rules.allSatisfy { (-100...100).contains($0.points) })
    }

    @Test func `rules and scores have their shapes`() throws {
        #expect(try LeadScore.schema.faults(of: score(.qualified)) == [])
        #expect(
            try LeadScore.schema.faults(
                of: LeadScore(of: SampleLeads.lead { $0.email = nil }, by: .standard, clock: clock)) == [])
    }
}

@Suite struct StoredScoreTests {
    @Test func `a lead is scored when it comes in, when it changes, and in bulk`() throws {
        let database = try ScratchDatabase.withSchema()
        let responder = try SampleDesk(database: database)
        let token = try responder.managerToken()
        let made = try responder.send(
            "POST", "/api/v1/leads", ["name": "Ada Lovelace", "email": "ada@example.com"], token: token)
        #expect(made.status == 201 && made.content["lead"]?["score"] == 5)
        guard case .string(let id)? = made.content["lead"]?["id"] else { throw APIError.internalError }
        let changed = try responder.send(
            "PATCH", "/api/v1/leads/\(id)", ["phone": "+5511987654321", "invoicing": "1M+"], token: token)
        #expect(changed.content["score"] == 35)
        let explained = try responder.send("GET", "/api/v1/leads/\(id)/score", token: token)
        #expect(explained.content["score"] == 35 && explained["priority"] == "cold")
        #expect(try LeadScore.schema.faults(of: explained.content) == [])
        #expect(try responder.send("GET", "/api/v1/leads/\(Lead.ID().text)/score", token: token).status == 404)
        #expect(try responder.send("GET", "/api/v1/leads/\(id)/score").status == 401)

        let connection = database.connection()
        try connection.execute("UPDATE leads SET score = 99")
        let store = LeadStore(connection)
        try store.seed(1_200)
        var steps: [Int] = []
        let clock = try #require(WallClock(zone: "America/Sao_Paulo"))
        let response = ResponseClock(ConfigSnapshot(), by: clock)
        let result = try store.rescore(by: .standard, and: response, clock: clock) { done, _ in
            steps.append(done)
        }
        #expect(result.leads == 1_201 && result.changed == 1_201)
        #expect(steps == [500, 1_000, 1_201])
        #expect(try store.rescore(by: .standard, and: response, clock: clock) { _, _ in }.changed == 0)
        #expect(try responder.send("GET", "/api/v1/leads/\(id)", token: token).content["score"] == 35)
        let tally = try MetricsStore(connection).standing().reduce(0) { $0 + $1.total }
        #expect(tally == 1_201)
    }
}
