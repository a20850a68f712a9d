import Accounts
import CRM
import DomainTestSupport
import Environment
import FoundationEssentials
import Frame
import HTTP
import Leads
import MariaDB
import Messaging
import Routing
import Serving
import Storage
import Tasks
import TestSupport
import Testing
import Values

@testable import Timelines

/// The sources that there are.
private enum AllSources: TimelineCatalog {
    static let sources = [leadsDomain, crmDomain, tasksDomain, messagingDomain].flatMap(\.timelineSources)
}

/// Notes that only some may see.
private enum GuardedSource: TimelineCatalog {
    static let sources = [
        TimelineSource(
            .note, to: .manageConfig, showing: LeadNote.schema,
            keys: { subject, _ in
                subject.leads.map { "SELECT id, created_at AS at FROM lead_notes WHERE lead_id = \($0)" }
            }, records: { (_: [LeadNote.ID], _) in [] })
    ]
}

@Suite struct TimelineTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let desk: TestResponder<Context>
    private let guarded: TestResponder<Context>
    private let token: String
    private let ana = User.ID()
    private let customer = Customer.ID()
    private let leads = [Lead.ID(), Lead.ID(), Lead.ID()]
    private let now = Instant.read("2026-01-30T12:00:00Z") ?? .distantPast

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        desk = try Self.desk(timelineRoutes(of: AllSources.self), database)
        guarded = try Self.desk(timelineRoutes(of: GuardedSource.self), database)
        _ = try desk.send(
            "POST", "/api/v1/auth/register",
            ["username": "boss", "email": "boss@example.com", "password": "Corredor-7"])
        let answer = try desk.send("POST", "/api/v1/auth/token", ["username": "boss", "password": "Corredor-7"])
        token = try #require(answer["access"])
        try connection.execute(
            """
            INSERT INTO users (id, username, name, email, password_hash, role, role_name, created_at, updated_at)
            VALUES (\(ana), 'ana', 'Ana Lima', 'ana@example.com', '', 'agent', 'agent', \(now), \(now))
            """)
        try CustomerStore(connection).add(CustomerDetails(name: "Caio"), as: customer, at: now)
        // The last lead is of someone else.
        for (index, lead) in leads.enumerated() {
            try connection.execute(
                """
                INSERT INTO leads (id, first_name, last_name, phone, customer_id, created_at, updated_at)
                VALUES (
                  \(lead), 'Lia', '', \("+551198765432\(index)"), \(index < 2 ? customer : nil), \(moment()), \(now))
                """)
        }
    }

    private static func desk(
        _ routes: RouteGroup<Context>, _ database: ScratchDatabase
    ) throws -> TestResponder<Context> {
        try TestResponder<Context>(
            [accountRoutes, routes], keeping: accountsDomain.answers, database: database, [:],
            mailKinds: leadsDomain.mailKinds
        ) { service in
            ThreadResources(
                service: service, accounts: try AccountsEnvironment(settings: service.settings, threads: 8))
        }
    }

    /// A moment of the past days; some come twice.
    private func moment() -> Date { now.addingTimeInterval(-Double(Int.random(in: 0..<200) * 600)) }

    /// Adds some records of every kind to a lead.
    private func fill(_ lead: Lead.ID) throws {
        var moments = (0..<6).map { _ in moment() }.sorted()
        for version in 2...7 {
            try connection.execute(
                """
                INSERT INTO lead_history (lead_id, version, id, at, actor_id, action, changes)
                VALUES (\(lead), \(version), \(LeadEvent.ID()), \(moments.removeFirst()), \(ana), 'changed', '{}')
                """)
        }
        for _ in 0..<6 {
            try connection.execute(
                """
                INSERT INTO lead_notes (id, lead_id, author_id, text, created_at)
                VALUES (\(LeadNote.ID()), \(lead), \(ana), 'Note', \(moment()))
                """)
            try connection.execute(
                """
                INSERT INTO enquiries (id, lead_id, form, fields, created_at)
                VALUES (\(Enquiry.ID()), \(lead), 'form', '{"first_name": "Lia"}', \(moment()))
                """)
            try connection.execute(
                """
                INSERT INTO outbox (
                  id, kind, subject_id, recipient, language, template_values, message_id, next_attempt_at, created_at)
                VALUES (
                  \(Lead.ID()), 'lead_confirmation', \(lead), 'lia@example.com', 'en', '{}', 'x@y', \(now), \(moment()))
                """)
            try addTask("lead_id", lead.bytes)
        }
    }

    private func addTask(_ column: SQL, _ id: [UInt8]) throws {
        try connection.execute(
            """
            INSERT INTO tasks (id, title, \(column), assignee_id, created_by, created_at, updated_at)
            VALUES (\(Task.ID()), 'Call', \(id), \(ana), \(ana), \(moment()), \(now))
            """)
    }

    private func addMessage(_ number: String, _ key: String) throws {
        try connection.execute(
            """
            INSERT INTO whatsapp_messages (id, direction, number, number_key, type, text, status, created_at, updated_at)
            VALUES (\(Message.ID()), 'in', \(number), \(key), 'text', 'Hello', 'delivered', \(moment()), \(now))
            """)
    }

    /// Adds what only customers have.
    private func fillCustomer() throws {
        for number in 0..<6 {
            try addTask("customer_id", customer.bytes)
            try connection.execute(
                """
                INSERT INTO interactions (
                  id, customer_id, interaction_type, notes, occurred_at, author_id, source_key, created_at, updated_at)
                VALUES (
                  \(Interaction.ID()), \(customer), 'call', 'Said', \(moment()), \(ana),
                  \(number == 0 ? "whatsapp.1" : nil), \(now), \(now))
                """)
            try connection.execute(
                """
                INSERT INTO transactions (id, customer_id, kind, amount, occurred_at, author_id, created_at)
                VALUES (\(Transaction.ID()), \(customer), 'charge', 5, \(moment()), \(ana), \(now))
                """)
        }
    }

    private func page(_ path: String, _ query: String = "") throws -> JSON {
        let answer = try desk.send("GET", "\(path)\(query)", token: token)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try PageOf<TimelineEntry<AllSources>>.schema.faults(of: answer.content) == [])
        return answer.content
    }

    private func key(of entry: JSON) -> String {
        let kind = entry["kind"]?.text ?? ""
        return "\(entry["at"]?.text ?? "") \(kind) \(entry[kind]?["id"]?.text ?? "")"
    }

    @Test func `a timeline has every record of its subject once, newest first, whatever the pages`() throws {
        for lead in leads { try fill(lead) }
        try fillCustomer()
        let spellings = ["551187654320", "5511987654321", "5511987654321", "5511987654322"]
        for number in spellings { try addMessage(number, WhatsAppAddress(number)?.key ?? "") }
        let customerPath = "/api/v1/customers/\(customer.text)/timeline"
        for (path, counts) in [
            (
                "/api/v1/leads/\(leads[0].text)/timeline",
                ["change": 6, "enquiry": 7, "mail": 6, "message": 1, "note": 6, "task": 6]
            ),
            (
                customerPath,
                [
                    "change": 12, "enquiry": 14, "interaction": 5, "mail": 12, "message": 3, "note": 12, "task": 18,
                    "transaction": 6,
                ]
            ),
        ] {
            let whole = try page(path, "?page_size=100")
            let entries = whole["timeline"]?.elements ?? []
            let kinds = Dictionary(grouping: entries) { $0["kind"]?.text ?? "" }.mapValues(\.count)
            #expect(kinds == counts)
            #expect(whole["total"]?.integer == entries.count)
            let times = entries.compactMap { $0["at"]?.text }
            #expect(times == times.sorted(by: >))
            #expect(Set(entries.map(key)).count == entries.count)
            var paged: [JSON] = []
            for number in 1...whole.integer("total") / 7 + 2 {
                paged += try page(path, "?page_size=7&page=\(number)")["timeline"]?.elements ?? []
            }
            #expect(paged == entries)
        }
        #expect(try page("/api" + customerPath.dropFirst("/api/v1".count)) == page(customerPath))
    }

    @Test func `an entry names who did it, and the program's has no actor`() throws {
        try fill(leads[0])
        let entries = try page("/api/v1/leads/\(leads[0].text)/timeline", "?page_size=100")["timeline"]?.elements ?? []
        for entry in entries {
            let isTheirs = ["change", "note", "task"].contains(entry["kind"]?.text ?? "")
            let actor: JSON = ["id": .string(ana.text), "name": "Ana Lima"]
            #expect(entry["actor"] == (isTheirs ? actor : .null))
        }
        let mail = entries.first { $0["kind"] == "mail" }
        #expect(mail?["mail"]?["title"] == "Confirmation to the prospect")
    }

    @Test func `a lead that staff entered shows who did`() throws {
        try connection.execute(
            """
            INSERT INTO lead_history (lead_id, version, id, at, actor_id, action, changes)
            VALUES (\(leads[0]), 1, \(LeadEvent.ID()), \(now), \(ana), 'created', '{}')
            """)
        let entries = try page("/api/v1/leads/\(leads[0].text)/timeline")["timeline"]?.elements ?? []
        #expect(entries.map { $0["kind"]?.text } == ["enquiry"])
        #expect(entries.first?["actor"]?["name"] == "Ana Lima")
    }

    @Test func `who lacks the permission of a source sees and counts none of its entries`() throws {
        try fill(leads[0])
        let path = "/api/v1/leads/\(leads[0].text)/timeline"
        let seen = try guarded.send("GET", path, token: token)
        #expect(seen.content["total"]?.integer == 0 && seen.content["timeline"] == [])
        try connection.execute("UPDATE users SET role = 'admin' WHERE username = 'boss'")
        let other = try Self.desk(timelineRoutes(of: GuardedSource.self), database)
        let again = try other.send("POST", "/api/v1/auth/token", ["username": "boss", "password": "Corredor-7"])
        let admin: String? = again["access"]
        #expect(try other.send("GET", path, token: admin).content["total"]?.integer == 6)
    }

    @Test func `what is not there is 404, and strangers are refused`() throws {
        for path in ["/api/v1/leads/\(User.ID().text)/timeline", "/api/v1/customers/\(User.ID().text)/timeline"] {
            #expect(try desk.send("GET", path, token: token).status == 404)
            #expect(try desk.send("GET", path).status == 401)
        }
    }

    @Test func `a page reads as many entries as it and those before it have, and 10,000 at most`() throws {
        try connection.execute(
            """
            INSERT INTO lead_notes (id, lead_id, author_id, text, created_at)
            SELECT UNHEX(MD5(seq)), \(leads[0]), \(ana), 'Note', \(now) + INTERVAL seq SECOND
            FROM seq_1_to_20000
            """)
        let subject = TimelineSubject(leads: [leads[0].bytes], phones: [])
        let store = TimelineStore(connection)
        let first = try store.page(Page(number: 1, size: 20), of: subject, from: AllSources.sources)
        #expect(first.total == 10_000 && first.keys.count == 20)
        let last = try store.page(Page(number: 500, size: 20), of: subject, from: AllSources.sources)
        #expect(last.keys.count == 20)
        #expect(last.keys.last?.at == now.addingTimeInterval(10_001))
        let none = try store.page(Page(number: 501, size: 20), of: subject, from: AllSources.sources)
        #expect(none.keys.isEmpty && none.total == 10_000)
        let before = try connection.indexEntriesRead()
        _ = try store.page(Page(number: 1, size: 20), of: subject, from: AllSources.sources)
        // The count, and the page.
        #expect(try connection.indexEntriesRead() - before < 10_200)
    }
}

extension JSON {
    fileprivate func integer(_ name: String) -> Int { self[name]?.integer ?? 0 }
}
