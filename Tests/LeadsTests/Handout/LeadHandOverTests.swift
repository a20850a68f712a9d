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

/// A lead goes to the next user of its rule, once.
@Suite struct LeadHandOverTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let settings: Settings
    private let now = SampleLeads.instant("2026-01-31T12:00:00Z")
    private let users: [User.ID]

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        settings = try SampleDesk(["SMTP_FROM_EMAIL": "desk@law.example"], database: database).settings
        users = (0..<3).map { User.ID(at: SampleLeads.instant("2026-01-01T00:00:00Z") + Double($0)) }
        for (number, id) in users.enumerated() { try add(id, "u\(number)", .agent) }
        try add(User.ID(), "boss", .manager)
    }

    private func add(_ id: User.ID, _ name: String, _ role: Role) throws {
        try connection.execute(
            """
            INSERT INTO users (id, username, name, email, password_hash, role, role_name, created_at, updated_at)
            VALUES (\(id), \(name), \(name), \("\(name)@example.com"), '', \(role), 'x', NOW(6), NOW(6))
            """)
    }

    private func config(_ how: String = "round_robin", to users: [User.ID]) -> ConfigSnapshot {
        let rules: JSON = [
            ["name": "all", "to": .array(users.map { .string($0.text) }), "how": .string(how)]
        ]
        return ConfigSnapshot(["handout": StoredConfig(values: ["rules": rules], version: 2)])
    }

    private func lead(of owner: User.ID?) throws -> Lead.ID {
        let id = Lead.ID(at: now)
        try LeadStore(connection).insert(id, SampleLeads.contact(), resume: nil, at: now)
        try connection.execute("UPDATE leads SET owner_id = \(owner), follow_up = 'done' WHERE id = \(id)")
        return id
    }

    private func handOver(_ id: Lead.ID, _ config: ConfigSnapshot) throws -> LeadHandOver.Outcome {
        try connection.transaction { try LeadHandOver(connection, settings, config).run(id, at: now + 60) }
    }

    private func mails() throws -> [String] {
        struct Mail: RowDecodable {
            let text: String
            init(row: borrowing Row) throws(DatabaseError) { text = try row["text"] }
        }
        return try connection.fetchAll(
            "SELECT CONCAT_WS(' ', kind, recipient, template_values) AS text FROM outbox", as: Mail.self
        ).map(\.text)
    }

    @Test func `the next of the rule gets the lead once, with all that a change by hand has, and managers one mail`()
        throws
    {
        let id = try lead(of: users[0])
        let rules = config(to: users)
        try connection.execute("UPDATE users SET away_until = NOW() + INTERVAL 1 YEAR WHERE id = \(users[1])")
        #expect(try handOver(id, rules) == .handedOver(to: users[2]))
        #expect(try handOver(id, rules) == .none)
        let lead = try #require(try LeadStore(connection).find(id))
        #expect(lead.ownerID == users[2] && lead.version == 2 && lead.updatedAt == now + 60)
        let history = try #require(try LeadHistoryStore(connection).page(Page(number: 1, size: 9), of: id)).events
        #expect(history.first?.action == .ownerChanged && history.first?.rule == "all")
        #expect(
            try connection.fetchValue("SELECT COUNT(*) FROM event_queue WHERE type = 'lead_changed'", as: Int.self) == 1
        )
        let mails = try mails()
        #expect(mails.count == 1 && mails[0].hasPrefix("lead_handed_over boss@example.com"))
        #expect(mails[0].contains(#""previous_owner":"u0","owner":"u2""#))
        #expect(try HandoutStore(connection).record(of: id)?.skipped.map(\.user) == [users[1]])
    }

    @Test func `with no one else the lead stays, and managers get the mail all the same`() throws {
        let id = try lead(of: users[0])
        #expect(try handOver(id, config(to: [users[0]])) == .kept)
        #expect(try handOver(id, config(to: users)) == .none)
        #expect(try LeadStore(connection).find(id)?.ownerID == users[0])
        #expect(try mails().map { $0.contains("stays with u0") } == [true])
    }

    @Test
    func `without a rule the lead stays; an owner whom the rule does not name gives it to the one whose turn it is`()
        throws
    {
        let stray = try lead(of: users[0])
        #expect(try handOver(stray, ConfigSnapshot()) == .kept)
        #expect(try mails().count == 1)
        try connection.execute("DELETE FROM leads")
        let id = try lead(of: users[0])
        #expect(try handOver(id, config(to: [users[1], users[2]])) == .handedOver(to: users[1]))
    }

    @Test func `the fewest open leads decide among the others`() throws {
        let id = try lead(of: users[2])
        try connection.execute("UPDATE leads SET email = NULL, phone = '+551199990000'")
        _ = try lead(of: users[0])
        #expect(try handOver(id, config("fewest_open", to: users)) == .handedOver(to: users[1]))
    }

    @Test func `the rule that assigned the lead decides, also when another matches first now`() throws {
        let id = try lead(of: users[0])
        try connection.execute(
            "INSERT INTO lead_handouts (lead_id, rule, user_id, skipped, at) VALUES (\(id), 'second', \(users[0]), '[]', NOW(6))"
        )
        let rules: JSON = [
            ["name": "first", "to": [.string(users[1].text)]],
            ["name": "second", "to": [.string(users[0].text), .string(users[2].text)]],
        ]
        let config = ConfigSnapshot(["handout": StoredConfig(values: ["rules": rules], version: 2)])
        #expect(try handOver(id, config) == .handedOver(to: users[2]))
    }

    @Test func `the rule that assigned the lead is read off its history, and is still known after the handover`() throws
    {
        let id = try lead(of: nil)
        let new = try #require(try LeadStore(connection).find(id))
        try LeadStore(connection).assign([LeadAssignment(lead: new, owner: users[0], rule: "gone")], at: now + 1)
        let store = HandoutStore(connection)
        let record = HandoutRecord(rule: "gone", user: users[0], at: now + 1)
        #expect(try store.record(of: id) == record)
        #expect(try handOver(id, ConfigSnapshot()) == .kept)
        let after = try #require(try store.record(of: id))
        #expect((after.rule, after.user, after.at) == (record.rule, record.user, record.at))
        #expect(after.handedOverAt == now + 60)
        #expect(try handOver(id, config(to: users)) == .none)
    }
}
