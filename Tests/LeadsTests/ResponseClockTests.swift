import DomainTestSupport
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Routing
import StoredSettings
import TestSupport
import Testing
import Values

@testable import Leads

/// When leads are due, and what follows when they are late.
@Suite struct ResponseClockTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let store: LeadStore
    private let desk: SampleDesk
    private let owner = User.ID()
    /// A Friday, 17:55 in São Paulo.
    private let friday = SampleLeads.instant("2026-11-27T20:55:00Z")
    private static let weekdays = """
        {"monday": ["09:00-18:00"], "tuesday": ["09:00-18:00"], "wednesday": ["09:00-18:00"], "thursday": ["09:00-18:00"],
        "friday": ["09:00-12:00", "12:00-18:00"]}
        """

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        store = LeadStore(connection)
        desk = try SampleDesk(["SMTP_FROM_EMAIL": "desk@law.example"], database: database)
        try connection.execute(
            """
            INSERT INTO users (id, username, name, email, password_hash, role, role_name, created_at, updated_at)
            VALUES (\(owner), 'ana', 'Ana', 'ana@law.example', '', 'agent', 'agent', NOW(6), NOW(6))
            """)
        try ConfigStore(connection).makeRows(of: [ResponseConfig.self])
    }

    private func set(_ members: String) throws {
        try connection.execute(
            "UPDATE config_sections SET members = \(members), version = version + 1 WHERE name = 'response'")
    }

    private func add(score: Int = 0, at moment: Date) throws -> Lead.ID {
        let id = Lead.ID(at: moment)
        try store.insert(
            id, SampleLeads.contact { $0.email = "\(id.text)@example.com" }, resume: nil, score: score, at: moment)
        try connection.execute("UPDATE leads SET owner_id = \(owner) WHERE id = \(id)")
        return id
    }

    private func lead(_ id: Lead.ID) throws -> Lead { try #require(try store.find(id)) }

    private func due(_ id: Lead.ID) throws -> String? { try lead(id).dueAt.map(Instant.text) }

    private func ring(at moment: Date) throws -> Int {
        var total = 0
        while true {
            let count = try LeadAlarms(connection, desk.settings).runSome(at: moment)
            if count == 0 { return total }
            total += count
        }
    }

    private func mails() throws -> Int {
        try connection.fetchValue("SELECT COUNT(*) FROM outbox WHERE kind = 'lead_late'") ?? 0
    }

    /// Counts every due time again, as the job does.
    private func retime() throws -> Int {
        let clock = ResponseClock(try ConfigStore(connection).snapshot(), by: desk.settings.clock)
        var (last, total): (LeadStore.WaitingPlace?, Int) = (nil, 0)
        while let batch = try store.retimeBatch(before: last, by: clock) {
            // As it is kept between two runs of the job.
            last = LeadStore.WaitingPlace(batch.end.text)
            total += batch.leads
        }
        return total
    }

    @Test func `a lead is due by its priority and the hours, and by other settings at another time`() throws {
        try set(#"{"target_minutes": {"hot": 15, "cold": 60}, "hours": \#(Self.weekdays)}"#)
        let hot = try add(score: 70, at: friday)
        let warm = try add(score: 40, at: friday)
        let cold = try add(at: friday)
        #expect(try due(hot) == nil)
        try desk.followUp()
        #expect(try due(hot) == "2026-11-30T12:10:00Z")
        #expect(try due(warm) == nil)
        #expect(try due(cold) == "2026-11-30T12:55:00Z")
        #expect(try lead(hot).version == 1)

        try set(
            #"{"target_minutes": {"hot": 15, "warm": 5}, "hours": \#(Self.weekdays), "holidays": ["2026-11-30"]}"#)
        #expect(try retime() == 3)
        #expect(try due(hot) == "2026-12-01T12:10:00Z")
        #expect(try due(warm) == "2026-11-27T21:00:00Z")
        #expect(try due(cold) == nil)
        // Without hours the clock runs day and night.
        try set(#"{"target_minutes": {"hot": 15}}"#)
        #expect(try retime() == 3)
        #expect(try due(hot) == "2026-11-27T21:10:00Z")
    }

    @Test func `an answer ends the wait, and was in time or late`() throws {
        let token = try desk.managerToken()
        try set(#"{"target_minutes": {"hot": 15, "cold": 10}}"#)
        let now = Date()
        let kept = try add(at: now)
        let missed = try add(at: now.addingTimeInterval(-3600))
        let given = try add(at: now.addingTimeInterval(-3600))
        let none = try add(score: 50, at: now)
        try desk.followUp()
        // By now it waits in vain: the alarm has found it late.
        #expect(try ring(at: Date()) == 2)
        let shown = try desk.send("GET", "/api/v1/leads/\(missed.text)", token: token)
        #expect(shown.content["is_late"] == true)
        #expect(try Lead.schema.faults(of: shown.content) == [])
        for id in [kept, missed, none] {
            let answer = try desk.send(
                "PATCH", "/api/v1/leads/\(id.text)", ["status": "REACHED_OUT"], token: token)
            #expect(answer.status == 200 && answer.content["due_at"] == .null && answer.content["is_late"] == false)
        }
        _ = try desk.send("PATCH", "/api/v1/leads/\(given.text)", ["status": "LOST"], token: token)
        #expect(try lead(kept).inTime == true)
        #expect(try lead(missed).inTime == false)
        #expect(try lead(given).inTime == false)
        #expect(try lead(none).inTime == nil)
        for _ in 0..<2 {
            let summary = try desk.send("GET", "/api/v1/metrics/summary", token: token)
            #expect(summary.text.contains(#""within_target":0.333"#), "\(summary.text)")
            let metrics = try desk.send("GET", "/api/v1/metrics/leads", token: token)
            #expect(metrics.content["within_target"] == summary.content["within_target"])
            try MetricsStore(connection).settleChanges()
        }
        // Who is lost and comes back waits again.
        let back = try desk.send("PATCH", "/api/v1/leads/\(given.text)", ["status": "PENDING"], token: token)
        #expect(back.content["is_late"] == true)
    }

    @Test func `a lead of another priority is due at another time`() throws {
        let token = try desk.managerToken()
        try set(#"{"target_minutes": {"cold": 60, "warm": 30}}"#)
        let id = try add(at: Date())
        try desk.followUp()
        let before = try #require(try lead(id).dueAt)
        let rules: JSON = ["rules": [["name": "all", "field": "email", "matcher": "presence", "points": 50]]]
        let text = String(decoding: try JSONText.bytes(of: rules), as: UTF8.self)
        try ConfigStore(connection).makeRows(of: [ScoringConfig.self])
        try connection.execute("UPDATE config_sections SET members = \(text), version = 9 WHERE name = 'scoring'")
        _ = try desk.send("PATCH", "/api/v1/leads/\(id.text)", ["first_name": "Augusta"], token: token)
        #expect(try lead(id).dueAt == before.addingTimeInterval(-1800))
        try connection.execute(
            "UPDATE config_sections SET members = '{\"rules\": []}', version = 10 WHERE name = 'scoring'")
        let config = try ConfigStore(connection).snapshot()
        let clock = desk.settings.clock
        _ = try store.rescore(by: ScoreRules(config), and: ResponseClock(config, by: clock), clock: clock) { _, _ in }
        #expect(try lead(id).dueAt == before)
    }

    @Test func `the state of a lead has another name when it is late, and a change may name any of its version`() throws
    {
        let token = try desk.managerToken()
        try set(#"{"target_minutes": {"cold": 10}}"#)
        let id = try add(at: Date())
        try desk.followUp()
        let path = "/api/v1/leads/\(id.text)"
        let fresh = try #require(try desk.send("GET", path, token: token).fields["ETag"])
        try connection.execute("UPDATE leads SET due_at = UTC_TIMESTAMP() - INTERVAL 1 MINUTE WHERE id = \(id)")
        let known = try lead(id).eTags
        #expect(known.count == 3)
        let late = try desk.send("GET", path, token: token, ["HTTP_IF_NONE_MATCH": fresh])
        #expect(late.status == 200)
        #expect(late.fields["ETag"] == "\"\(known[2])\"")
        #expect(try desk.send("GET", path, token: token, ["HTTP_IF_NONE_MATCH": "\"\(known[2])\""]).status == 304)
        let change = try desk.send(
            "PATCH", path, ["last_name": "King"], token: token, ["HTTP_IF_MATCH": "\"\(known[1])\""])
        #expect(change.status == 200)
    }

    @Test func `the owner of a late lead is mailed once`() throws {
        try set(#"{"target_minutes": {"cold": 10}, "handover_minutes": 30}"#)
        let now = Date()
        let id = try add(at: now)
        let old = try add(at: now.addingTimeInterval(-30 * 86_400))
        let free = try add(at: now.addingTimeInterval(1))
        try connection.execute("UPDATE leads SET owner_id = NULL WHERE id = \(free)")
        try desk.followUp()
        // What was due long before is only known to be late.
        #expect(try ring(at: now) == 1)
        #expect(try lead(old).inTime == false && mails() == 0)
        let due = try #require(try lead(id).dueAt)
        #expect(try ring(at: due) == 0 && mails() == 0)
        for _ in 0..<3 { _ = try ring(at: due.addingTimeInterval(60)) }
        #expect(try mails() == 1)
        #expect(
            try connection.fetchValue("SELECT recipient FROM outbox WHERE kind = 'lead_late'", as: String.self)
                == "ana@law.example")
        // Settings by which it is not late, and then is again, are no reason to mail again.
        try set(#"{"target_minutes": {"cold": 60}, "handover_minutes": 30}"#)
        #expect(try retime() == 3)
        #expect(try lead(id).inTime == nil)
        _ = try ring(at: due.addingTimeInterval(60))
        #expect(try lead(id).inTime == nil)
        _ = try ring(at: due.addingTimeInterval(3600))
        #expect(try lead(id).inTime == false && mails() == 1)
    }

    @Test func `a lead that stays late is handed over once`() throws {
        try set(#"{"target_minutes": {"cold": 10}, "handover_minutes": 30}"#)
        let next = User.ID()
        try connection.execute(
            """
            INSERT INTO users (id, username, name, email, password_hash, role, role_name, created_at, updated_at)
            VALUES (\(next), 'boss', 'Bia', 'bia@law.example', '', 'manager', 'manager', NOW(6), NOW(6))
            """)
        let rules: JSON = [
            "rules": [
                [
                    "name": "all", "when": [:], "to": [.string(owner.text), .string(next.text)], "how": "round_robin",
                ]
            ]
        ]
        let text = String(decoding: try JSONText.bytes(of: rules), as: UTF8.self)
        try ConfigStore(connection).makeRows(of: [HandoutConfig.self])
        try connection.execute("UPDATE config_sections SET members = \(text) WHERE name = 'handout'")
        let id = try add(at: Date())
        try desk.followUp()
        let due = try #require(try lead(id).dueAt)
        _ = try ring(at: due.addingTimeInterval(1799))
        #expect(try lead(id).ownerID == owner && mails() == 1)
        for minute in 31...40 { _ = try ring(at: due.addingTimeInterval(Double(minute) * 60)) }
        #expect(try lead(id).ownerID == next && mails() == 1)
        let told: SQL = "SELECT COUNT(*) FROM outbox WHERE kind = 'lead_handed_over' AND recipient = 'bia@law.example'"
        #expect(try connection.fetchValue(told, as: Int.self) == 1)
    }

    @Test func `what a change by other settings has written is put right when the alarm comes`() throws {
        try set(#"{"target_minutes": {"cold": 10}}"#)
        let id = try add(at: Date())
        try desk.followUp()
        let due = try #require(try lead(id).dueAt)
        try connection.execute("UPDATE leads SET due_at = due_at - INTERVAL 5 MINUTE")
        #expect(try ring(at: due.addingTimeInterval(-60)) == 1)
        #expect(try lead(id).dueAt == due && mails() == 0)
    }

    @Test func `the first answer is measured in working time, once, and by the worker where it was given before`()
        throws
    {
        let token = try desk.managerToken()
        try set("{}")
        let id = try add(at: Date().addingTimeInterval(-3600))
        try desk.followUp()
        for status in ["REACHED_OUT", "LOST", "PENDING", "REACHED_OUT"] {
            let answer = try desk.send("PATCH", "/api/v1/leads/\(id.text)", ["status": .string(status)], token: token)
            #expect(answer.status == 200)
            #expect(try (3600...3660).contains(lead(id).answerSeconds ?? 0))
        }
        try set(#"{"hours": \#(Self.weekdays)}"#)
        let old = try add(at: friday)
        let waiting = try add(at: friday)
        let answered = SampleLeads.instant("2026-11-30T12:10:00Z")
        try connection.execute("UPDATE leads SET reached_out_at = \(answered) WHERE id = \(old)")
        let time = ResponseClock(try ConfigStore(connection).snapshot(), by: desk.settings.clock).time
        let batch = try #require(try store.measureBatch(after: nil, by: time))
        #expect(batch.leads == 3)
        #expect(try store.measureBatch(after: batch.end, by: time) == nil)
        #expect(try lead(old).answerSeconds == 15 * 60)
        #expect(try lead(waiting).answerSeconds == nil)
        #expect(try (3600...3660).contains(lead(id).answerSeconds ?? 0))
    }

    @Test func `another time zone has due times counted again, the first one has not`() throws {
        try LeadRetiming.askForZone(desk.settings, connection)
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM jobs", as: Int.self) == 0)
        let other = try SampleDesk(["TIMEZONE": "Europe/Berlin"], database: database)
        for _ in 0..<2 { try LeadRetiming.askForZone(other.settings, connection) }
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM jobs", as: Int.self) == 1)
    }
}
