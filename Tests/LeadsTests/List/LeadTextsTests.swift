import FoundationEssentials
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct LeadTextsTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let store: LeadStore
    private let memory = LeadTexts()
    private let now = SampleLeads.instant("2026-01-31T12:00:00Z")

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        store = LeadStore(connection)
        for name in ["a", "b", "c"] {
            try store.insert(
                Lead.ID(), SampleLeads.contact { $0.email = "\(name)@example.com" }, resume: nil, at: now)
        }
    }

    /// The first page, from memory or not, and how many statements it took.
    private func list(_ order: LeadOrder = LeadOrder()) throws -> (texts: [JSONObjectText], total: Int, queries: Int) {
        let before = connection.queryCount
        let found = try store.texts(of: page, of: LeadFilter(), in: order, from: memory)
        return (found.texts, found.total, connection.queryCount - before)
    }

    private var page: Page { Page(number: 1, size: 20) }

    /// The leads of the first page as they are in the database, written by themselves.
    private func written(_ order: LeadOrder = LeadOrder()) throws -> [JSONObjectText] {
        try store.page(page, of: LeadFilter(), in: order).leads.map { JSONObjectText($0) }
    }

    @Test func `a second list reads states only, and shows the same`() throws {
        let expected = try written()
        let first = try list()
        let second = try list()
        #expect(first.texts == expected && first.total == 3 && first.queries == 2)
        #expect(second.texts == expected && second.total == 3 && second.queries == 1)
        let order = LeadOrder(.email, isDescending: false)
        let sorted = try list(order)
        #expect(try sorted.texts == written(order) && sorted.queries == 1)
    }

    @Test func `a list shows each change at once`() throws {
        let before = try list().texts
        var changed = try #require(try store.page(page, of: LeadFilter(), in: LeadOrder()).leads.first)
        changed.contact.firstName = "Augusta"
        #expect(try store.update(changed, at: now))
        let after = try list().texts
        #expect(try after == written() && after[0] != before[0] && after[1...] == before[1...])

        try connection.execute("DELETE FROM leads WHERE id = \(changed.id)")
        try store.insert(
            Lead.ID(), SampleLeads.contact { $0.email = "d@example.com" }, resume: nil, at: now.addingTimeInterval(1))
        let last = try list()
        #expect(try last.texts == written() && last.total == 3)
    }

    @Test func `a list without leads is empty`() throws {
        try connection.execute("DELETE FROM leads")
        let found = try list()
        #expect(found.texts == [] && found.total == 0)
    }

    @Test func `a version that comes again after a restore is another state`() throws {
        let before = try list().texts
        try connection.execute(
            "UPDATE leads SET first_name = 'Grace', updated_at = \(now.addingTimeInterval(60)) WHERE email = 'a@example.com'"
        )
        let after = try list().texts
        #expect(try after == written() && after != before)
    }

    @Test func `the cache is bounded in bytes`() throws {
        let long = String(repeating: "é", count: 200)
        let leads = (0..<2_000).map { _ in SampleLeads.lead { $0[.businessName] = long } }
        var kept = 0
        for lead in leads {
            #expect(memory.remember([lead]) == [JSONObjectText(lead)])
        }
        for lead in leads where memory.texts(of: [LeadState(of: lead)]) != nil {
            kept += JSONObjectText(lead).bytes.count
        }
        #expect(kept > 0 && kept <= LeadTexts.largestBytes)
        #expect(memory.texts(of: leads.suffix(1).map { LeadState(of: $0) }) == [JSONObjectText(leads[1_999])])
    }
}
