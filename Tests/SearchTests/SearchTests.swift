import CRM
import FoundationEssentials
import Leads
import MariaDB
import Routing
import Storage
import TestSupport
import Testing
import Values

@testable import Search

@Suite struct SearchTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let customers: CustomerStore

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        customers = CustomerStore(connection)
    }

    @discardableResult
    private func add(_ name: String, _ change: (inout CustomerDetails) -> Void = { _ in }) throws -> Customer.ID {
        var details = CustomerDetails(name: name)
        change(&details)
        let now = Date()
        let id = Customer.ID(at: now)
        try customers.add(details, as: id, at: now)
        return id
    }

    private func names(_ text: String) throws -> [String] {
        try customers.best(text, atMost: SearchResults.limit).map(\.name)
    }

    @Test(arguments: [false, true])
    func `whole words come before beginnings, names before other texts`(isIndexed: Bool) throws {
        try add("Anastácia Lima")
        try add("Bia") { $0[.companyName] = "Ana & Filhos" }
        try add("Caio") { $0[.companyName] = "Anápolis" }
        try add("Ana Souza")
        try add("Ina")
        if isIndexed { _ = try customers.reindex(all: false) }
        #expect(try names("ANÁ") == ["Ana Souza", "Bia", "Anastácia Lima", "Caio"])
        #expect(try names("ana lim") == ["Anastácia Lima"])
        #expect(try names("sou ana") == ["Ana Souza"])
        #expect(try names("zebra") == [] && names("%") == [] && names("a_a") == [])
    }

    @Test func `of records that fit as well, the newer one comes first, and no more than asked for are returned`()
        throws
    {
        for number in 0..<30 {
            let now = Date(timeIntervalSince1970: 1_800_000_000 + Double(number))
            try customers.add(CustomerDetails(name: "Ana \(number)"), as: Customer.ID(at: now), at: now)
        }
        _ = try customers.reindex(all: false)
        #expect(try names("ana") == (10..<30).reversed().map { "Ana \($0)" })
    }

    @Test func `what changed or went out of use since it was indexed is right immediately`() throws {
        let id = try add("Old Name") { $0[.phone] = "+5511987654321" }
        _ = try customers.reindex(all: false)
        #expect(try names("11 98765-4321") == ["Old Name"])
        var customer = try #require(try customers.find(id))
        customer.details.name = "New Name"
        #expect(try customers.update(customer, at: Date()))
        #expect(try names("old") == [] && names("new") == ["New Name"])
        customer = try #require(try customers.find(id))
        customer.isActive = false
        #expect(try customers.update(customer, at: Date()))
        #expect(try names("new") == [])
        _ = try customers.reindex(all: false)
        #expect(try names("new") == [])
    }

    @Test func `products are found by name and SKU, leads by everything that their list is searched for`() throws {
        let now = Date()
        try connection.execute(
            """
            INSERT INTO products (id, name, kind, sku, price, created_at, updated_at)
            VALUES (\(Product.ID(at: now)), 'Chá verde', 'product', 'TEA-7', 1, \(now), \(now))
            """)
        try connection.execute(
            """
            INSERT INTO leads (id, first_name, last_name, email, phone, business_name, created_at, updated_at)
            VALUES (\(Lead.ID(at: now)), 'Grace', 'Hopper', 'grace@navy.example', '+14155550100', 'Navy', \(now), \(now))
            """)
        let products = ProductStore(connection)
        for isIndexed in [false, true] {
            if isIndexed { #expect(try products.reindex(all: false) == 1) }
            for text in ["cha", "tea-7", "tea7", "verde chá"] {
                #expect(try products.best(text, atMost: 20).map(\.detail) == ["TEA-7"], "\(text)")
            }
        }
        for text in ["hop", "grace@navy", "4155550100", "navy"] {
            let found = try LeadStore(connection).best(text, atMost: 20)
            #expect(found.map(\.name) == ["Grace Hopper"] && found.map(\.detail) == ["grace@navy.example"], "\(text)")
        }
    }

    @Test func `a search reads a bounded part of the index, whatever is looked for`() throws {
        try connection.execute(
            """
            INSERT INTO customers (id, name, search_state, created_at, updated_at)
            SELECT UNHEX(MD5(seq)), '', 'indexed', '2026-01-01', '2026-01-01'
            FROM seq_1_to_20000
            """)
        for word in ["ana", "silva", "souza"] {
            try connection.execute(
                """
                INSERT INTO customer_words (word, customer_id)
                SELECT \(word), UNHEX(MD5(seq))
                FROM seq_1_to_20000
                WHERE \(word) <> 'souza' OR seq <= 12000
                """)
        }
        try connection.execute("ANALYZE TABLE customer_words")
        for text in [
            "ana", "a", "ana silva", "silva ana souza", "s a", "ana zz", String(repeating: "a b c d e f g ", count: 14),
        ] {
            let before = try connection.indexEntriesRead()
            _ = try customers.best(text, atMost: 20)
            #expect(try connection.indexEntriesRead() - before < 25_000, "\(text)")
        }
    }

    private static let samples = [
        AnswerSample("results", SearchResults(results: [sample(detail: nil), sample(detail: "a@example.com")])),
        AnswerSample("nothing", SearchResults(results: [])),
    ]

    @Test(arguments: samples)
    func `has the shape that it declares`(sample: AnswerSample) throws {
        #expect(try sample.faults() == [])
    }

    private static func sample(detail: String?) -> SearchResult {
        SearchResult(
            kind: .customer,
            record: FoundRecord(id: Customer.ID().text, name: "Ana", detail: detail, fit: .nameWords))
    }
}
