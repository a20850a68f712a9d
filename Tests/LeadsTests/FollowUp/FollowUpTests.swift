import DomainTestSupport
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Synchronization
import TestSupport
import Testing
import Values

@testable import Leads

/// What follows from submissions: each thing once, in order, whatever breaks off.
@Suite struct FollowUpTests {
    let database: ScratchDatabase
    let connection: Connection
    private let store: LeadStore
    let settings: Settings
    let now = SampleLeads.instant("2026-01-31T12:00:00Z")

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        store = LeadStore(connection)
        settings = try SampleDesk(
            ["ATTORNEY_EMAIL": "one@law.example,one@law.example", "SMTP_FROM_EMAIL": "desk@law.example"],
            database: database
        ).settings
    }

    func followUp(_ steps: [LeadFollowUp.Step]? = nil) -> LeadFollowUp {
        let log = Log(from: .error)
        return steps.map { LeadFollowUp(settings, log: log, steps: $0) } ?? LeadFollowUp(settings, log: log)
    }

    @discardableResult
    func submit(
        _ email: String, score: Int = 0, at moment: Date? = nil, on connection: Connection? = nil
    ) throws -> Lead.ID {
        let moment = moment ?? now
        let id = Lead.ID(at: moment)
        _ = try LeadStore(connection ?? self.connection).keep(
            Submission(
                id, SampleLeads.contact { $0.email = email }, by: .form, score: score, mailsIn: .english, at: moment))
        return id
    }

    func integer(_ sql: SQL) throws -> Int { try database.connection().fetchValue(sql) ?? 0 }

    private struct Text: RowDecodable {
        let text: String
        init(row: borrowing Row) throws(DatabaseError) { text = try row["text"] }
    }

    private func texts(_ sql: SQL) throws -> [String] {
        try database.connection().fetchAll(sql, as: Text.self).map(\.text)
    }

    @Test func `a submission is one row until it is followed up, and then all is there once`() throws {
        let id = try submit("ada@example.com", score: 50)
        for table: SQL in ["lead_counts", "lead_days", "outbox", "event_queue", "lead_words"] {
            #expect(try integer("SELECT COUNT(*) FROM \(table)") == 0)
        }
        for _ in 0..<2 {
            _ = try followUp().run(connection)
            #expect(
                try texts("SELECT CONCAT_WS(' ', status, priority, shard, total) AS text FROM lead_counts")
                    == ["PENDING warm 64 1"])
            #expect(
                try texts("SELECT CONCAT_WS(' ', day, shard, total) AS text FROM lead_days") == ["2026-01-31 64 1"])
            #expect(
                try texts("SELECT CONCAT_WS(' ', kind, recipient, language) AS text FROM outbox ORDER BY kind")
                    == ["lead_confirmation ada@example.com en", "lead_notification one@law.example en"])
            #expect(
                try texts("SELECT CONCAT_WS(' ', channel, type, payload) AS text FROM event_queue")
                    == [#"leads lead_created {"id":"\#(id.text)","name":"Ada Lovelace"}"#])
            #expect(try integer("SELECT COUNT(*) FROM lead_words") == 4)
            #expect(try LeadFollowUp.backlog(connection) == 0)
        }
    }

    @Test func `the mails of a lead say what was submitted, and are the same whenever they are made`() throws {
        let id = try submit("ada@example.com")
        var lead = try #require(try store.find(id))
        lead.contact.firstName = "Augusta"
        lead.contact.email = "augusta@example.com"
        #expect(try store.update(lead, at: now.addingTimeInterval(1)))
        _ = try followUp().run(connection)
        let first = try texts(
            "SELECT CONCAT_WS(' ', recipient, message_id, template_values) AS text FROM outbox ORDER BY id")
        #expect(first.count == 2 && first.allSatisfy { $0.contains("\"Ada\"") && !$0.contains("ugusta") })
        #expect(
            try texts("SELECT type AS text FROM event_queue ORDER BY id") == ["lead_created", "lead_changed"],
            "a change that was made before is told behind the creation")
        for table: SQL in ["outbox", "lead_words"] { try connection.execute("DELETE FROM \(table)") }
        try connection.execute("UPDATE leads SET follow_up = 'new'")
        _ = try followUp().run(connection)
        #expect(
            try texts("SELECT CONCAT_WS(' ', recipient, message_id, template_values) AS text FROM outbox ORDER BY id")
                == first)
    }

    @Test func `a lead that is deleted before leaves nothing, and one that is deleted after takes its count along`()
        throws
    {
        for isFollowed in [false, true] {
            let id = try submit("ada@example.com")
            if isFollowed { _ = try followUp().run(connection) }
            #expect(try store.remove(try #require(try store.find(id))) != nil)
            _ = try followUp().run(connection)
            #expect(try integer("SELECT COALESCE(SUM(total), 0) FROM lead_counts") == 0)
            #expect(try integer("SELECT COALESCE(SUM(total), 0) FROM lead_days") == 0)
            #expect(try integer("SELECT COUNT(*) FROM outbox") == (isFollowed ? 2 : 0))
        }
    }

    /// Records the order of the rows it is given; fails for those of an address.
    private final class Witness: FollowUpStep {
        let name = "witness"
        private let refused: String?
        private let rows = Mutex<[Lead.ID]>([])
        struct Refused: Error {}

        init(refusing refused: String? = nil) { self.refused = refused }

        var seen: [Lead.ID] { rows.withLock { $0 } }

        func run(_ batch: FollowUpBatch, on connection: Connection) throws {
            if let refused, batch.leads.contains(where: { $0.contact.email == refused }) { throw Refused() }
            rows.withLock { $0 += batch.leads.map(\.id) }
        }
    }

    @Test func `rows come in the order of arrival, many at a time`() throws {
        let ids = try connection.transaction {
            try (0..<450).map { try submit("lead\($0)@example.com", at: now.addingTimeInterval(Double($0))) }
        }
        let witness = Witness()
        #expect(try followUp([witness]).run(connection) == 450)
        #expect(witness.seen == ids)
    }

    @Test func `a row that cannot be followed up holds up no other, and is done when it can be`() throws {
        let ids = try (0..<20).map { try submit("lead\($0)@example.com", at: now.addingTimeInterval(Double($0))) }
        let witness = Witness(refusing: "lead7@example.com")
        let stubborn = followUp([LeadCounting(), witness])
        #expect(try stubborn.run(connection) == 19)
        #expect(witness.seen == ids.enumerated().filter { $0.offset != 7 }.map(\.element))
        #expect(try integer("SELECT SUM(total) FROM lead_counts") == 19)
        #expect(try LeadFollowUp.backlog(connection) == 1)
        try submit("later@example.com")
        #expect(try stubborn.run(connection) == 1, "it is left alone for a while")
        #expect(try followUp().run(connection) == 1)
        #expect(try integer("SELECT SUM(total) FROM lead_counts") == 21)
        #expect(try LeadFollowUp.backlog(connection) == 0)
    }

    @Test func `an outage of the database fails no row`() throws {
        struct Away: FollowUpStep {
            let name = "away"
            func run(_ batch: FollowUpBatch, on connection: Connection) throws { throw DatabaseError(.notServing) }
        }
        try submit("ada@example.com")
        let unlucky = followUp([LeadCounting(), Away()])
        #expect(throws: DatabaseError.self) { try unlucky.run(connection) }
        #expect(try integer("SELECT COUNT(*) FROM lead_counts") == 0)
        #expect(try followUp().run(connection) == 1)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `totals, metrics and search are exact after each step of submissions, changes, deletions and kills`(
        seed: UInt64
    ) throws {
        var random = SeededNumbers(seed: seed)
        let names = ["Abreu", "Barros", "Castro"]
        var ids: [Lead.ID] = []
        for step in 0..<60 {
            let moment = now.addingTimeInterval(Double(step) * 9000)
            switch Int.random(in: 0..<8, using: &random) {
            case 0, 1, 2:
                try ids.append(
                    submit("lead\(step)@example.com", score: Int.random(in: 0...100, using: &random), at: moment))
            case 3, 4:
                guard let id = ids.randomElement(using: &random) else { continue }
                var lead = try #require(try store.find(id))
                lead.contact.lastName = names.randomElement(using: &random) ?? ""
                lead.status = LeadStatus.allCases.randomElement(using: &random) ?? .pending
                lead.score = Int.random(in: 0...100, using: &random)
                #expect(try store.update(lead, at: moment))
            case 5:
                guard let place = ids.indices.randomElement(using: &random) else { continue }
                #expect(try store.remove(try #require(try store.find(ids.remove(at: place)))) != nil)
            case 6:
                let isIdle = try LeadFollowUp.backlog(connection) == 0
                do {
                    _ = try followUp(LeadFollowUp.steps + [Kill()]).run(connection)
                    #expect(isIdle)
                } catch let error as DatabaseError {
                    #expect(error.code == .notServing)
                }
            default:
                _ = try followUp().run(connection)
                #expect(try LeadFollowUp.backlog(connection) == 0)
            }
            try expectExactness(names, from: moment.addingTimeInterval(-300_000), "step \(step)")
        }
    }

    /// Compares what is folded and what is new with a count of the rows.
    private func expectExactness(_ names: [String], from start: Date, _ step: Comment) throws {
        func listed(_ set: (inout LeadFilter) -> Void = { _ in }) throws -> Int {
            var filter = LeadFilter()
            set(&filter)
            return try store.page(Page(number: 1, size: 5), of: filter, in: LeadOrder()).total
        }
        let total = try integer("SELECT COUNT(*) FROM leads")
        #expect(try listed() == total, step)
        let metrics = MetricsStore(connection)
        let standing = try metrics.standing()
        for status in LeadStatus.allCases {
            let counted = try integer("SELECT COUNT(*) FROM leads WHERE status = \(status)")
            #expect(try listed { $0.statuses = [status] } == counted, step)
            #expect(standing.filter { $0.status == status }.reduce(0) { $0 + $1.total } == counted, step)
        }
        for priority in Priority.allCases {
            let counted = try integer(
                """
                SELECT COUNT(*)
                FROM leads
                WHERE score BETWEEN \(priority.scores.lowerBound) AND \(priority.scores.upperBound)
                """)
            #expect(standing.filter { $0.priority == priority }.reduce(0) { $0 + $1.total } == counted, step)
        }
        let recent = try integer("SELECT COUNT(*) FROM leads WHERE created_at >= \(start)")
        #expect(try metrics.total(from: start, until: start.addingTimeInterval(10_000_000)) == recent, step)
        for name in names {
            let counted = try integer("SELECT COUNT(*) FROM leads WHERE last_name = \(name)")
            #expect(try listed { $0.search = name } == counted, step)
        }
    }
}
