import CRM
import DomainTestSupport
import FoundationEssentials
import Frame
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

/// From click to cash: what campaigns are shown to have brought in, over the routes.
@Suite struct AttributionMetricsTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let desk: SampleDesk
    private let token: String

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        desk = try SampleDesk(["CURRENCY": "EUR"], database: database)
        token = try desk.managerToken()
    }

    /// Enters a lead with a last touch, and moves it along.
    private func enter(_ name: String, _ last: Members<JSON>?, _ statuses: String...) throws -> String {
        let touch: JSON = ["first": ["utm_source": "first"], "last": last.map { .object($0) } ?? .null]
        let made = try desk.send(
            "POST", "/api/v1/leads",
            ["name": .string(name), "email": .string("\(name)@example.com"), "touch": last == nil ? .null : touch],
            token: token)
        let id = try #require(made.content["lead"]?["id"]?.text)
        for status in statuses {
            let moved = try desk.send(
                "PATCH", "/api/v1/leads/\(id)/status", ["status": .string(status)], token: token)
            #expect(moved.status == 200)
        }
        return id
    }

    private func convert(_ lead: String, _ document: String? = nil) throws -> Customer.ID {
        let answer = try desk.send(
            "POST", "/api/v1/leads/\(lead)/convert", document.map { ["document": .string($0)] } ?? [:], token: token)
        #expect(answer.status == 201)
        return try #require(answer.content["customer"]?["id"]?.text.flatMap { Customer.ID($0) })
    }

    @discardableResult
    private func book(_ kind: Transaction.Kind, _ amount: String, to customer: Customer.ID) throws -> Transaction.ID {
        let id = Transaction.ID()
        try connection.execute(
            """
            INSERT INTO transactions (id, customer_id, kind, amount, occurred_at, author_id, created_at)
            SELECT \(id), \(customer), \(kind), \(amount), UTC_TIMESTAMP(6), id, UTC_TIMESTAMP(6)
            FROM users
            LIMIT 1
            """)
        return id
    }

    private func ledger() throws -> Ledger {
        Ledger(
            connection, by: try #require(try connection.fetchValue("SELECT id FROM users LIMIT 1", as: User.ID.self)))
    }

    /// The groups, each as `key leads reached qualified converted won`.
    private func groups(_ query: String) throws -> [String] {
        let answer = try desk.send("GET", "/api/v1/metrics/attribution?\(query)", token: token)
        #expect(answer.status == 200)
        #expect(try AttributionMetrics.schema.faults(of: answer.content) == [])
        #expect(answer["currency"] == "EUR")
        return (answer.content["groups"]?.elements ?? []).map { group in
            let counts = ["leads", "reached", "qualified", "converted"].map { "\(group[$0]?.integer ?? -1)" }
            return ([group["key"]?.text ?? "-"] + counts + [group["won"]?.text ?? ""]).joined(separator: " ")
        }
    }

    private func lines(_ platform: String, _ days: String = "") throws -> [String] {
        let answer = try desk.send(
            "GET", "/api/v1/metrics/conversions/export?platform=\(platform)\(days)", token: token)
        #expect(answer.status == 200)
        #expect(answer.fields["Content-Type"] == "text/csv; charset=utf-8; header=present")
        #expect(answer.fields["Content-Disposition"]?.contains("conversions-\(platform).csv") == true)
        return answer.text.split(separator: "\r\n").map(String.init)
    }

    @Test func `a conversion, a charge and a reversal show to the cent`() throws {
        let lead = try enter(
            "ana", ["utm_source": "google", "utm_campaign": "spring", "gclid": "Cj0-x_1"], "REACHED_OUT", "QUALIFIED")
        _ = try enter("bia", ["utm_source": "google", "fbclid": "IwB"])
        _ = try enter("cid", ["utm_source": "news"], "REACHED_OUT", "QUALIFIED", "LOST", "PENDING")
        let reached = try enter("dora", nil, "REACHED_OUT")
        // It had the status, although that was undone.
        #expect(try desk.send("POST", "/api/v1/leads/\(reached)/undo", token: token).status == 200)
        let customer = try convert(lead)
        #expect(try lines("google").count == 1, "a conversion worth nothing has no row")
        try book(.charge, "1000.10", to: customer)
        let wrong = try book(.charge, "0.33", to: customer)
        try book(.payment, "500.00", to: customer)
        try book(.refund, "1.00", to: customer)
        try book(.credit, "0.05", to: customer)
        #expect(try groups("group_by=campaign") == ["- 3 2 1 0 0.00", "spring 1 1 1 1 1000.38"])
        try connection.transaction {
            _ = try ledger().reverse(wrong, of: customer, as: Transaction.ID(), at: Date())
        }
        for _ in 0...1 {
            #expect(
                try groups("group_by=source") == ["google 2 1 1 1 1000.05", "news 1 1 1 0 0.00", "- 1 1 0 0 0.00"])
            #expect(try groups("model=first") == ["first 3 2 2 1 1000.05", "- 1 1 0 0 0.00"])
            #expect(try groups("group_by=form") == ["- 4 3 2 1 1000.05"])
            #expect(try groups("group_by=medium") == ["- 4 3 2 1 1000.05"])
            #expect(try groups("to=2020-01-01") == [])
            let rows = try lines("google")
            #expect(
                rows[0] == "Google Click ID,Conversion Name,Conversion Time,Conversion Value,Conversion Currency")
            let pattern = #/^Cj0-x_1,Converted lead,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-03:00,1000\.05,EUR$/#
            #expect(try rows.count == 2 && pattern.wholeMatch(in: rows[1]) != nil)
            #expect(try lines("google", "&to=2020-01-01").count == 1)
            // The other lead with a click on Meta did not become a customer.
            #expect(try lines("meta") == ["event_name,event_time,value,currency,fbclid"])
            try desk.followUp()
        }
    }

    @Test func `a customer of two leads is counted once, and sold to by the first click`() throws {
        let leads = [
            try enter("ana", ["utm_source": "a"]), try enter("bia", ["utm_source": "b", "gclid": "first"]),
            try enter("cid", ["utm_source": "b", "gclid": "second", "fbclid": "=IwC"]),
        ]
        var customers: Set<Customer.ID> = []
        for lead in leads {
            _ = try desk.send("PATCH", "/api/v1/leads/\(lead)/status", ["status": "REACHED_OUT"], token: token)
            customers.insert(try convert(lead, "52998224725"))
        }
        let customer = try #require(customers.count == 1 ? customers.first : nil)
        try book(.charge, "10.00", to: customer)
        #expect(try groups("group_by=source") == ["b 2 2 0 2 10.00", "a 1 1 0 1 10.00"])
        #expect(try lines("google").dropFirst().map { $0.prefix(6) } == ["first,"])
        // What would be a formula is not one.
        #expect(try lines("meta").dropFirst().map { $0.suffix(5) } == ["'=IwC"])
        try book(.credit, "10.01", to: customer)
        #expect(try lines("google").count == 1, "nor has one worth less than nothing")
        #expect(try groups("group_by=source").last == "a 1 1 0 1 -0.01")
    }

    @Test func `groups are those of a count of every lead`() throws {
        let sources: [String?] = ["a", "A", "é", "with \"quotes\" and \\", "a b", nil]
        var wanted: [String: (leads: Int, reached: Int)] = [:]
        for number in 0..<60 {
            let source = sources.randomElement() ?? nil
            let isReached = Bool.random()
            let now = Date().addingTimeInterval(Double(-number))
            let id = Lead.ID(at: now)
            let contact = SampleLeads.contact {
                $0.email = "a\(number)@example.com"
                let last = source.map { ["utm_source": .string($0)] as JSON } ?? .null
                $0.attribution = Attribution(.json(["last": last])) ?? Attribution()
            }
            try LeadStore(connection).insert(id, contact, resume: nil, at: now)
            if isReached { try connection.execute("UPDATE leads SET reached_out_at = \(now) WHERE id = \(id)") }
            let sum = wanted[source ?? "-", default: (0, 0)]
            wanted[source ?? "-"] = (sum.leads + 1, sum.reached + (isReached ? 1 : 0))
            if number == 30 { try desk.followUp() }
        }
        let from = Instant.text(Date().addingTimeInterval(-200_000)).prefix(10)
        let found = try groups("from=\(from)")
        #expect(Set(found) == Set(wanted.map { "\($0) \($1.leads) \($1.reached) 0 0 0.00" }))
        try desk.followUp()
        #expect(try groups("from=\(from)") == found)
    }

    @Test(arguments: [
        ("attribution?model=both", ["model"]), ("attribution?group_by=day&from=soon", ["group_by", "from"]),
        ("attribution?from=2020-01-01&to=2022-01-01", ["from"]), ("conversions/export", ["platform"]),
        ("conversions/export?platform=bing&from=2026-01-02&to=2026-01-01", ["platform", "from"]),
    ])
    func `every fault of a query is named`(query: String, fields: [String]) throws {
        let answer = try desk.send("GET", "/api/v1/metrics/\(query)", token: token)
        #expect(answer.status == 422)
        #expect(answer.faultyFields == Set(fields))
        #expect(try desk.send("GET", "/api/v1/metrics/\(query)").status == 401)
    }
}
