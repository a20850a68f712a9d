import FoundationEssentials
import MariaDB
import Platform
import TestSupport
import Testing

@testable import Leads

@Suite struct LeadSearchTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let store: LeadStore
    private let now = SampleLeads.instant("2026-01-31T12:00:00Z")

    init() throws {
        database = try ScratchDatabase(loading: "schema.sql")
        connection = database.connection()
        store = LeadStore(connection)
    }

    @discardableResult
    private func add(_ email: String?, _ change: (inout LeadContact) -> Void = { _ in }) throws -> Lead {
        let id = Lead.ID()
        let contact = SampleLeads.contact {
            $0.email = email
            change(&$0)
        }
        try store.insert(id, contact, resume: nil, at: now)
        return try #require(try store.find(id))
    }

    private func found(_ search: String, _ set: (inout LeadFilter) -> Void = { _ in }) throws -> [String] {
        var filter = LeadFilter()
        filter.search = search
        set(&filter)
        let order = LeadOrder(.email, isDescending: false)
        let page = try store.page(Page(number: 1, size: 100), of: filter, in: order)
        #expect(page.total == page.leads.count)
        var exported: [String] = []
        try store.forEach(of: filter, in: order) { exported.append($0.contact.email ?? "-") }
        #expect(exported == page.leads.map { $0.contact.email ?? "-" })
        return exported
    }

    /// The words in the index, by way of another connection.
    private func wordCount(of lead: Lead.ID) throws -> Int? {
        try database.connection().fetchValue("SELECT COUNT(*) FROM lead_words WHERE lead_id = \(lead)")
    }

    @Test(arguments: [
        ("jose", ["jose@a.example"]), ("JOSÉ conc", ["jose@a.example"]), ("conceição josé", ["jose@a.example"]),
        ("li", ["li@b.example"]), ("a.example", ["jose@a.example"]), ("li@b.example", ["li@b.example"]),
        ("li@", ["li@b.example"]), ("+55 (11) 98765-4321", ["jose@a.example"]), ("11987654321", ["jose@a.example"]),
        ("98765-4321", ["jose@a.example"]), ("9876", ["jose@a.example"]), ("padaria", ["li@b.example"]),
        ("the", ["li@b.example"]), ("pao padaria do", ["li@b.example"]), ("ovelace", ["jose@a.example"]),
        ("4321", ["jose@a.example"]), ("jose padaria", []), ("+li* -padaria", ["li@b.example"]), ("(", []),
        ("example", ["jose@a.example", "li@b.example"]),
    ])
    func `finds by the beginnings of words, all of them, or else by what stands anywhere`(
        search: String, emails: [String]
    ) throws {
        try add("jose@a.example") {
            ($0.firstName, $0.lastName) = ("José", "Conceição Lovelace")
            $0.phone = "+5511987654321"
        }
        try add("li@b.example") {
            ($0.firstName, $0.lastName) = ("Li", "")
            $0.businessName = "The Padaria do Pão"
        }
        #expect(try found(search) == emails)
        #expect(try found(search) { $0.statuses = [.pending, .lost] } == emails)
        #expect(try found(search) { $0.statuses = [.lost] } == [])
    }

    @Test func `a change is found from then on, and what was there before no more`() throws {
        var lead = try add("ada@example.com")
        #expect(try found("lovelace") == ["ada@example.com"])
        lead.contact.lastName = "King"
        #expect(try store.update(lead, at: now))
        #expect(try found("king") == ["ada@example.com"])
        #expect(try found("lovelace") == [])
        lead = try #require(try store.find(lead.id))
        let words = try wordCount(of: lead.id)
        lead.status = .reachedOut
        #expect(try store.update(lead, at: now))
        #expect(try connection.fetchValue("SELECT search_state FROM leads", as: String.self) == "indexed")
        #expect(try wordCount(of: lead.id) == words)
        try connection.execute("UPDATE leads SET first_name = 'Augusta'")
        #expect(try found("augusta") == ["ada@example.com"])
        try connection.execute("DELETE FROM leads")
        #expect(try found("augusta") == [])
        #expect(try wordCount(of: lead.id) == 0)
    }

    @Test func `an insertion writes no word; the next search does`() throws {
        let lead = try add("ada@example.com")
        #expect(try wordCount(of: lead.id) == 0)
        #expect(try found("ada") == ["ada@example.com"])
        #expect(try wordCount(of: lead.id) == 4)
    }

    @Test func `searches find all while more waits than they index themselves`() throws {
        try store.seed(1_500)
        try add("ada@example.com")
        var filter = LeadFilter()
        filter.search = "lovela"
        #expect(try store.page(Page(number: 1, size: 9), of: filter, in: LeadOrder()).leads.count == 1)
        #expect(
            try connection.fetchValue("SELECT COUNT(*) FROM leads WHERE search_state = 'indexed'", as: Int.self)
                == 1_000)
        var last = (0, 0)
        #expect(try store.reindex(all: false, progress: { last = ($0, $1) }) == 501)
        #expect(last == (501, 501))
        #expect(try found("lovela") == ["ada@example.com"])
        #expect(try store.reindex(all: false) == 0)
        #expect(try store.reindex(all: true) == 1_501)
        #expect(try found("lovela") == ["ada@example.com"])
    }

    @Test func `who is being changed by others is found without the index`() throws {
        let lead = try add("ada@example.com")
        let other = database.connection()
        try connection.execute("SET SESSION innodb_lock_wait_timeout = 1")
        try other.transaction {
            try other.execute("UPDATE leads SET score = 1 WHERE id = \(lead.id)")
            #expect(try found("lovelace") == ["ada@example.com"])
        }
        #expect(try wordCount(of: lead.id) == 0)
    }

    @Test func `of many matches ten thousand are counted, and pages hold each once in order`() throws {
        try store.seed(10_500)
        _ = try store.reindex(all: false)
        for key in LeadOrder.Key.allCases {
            var filter = LeadFilter()
            filter.search = "empresa seed"
            let order = LeadOrder(key)
            let first = try store.page(Page(number: 1, size: 100), of: filter, in: order)
            let second = try store.page(Page(number: 2, size: 100), of: filter, in: order)
            #expect(first.total == 10_000)
            filter.search = nil
            let plain = try store.page(Page(number: 1, size: 100), of: filter, in: order)
            #expect(first.leads == plain.leads)
            #expect(Set((first.leads + second.leads).map(\.id)).count == 200)
        }
        var filter = LeadFilter()
        filter.search = "empresa"
        #expect(try store.page(Page(number: 100, size: 100), of: filter, in: LeadOrder()).leads.count == 100)
        #expect(try store.page(Page(number: 101, size: 100), of: filter, in: LeadOrder()).leads.count == 0)
        filter.statuses = [.lost]
        #expect(try store.page(Page(number: 1, size: 100), of: filter, in: LeadOrder()).total == 1_050)
        filter.statuses = []
        filter.search = "ana silva"
        #expect(try store.page(Page(number: 1, size: 100), of: filter, in: LeadOrder()).total == 105)
        filter.search = "diego silva araujo"
        #expect(try store.page(Page(number: 1, size: 100), of: filter, in: LeadOrder()).total == 0)
        var exported = 0
        filter.search = "empresa"
        try store.forEach(of: filter, in: LeadOrder()) { _ in exported += 1 }
        #expect(exported == 10_500)
    }

    @Test func `words wait while submissions pour in, and are written at once when they are over`() throws {
        try connection.transaction { for number in 0..<600 { try add("flood\(number)@a.example") } }
        let waiting: SQL = "SELECT COUNT(*) FROM leads WHERE search_state = 'new'"
        #expect(try !store.reindexSome(at: now))
        #expect(try connection.fetchValue(waiting, as: Int.self) == 600)
        for _ in 0..<2 { #expect(try store.reindexSome(at: now.addingTimeInterval(60))) }
        #expect(try !store.reindexSome(at: now.addingTimeInterval(60)), "the last batch is not full")
        #expect(try connection.fetchValue(waiting, as: Int.self) == 0)
    }
}
