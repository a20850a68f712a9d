import FoundationEssentials
import Frame
import MariaDB
import TestSupport
import Testing
import Values

@testable import Leads

/// Every test has a database of its own with the whole schema: totals are kept by triggers, beyond a transaction of the test's.
@Suite struct LeadStoreTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let store: LeadStore
    private let now = SampleLeads.instant("2026-01-31T12:00:00Z")

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        store = LeadStore(connection)
    }

    @discardableResult
    private func add(
        _ email: String?, at moment: Date? = nil, resume: Resume? = nil,
        _ change: (inout LeadContact) -> Void = { _ in }
    ) throws -> Lead {
        let id = Lead.ID()
        let contact = SampleLeads.contact {
            $0.email = email
            change(&$0)
        }
        try store.insert(id, contact, resume: resume, at: moment ?? now)
        return try #require(try store.find(id))
    }

    private func move(_ lead: Lead, to status: LeadStatus) throws {
        var moved = lead
        moved.status = status
        #expect(try store.update(moved, at: now))
    }

    private func setScore(_ score: Int, of lead: Lead) throws {
        try connection.execute("UPDATE leads SET score = \(score) WHERE id = \(lead.id)")
    }

    private func emails(
        _ filter: LeadFilter = LeadFilter(), _ order: LeadOrder = LeadOrder(.email, isDescending: false)
    )
        throws -> [String]
    {
        let found = try store.page(Page(number: 1, size: 100), of: filter, in: order)
        #expect(found.total == found.leads.count)
        return found.leads.map { $0.contact.email ?? "-" }
    }

    private func emails(where set: (inout LeadFilter) -> Void) throws -> [String] {
        var filter = LeadFilter()
        set(&filter)
        return try emails(filter)
    }

    private func total(_ statuses: LeadStatus...) throws -> Int {
        var filter = LeadFilter()
        filter.statuses = statuses
        return try emails(filter).count
    }

    @Test func `finds what was inserted, to the last field`() throws {
        let contact = SampleLeads.contact {
            $0.firstName = "Zoë 🙂"
            $0.lastName = ""
            $0.phone = "+5511987654321"
            $0[.businessName] = "Engines & Söhne"
            $0[.businessTracking] = "site"
            $0[.jobPosition] = "Countess"
            $0[.invoicing] = "50k-100k"
            $0[.collaborators] = "11-50"
            $0.schedulingDay = "2030-01-31T14:30:00"
        }
        let id = Lead.ID()
        try store.insert(id, contact, resume: SampleLeads.resume, at: now)
        let lead = try #require(try store.find(id))
        #expect(lead.contact == contact)
        #expect(lead.resume == SampleLeads.resume)
        #expect(lead.status == .pending)
        #expect(lead.score == 0)
        #expect(lead.version == 1)
        #expect(lead.createdAt == now && lead.updatedAt == now && lead.reachedOutAt == nil && lead.ownerID == nil)
        #expect(try store.find(Lead.ID()) == nil)
    }

    @Test func `an address is unique, and a missing one is not`() throws {
        try add("ada@example.com")
        let failure = #expect(throws: DatabaseError.self) { try add("ada@example.com") }
        #expect(failure?.code == .duplicateEntry(key: "leads_email"))
        let other = try add("bob@example.com")
        var taken = other
        taken.contact.email = "ada@example.com"
        #expect(throws: DatabaseError.self) { try store.update(taken, at: now) }
        try add(nil) { $0.phone = "+5511987654321" }
        try add(nil) { $0.phone = "+5511987654321" }
        #expect(try emails().count == 4)
    }

    @Test func `an update on a state that is no longer is not done`() throws {
        let read = try add("ada@example.com")
        var (first, second) = (read, read)
        first.contact.firstName = "First"
        second.contact.firstName = "Second"
        let later = now.addingTimeInterval(60)
        #expect(try store.update(first, at: later))
        #expect(try !store.update(second, at: later))
        let stored = try #require(try store.find(read.id))
        #expect(stored.contact.firstName == "First")
        #expect(stored.version == 2)
        #expect(stored.updatedAt == later)
        #expect(stored.createdAt == now)
    }

    @Test func `an owner must be a user`() throws {
        var lead = try add("ada@example.com")
        lead.ownerID = User.ID()
        let failure = #expect(throws: DatabaseError.self) { try store.update(lead, at: now) }
        #expect(failure?.code == .missingReference)
    }

    @Test func `totals by status follow inserts, moves and deletions`() throws {
        let leads = try (0..<5).map { try add("\($0)@example.com") }
        try move(leads[0], to: .reachedOut)
        try move(leads[1], to: .lost)
        #expect(try emails().count == 5)
        #expect(try total(.pending) == 3)
        #expect(try total(.reachedOut) == 1)
        #expect(try total(.reachedOut, .lost) == 2)
        #expect(try total(.qualified) == 0)
        try connection.execute("DELETE FROM leads WHERE id = \(leads[1].id)")
        try connection.execute("DELETE FROM leads WHERE id = \(leads[2].id)")
        #expect(try emails().count == 3)
        #expect(try total(.lost) == 0)
        // From another connection another row is changed; the sum stays the number of leads.
        let other = LeadStore(database.connection())
        try other.insert(Lead.ID(), SampleLeads.contact { $0.email = "other@example.com" }, resume: nil, at: now)
        #expect(try total(.pending) == 3)
        struct RolledBack: Error {}
        #expect(throws: RolledBack.self) {
            try connection.transaction {
                try add("never@example.com")
                throw RolledBack()
            }
        }
        #expect(try emails().count == 4)
    }

    @Test func `each filter lets through what it says`() throws {
        try add("a@example.com", at: now.addingTimeInterval(-100)) { $0[.businessTracking] = "site" }
        let b = try add("b@example.com", resume: SampleLeads.resume) { $0[.businessTracking] = "event" }
        let c = try add("c@example.com", at: now.addingTimeInterval(100))
        try setScore(40, of: b)
        try setScore(100, of: c)
        let all = ["a@example.com", "b@example.com", "c@example.com"]
        #expect(try emails() == all)
        #expect(try emails(where: { $0.source = "site" }) == ["a@example.com"])
        #expect(try emails(where: { $0.source = "Site" }) == [])
        #expect(try emails(where: { $0.hasResume = true }) == ["b@example.com"])
        #expect(try emails(where: { $0.hasResume = false }) == ["a@example.com", "c@example.com"])
        #expect(try emails(where: { $0.priority = .warm }) == ["b@example.com"])
        #expect(try emails(where: { $0.lowestScore = 40 }) == ["b@example.com", "c@example.com"])
        #expect(try emails(where: { $0.highestScore = 40 }) == ["a@example.com", "b@example.com"])
        #expect(try emails(where: { $0.createdFrom = now }) == ["b@example.com", "c@example.com"])
        #expect(try emails(where: { $0.createdBefore = now }) == ["a@example.com"])
        #expect(try emails(where: { $0.ownerID = User.ID() }) == [])
        #expect(
            try emails(where: {
                $0.lowestScore = 1
                $0.hasResume = false
                $0.statuses = [.pending]
            }) == ["c@example.com"])
    }

    @Test(arguments: [
        ("zoe", ["a@example.com"]), ("ZOË", ["a@example.com"]), ("zoë mül", ["a@example.com"]),
        ("100%", ["b@example.com"]),
        ("0%", ["b@example.com"]), ("_", ["c_d@example.com"]), ("|", ["e@example.com"]), ("%", ["b@example.com"]),
        ("5511", ["a@example.com"]),
        ("example.com", ["a@example.com", "b@example.com", "c_d@example.com", "e@example.com"]),
        ("nobody", []), ("'; DROP TABLE leads; --", []),
    ])
    func `a search covers all names and numbers, ignores case and accents, and is literal`(
        search: String, found: [String]
    ) throws {
        try add("a@example.com") {
            $0.firstName = "Zoë"
            $0.lastName = "Müller"
            $0.phone = "+5511987654321"
        }
        try add("b@example.com") { $0[.businessName] = "100% Pure" }
        try add("c_d@example.com")
        try add("e@example.com") { $0[.businessName] = "a|b" }
        #expect(try emails(where: { $0.search = search }) == found)
    }

    @Test(arguments: LeadOrder.Key.allCases, [true, false])
    func `every order is total: pages hold each lead once`(key: LeadOrder.Key, isDescending: Bool) throws {
        for number in 0..<7 {
            // Ties in every column that a list is sorted by, but the address.
            try add(number < 5 ? "\(number)@example.com" : nil) { $0.phone = "+5511987654321" }
        }
        let order = LeadOrder(key, isDescending: isDescending)
        for statuses in [[], [LeadStatus.pending], [.pending, .lost]] {
            var filter = LeadFilter()
            filter.statuses = statuses
            var seen: [Lead.ID] = []
            for page in 1...4 {
                seen += try store.page(Page(number: page, size: 2), of: filter, in: order).leads.map(\.id)
            }
            #expect(seen.count == 7 && Set(seen).count == 7)
            let whole = try store.page(Page(number: 1, size: 100), of: filter, in: order)
            #expect(whole.leads.map(\.id) == seen)
            let other = try store.page(
                Page(number: 1, size: 100), of: filter, in: LeadOrder(key, isDescending: !isDescending))
            #expect(other.leads.map(\.id) == seen.reversed())
        }
        let past = try store.page(Page(number: 9, size: 100), of: LeadFilter(), in: order)
        #expect(past.leads == [] && past.total == 7)
    }

    @Test func `sorts by what it is asked for`() throws {
        let a = try add("a@example.com", at: now.addingTimeInterval(9)) { $0.lastName = "Zuse" }
        let b = try add("b@example.com", at: now) { $0.lastName = "ábel" }
        let c = try add("c@example.com", at: now.addingTimeInterval(5)) { $0.lastName = "Babbage" }
        try setScore(50, of: c)
        try move(b, to: .lost)
        func order(_ key: LeadOrder.Key) throws -> [Lead.ID] {
            try store.page(Page(number: 1, size: 9), of: LeadFilter(), in: LeadOrder(key, isDescending: false)).leads
                .map(\.id)
        }
        #expect(try order(.createdAt) == [b.id, c.id, a.id])
        #expect(try order(.email) == [a.id, b.id, c.id])
        #expect(try order(.lastName) == [b.id, c.id, a.id])
        #expect(try order(.score).last == c.id)
        #expect(try order(.status) == [c.id, a.id, b.id])
    }

    @Test func `seeded leads are counted and sound`() throws {
        try store.seed(200)
        let page = try store.page(Page(number: 1, size: 100), of: LeadFilter(), in: LeadOrder())
        #expect(page.total == 200)
        #expect(page.leads.count == 100)
        for lead in page.leads {
            #expect(Lead.ID(lead.id.text) == lead.id)
            #expect(try Lead.schema.faults(of: lead) == [])
        }
    }
}
