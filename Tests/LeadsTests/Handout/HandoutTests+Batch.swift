import DomainTestSupport
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Routing
import StoredSettings
import Testing
import Values

@testable import Leads

/// What the leads of one batch have to do with each other.
extension HandoutTests {
    @Test func `each rule of a batch goes on by itself, past who is away and what staff have decided`() throws {
        try setRules([
            rule("Fair", ["source": "fair"], to: [users[0], users[1], users[2]], how: "fewest_open"),
            rule("Hot", ["priority": "hot"], to: [users[3], users[0]]),
            rule("Ads", ["source": "ads"], to: [users[1]]),
        ])
        try setAway(1, Date() + 3600)
        let sources = ["fair", nil, "fair", "ads", "fair", nil, "fair", nil, "fair"]
        for (number, source) in sources.enumerated() {
            try submit(number, score: source == nil ? 90 : 0, source: source)
        }
        try submit(9)
        let decided = try lead(submitted(2))
        var changed = decided
        changed.ownerID = users[2]
        try connection.transaction {
            #expect(try LeadStore(connection).update(changed, at: now + 100))
            try LeadHistoryStore(connection).add(
                LeadChanges(from: decided, to: changed), of: decided, by: nil, at: now + 100)
        }
        #expect(try followUp() == 10)
        // User 2 has one of the fair by hand, which counts from the first on; user 1 is away, and the only one for ads.
        #expect(try owners() == [0, 3, 2, nil, 0, 0, 2, 3, 2, nil])
        let store = HandoutStore(connection)
        #expect(try store.record(of: submitted(3))?.skipped.map(\.user) == [users[1]])
        #expect(try store.record(of: submitted(2)) == nil && store.record(of: submitted(9)) == nil)
        #expect(try integer("SELECT COUNT(*) FROM lead_history WHERE rule IS NOT NULL") == 7)
        #expect(try integer("SELECT COUNT(*) FROM leads WHERE follow_up <> 'done'") == 0)
        // The one that staff changed: the others are published with their owners.
        #expect(try integer("SELECT COUNT(*) FROM event_queue WHERE type = 'lead_changed'") == 1)
    }

    @Test func `a batch takes as many statements however many leads it has`() throws {
        try setRules([rule(to: Array(users[..<3])), rule("other", ["source": "ads"], to: [users[3]])])
        let work = LeadFollowUp(settings, log: Log(from: .error), steps: LeadFollowUp.steps)
        var number = 0
        func statements(of count: Int) throws -> Int {
            for _ in 0..<count {
                try submit(number)
                number += 1
            }
            let before = connection.queryCount
            #expect(try work.run(connection) == count)
            return connection.queryCount - before
        }
        _ = try statements(of: 1)
        #expect(try statements(of: 4) == statements(of: 64))
        #expect(try owners() == (0..<number).map { $0 % 3 })
    }

    @Test func `a lead that changed between is not written, and nothing of its batch is`() throws {
        try setRules([rule(to: users)])
        for number in 0..<3 { try submit(number) }
        let config = try ConfigStore(connection).snapshot()
        #expect(throws: DatabaseError.self) {
            try connection.transaction {
                let store = FollowUpStore(connection: connection)
                let batch = FollowUpBatch(
                    leads: try store.take(leads: (0..<3).map(submitted)), enquiries: [], settings: settings,
                    config: config, at: Date())
                try LeadHandout().run(batch, on: connection)
                // As a certification on another node might have it.
                try connection.execute("UPDATE leads SET version = 2 WHERE id = \(submitted(1))")
                try store.finish(batch)
            }
        }
        #expect(try owners() == [nil, nil, nil])
        #expect(try integer("SELECT COUNT(*) FROM lead_history") == 0)
        #expect(try followUp() == 3 && owners() == [0, 1, 2])
    }

    @Test func `without rules nothing is read or written for it`() throws {
        for number in 0..<3 { try submit(number) }
        let config = try ConfigStore(connection).snapshot()
        try connection.transaction {
            let batch = FollowUpBatch(
                leads: try FollowUpStore(connection: connection).take(leads: (0..<3).map(submitted)), enquiries: [],
                settings: settings, config: config, at: Date())
            let before = connection.queryCount
            try LeadHandout().run(batch, on: connection)
            #expect(connection.queryCount == before)
        }
    }
}
