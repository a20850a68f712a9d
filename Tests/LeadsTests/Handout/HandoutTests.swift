import DomainTestSupport
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Storage
import StoredSettings
import TestSupport
import Testing
import Values

@testable import Leads

/// Who gets which lead: in turn and once, whatever happens meanwhile.
@Suite struct HandoutTests {
    private let database: ScratchDatabase
    let connection: Connection
    let settings: Settings
    let now = SampleLeads.instant("2026-01-31T12:00:00Z")
    let users: [User.ID]

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        settings = try SampleDesk(["SMTP_FROM_EMAIL": "desk@law.example"], database: database).settings
        try ConfigStore(connection).makeRows(of: [HandoutConfig.self])
        users = (0..<4).map { User.ID(at: SampleLeads.instant("2026-01-01T00:00:00Z") + Double($0)) }
        for (number, id) in users.enumerated() { try add(id, "u\(number)", .agent) }
        for name in ["boss", "chief"] { try add(User.ID(), name, .manager) }
        try add(User.ID(), "former", .manager, isActive: false)
    }

    private func add(_ id: User.ID, _ name: String, _ role: Role, isActive: Bool = true) throws {
        try connection.execute(
            """
            INSERT INTO users (id, username, name, email, password_hash, role, role_name, is_active, created_at, updated_at)
            VALUES (\(id), \(name), '', \("\(name)@example.com"), '', \(role), 'x', \(isActive), NOW(6), NOW(6))
            """)
    }

    func setRules(_ rules: JSON) throws {
        let members = String(decoding: try JSONText.bytes(of: ["rules": rules] as JSON), as: UTF8.self)
        try connection.execute("UPDATE config_sections SET members = \(members) WHERE name = 'handout'")
    }

    func rule(
        _ name: String = "all", _ when: JSON = [:], to users: [User.ID], how: String = "round_robin"
    ) -> JSON {
        ["name": .string(name), "when": when, "to": .array(users.map { .string($0.text) }), "how": .string(how)]
    }

    @discardableResult
    func submit(_ number: Int, score: Int = 0, source: String? = nil) throws -> Lead.ID {
        let moment = now + Double(number)
        let id = Lead.ID(at: moment)
        let contact = SampleLeads.contact {
            $0.email = "lead\(number)@example.com"
            $0[.businessTracking] = source
        }
        _ = try LeadStore(connection).keep(
            Submission(id, contact, by: .form, score: score, mailsIn: .english, at: moment))
        return id
    }

    @discardableResult
    func followUp(_ steps: [LeadFollowUp.Step] = LeadFollowUp.steps) throws -> Int {
        try LeadFollowUp(settings, log: Log(from: .error), steps: steps).run(connection)
    }

    func lead(_ id: Lead.ID) throws -> Lead { try #require(try LeadStore(connection).find(id)) }

    /// The numbers of the owners of leads in the order of arrival; nil for none.
    func owners() throws -> [Int?] {
        struct Owner: RowDecodable {
            let id: User.ID?
            init(row: borrowing Row) throws(DatabaseError) { id = try row["owner_id"] }
        }
        return try connection.fetchAll("SELECT owner_id FROM leads ORDER BY id", as: Owner.self)
            .map { $0.id.flatMap(users.firstIndex(of:)) }
    }

    func integer(_ sql: SQL) throws -> Int { try connection.fetchValue(sql) ?? 0 }

    func setAway(_ number: Int, _ moment: Date?) throws {
        try connection.execute("UPDATE users SET away_until = \(moment) WHERE id = \(users[number])")
    }

    @Test func `leads go round in the order of the rule, over batches and changes of other rules`() throws {
        let other = rule("other", ["source": "event"], to: [users[3]])
        try setRules([other, rule(to: [users[2], users[0], users[1]])])
        for number in 0..<4 { try submit(number) }
        try followUp()
        #expect(try owners() == [2, 0, 1, 2])
        try setRules([rule(to: [users[2], users[0], users[1]]), other])
        for number in 4..<7 { try submit(number, source: "event") }
        try followUp()
        #expect(try owners() == [2, 0, 1, 2, 0, 1, 2], "the first rule that matches decides")
    }

    @Test func `a new lead that is handed out is published with its owner, and its history says by which rule`() throws
    {
        try setRules([rule("Hot leads", ["priority": "hot"], to: [users[1]])])
        let id = try submit(0, score: 80)
        let cold = try submit(1)
        try followUp()
        let lead = try lead(id)
        #expect(lead.ownerID == users[1] && lead.version == 2 && lead.updatedAt == lead.createdAt)
        #expect(
            try self.lead(cold) == self.lead(cold) && self.lead(cold).ownerID == nil && self.lead(cold).version == 1)
        let history = try #require(try LeadHistoryStore(connection).page(Page(number: 1, size: 9), of: id)).events
        #expect(history.map(\.action) == [.ownerChanged, .created])
        #expect(history[0].rule == "Hot leads" && history[0].actor == nil && history[0].at > lead.createdAt)
        #expect(history[0].changes.members == ["owner_id": ["from": .null, "to": .string(users[1].text)]])
        let events = "SELECT COUNT(*) FROM event_queue WHERE subject_id = \(id) AND type = " as SQL
        #expect(try integer(events + "'lead_created'") == 1 && integer(events + "'lead_changed'") == 0)
        #expect(try integer("SELECT total FROM lead_tallies WHERE dimension = 'owner' AND value = \(users[1])") == 1)
        #expect(try integer("SELECT COUNT(*) FROM lead_tallies WHERE dimension = 'owner'") == 2)
        #expect(try integer("SELECT COUNT(*) FROM lead_deltas") == 0)
        var filter = LeadFilter()
        filter.ownerID = users[1]
        #expect(
            try LeadStore(connection).page(Page(number: 1, size: 9), of: filter, in: LeadOrder(.updatedAt)).total == 1)
        #expect(try followUp() == 0 && self.lead(id) == lead)
    }

    @Test func `who is away or inactive is skipped, and comes in turn again afterwards`() throws {
        try setRules([rule(to: Array(users[..<3]))])
        try setAway(1, Date() + 3600)
        for number in 0..<3 { try submit(number) }
        try followUp()
        try setAway(1, Date() - 1)
        try connection.execute("UPDATE users SET is_active = FALSE WHERE id = \(users[2])")
        for number in 3..<6 { try submit(number) }
        try followUp()
        #expect(try owners() == [0, 2, 0, 1, 0, 1])
        #expect(
            try HandoutStore(connection).record(of: submitted(0))?.skipped == []
                && HandoutStore(connection).record(of: submitted(1))?.skipped.map(\.user) == [users[1]])
    }

    func submitted(_ number: Int) throws -> Lead.ID {
        try #require(
            try connection.fetchValue(
                "SELECT id FROM leads WHERE email = \("lead\(number)@example.com")", as: Lead.ID.self))
    }

    @Test
    func `without anyone available a lead keeps no owner, no further rule is tried, and each manager gets one mail`()
        throws
    {
        try setRules([rule("small", to: [users[0]]), rule("large", to: [users[1]])])
        try setAway(0, Date() + 3600)
        let id = try submit(0)
        try followUp()
        #expect(try owners() == [nil])
        let mails: SQL = "SELECT COUNT(*) FROM outbox WHERE kind = 'lead_unassigned' AND subject_id = \(id)"
        #expect(
            try integer(mails) == 2
                && integer(mails + " AND recipient IN ('boss@example.com', 'chief@example.com')") == 2)
        #expect(try HandoutStore(connection).record(of: id)?.user == nil)
        #expect(try lead(id).version == 1)
    }

    @Test func `what staff decide before the rule does stays, an owner as well as none`() throws {
        try setRules([rule(to: [users[0]])])
        let store = LeadStore(connection)
        let (owned, freed, renamed, lost) = (try submit(0), try submit(1), try submit(2), try submit(3))
        func change(_ id: Lead.ID, _ body: (inout Lead) -> Void) throws {
            let before = try lead(id)
            var after = before
            body(&after)
            try connection.transaction {
                #expect(try store.update(after, at: now + 100))
                try LeadHistoryStore(connection).add(
                    LeadChanges(from: before, to: after), of: before, by: nil, at: now + 100)
            }
        }
        try change(owned) { $0.ownerID = users[3] }
        try change(freed) { $0.ownerID = users[3] }
        try change(freed) { $0.ownerID = nil }
        try change(renamed) { $0.contact.firstName = "Augusta" }
        try change(lost) { $0.status = .lost }
        try followUp()
        #expect(try owners() == [3, nil, 0, nil])
    }

    @Test func `the fewest open leads decide, counted by an index, and each lead of a batch counts`() throws {
        try setRules([rule(to: [users[1], users[0], users[2]], how: "fewest_open")])
        for number in 0..<6 { try submit(number) }
        let held: [(Int, LeadStatus)] = [
            (0, .pending), (0, .qualified), (1, .reachedOut), (2, .converted), (2, .lost), (2, .lost),
        ]
        for (number, (owner, status)) in held.enumerated() {
            try connection.execute(
                """
                UPDATE leads
                SET owner_id = \(users[owner]), status = \(status), follow_up = 'done'
                WHERE id = \(try submitted(number))
                """)
        }
        for number in 6..<12 { try submit(number) }
        try followUp()
        #expect(try owners().suffix(6) == [2, 1, 2, 1, 0, 2])
        let before = try connection.indexEntriesRead()
        #expect(
            try HandoutStore(connection).openLeads(of: Array(users[..<3])) == [users[0]: 3, users[1]: 3, users[2]: 3])
        #expect(try connection.indexEntriesRead() - before < 40)
    }

    @Test func `two at once hand out in turn and no lead twice`() throws {
        try setRules([rule(to: Array(users[..<2]))])
        for number in 0..<2 { try submit(number) }
        func handOut(_ ids: [Lead.ID], on connection: Connection, meanwhile: () throws -> Void = {}) throws {
            try connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            try connection.transaction {
                let store = FollowUpStore(connection: connection)
                let batch = FollowUpBatch(
                    leads: try store.take(leads: ids), enquiries: [], settings: settings,
                    config: try ConfigStore(connection).snapshot(), at: Date())
                try LeadHandout().run(batch, on: connection)
                try meanwhile()
                try store.finish(batch)
            }
        }
        let other = database.connection()
        try other.execute("SET SESSION innodb_lock_wait_timeout = 1")
        let ids = [try submitted(0), try submitted(1)]
        try handOut([ids[0]], on: connection) {
            #expect(throws: DatabaseError.self, "the turn is the first one's") { try handOut(ids, on: other) }
        }
        try handOut(ids, on: other)
        #expect(try owners() == [0, 1])
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `shares are what the rules say through kills, and everything is derived of the lead with its owner`(
        seed: UInt64
    ) throws {
        var random = SeededNumbers(seed: seed)
        try setRules([rule(to: Array(users[..<3]))])
        var number = 0
        for _ in 0..<12 {
            let present = [0, 1, 2].filter { _ in Int.random(in: 0..<3, using: &random) > 0 }
            for user in 0..<3 { try setAway(user, present.contains(user) ? nil : Date() + 3600) }
            let count = Int.random(in: 1...9, using: &random)
            for _ in 0..<count {
                try submit(number)
                number += 1
            }
            if Bool.random(using: &random) {
                var steps = LeadFollowUp.steps
                steps.insert(Kill(), at: Int.random(in: 0...steps.count, using: &random))
                #expect(throws: DatabaseError.self) { try followUp(steps) }
            }
            try followUp()
            let owners = try owners().suffix(count)
            let shares = present.map { user in owners.count { $0 == user } }
            #expect((shares.max() ?? 0) - (shares.min() ?? 0) <= 1)
            #expect(
                present.isEmpty
                    ? owners.allSatisfy { $0 == nil } : owners.allSatisfy { $0.map(present.contains) == true })
        }
        for user in users {
            let owned = try integer("SELECT COUNT(*) FROM leads WHERE owner_id = \(user)")
            let tallied = try integer(
                "SELECT COALESCE(SUM(total), 0) FROM lead_tallies WHERE dimension = 'owner' AND value = \(user)")
            #expect(owned == tallied)
        }
        #expect(
            try integer("SELECT COUNT(*) FROM lead_history WHERE rule = 'all'")
                == integer("SELECT COUNT(*) FROM leads WHERE owner_id IS NOT NULL"))
        let records = try (0..<number).compactMap { try HandoutStore(connection).record(of: submitted($0)) }
        #expect(records.count == number, "each lead says how it was handed out")
        let plain = records.count { $0.user != nil && $0.skipped.isEmpty }
        #expect(try integer("SELECT COUNT(*) FROM lead_handouts") == number - plain)
    }

    @Test func `a further enquiry that comes with its lead is the new owner's`() throws {
        try setRules([rule(to: [users[2]])])
        try submit(0)
        let contact = SampleLeads.contact { $0.email = "lead0@example.com" }
        #expect(
            try !LeadStore(connection).keep(
                Submission(Lead.ID(at: now + 1), contact, by: .form, mailsIn: .english, at: now + 1)))
        try followUp()
        #expect(
            try integer(
                "SELECT COUNT(*) FROM outbox WHERE kind = 'lead_further_enquiry' AND recipient = 'u2@example.com'") == 1
        )
    }
}
