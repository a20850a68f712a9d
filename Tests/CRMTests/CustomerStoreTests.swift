import FoundationEssentials
import Frame
import MariaDB
import TestSupport
import Testing
import Values

@testable import CRM

@Suite struct CustomerStoreTests {
    private let crm: SampleCRM
    private let store: CustomerStore

    init() throws {
        crm = try SampleCRM()
        store = CustomerStore(crm.connection)
    }

    private func names(_ filter: CustomerFilter) throws -> [String] {
        let found = try store.page(Page(number: 1, size: 100), of: filter)
        #expect(found.total == found.customers.count)
        return found.customers.map(\.details.name).sorted()
    }

    @Test func `finds what was added, to the last field`() throws {
        let customer = try crm.customer("Zoë 🙂") {
            for detail in CustomerDetail.all { $0[detail] = "\(detail.member)\n" }
            $0[.document] = "12ABC34501DE35"
            $0.ownerID = crm.author
        }
        for detail in CustomerDetail.all where detail != .document {
            #expect(customer.details[detail] == "\(detail.member)\n")
        }
        #expect(customer.details[.document] == "12ABC34501DE35")
        #expect(customer.details.name == "Zoë 🙂" && customer.details.ownerID == crm.author)
        #expect(customer.balance == .zero && customer.version == 1 && customer.isActive && customer.leadID == nil)
        #expect(try store.find(Customer.ID()) == nil)
    }

    @Test func `e-mail and document are one active customer's`() throws {
        var first = try crm.customer("A") {
            $0[.email] = "a@example.com"
            $0[.document] = "11144477735"
        }
        let failure = #expect(throws: DatabaseError.self) { try crm.customer("B") { $0[.email] = "a@example.com" } }
        #expect(failure?.code == .duplicateEntry(key: "customers_active_email"))
        #expect(throws: DatabaseError.self) { try crm.customer("B") { $0[.document] = "11144477735" } }
        first.isActive = false
        #expect(try store.update(first, at: crm.now))
        let second = try crm.customer("B") {
            $0[.email] = "a@example.com"
            $0[.document] = "11144477735"
        }
        var back = try crm.found(first.id)
        back.isActive = true
        #expect(throws: DatabaseError.self) { try store.update(back, at: crm.now) }
        #expect(try store.find(activeEmail: EmailAddress("a@example.com"))?.id == second.id)
        #expect(try store.find(activeEmail: nil, document: TaxDocument("111.444.777-35"))?.id == second.id)
        #expect(try store.find(activeEmail: EmailAddress("b@example.com")) == nil)
        try crm.connection.transaction { _ = try crm.customer("C") }
        try crm.connection.transaction { _ = try crm.customer("D") }
    }

    @Test func `an update on a state that is no longer is not done`() throws {
        let read = try crm.customer()
        var (first, second) = (read, read)
        first.details.name = "First"
        second.details.name = "Second"
        #expect(try store.update(first, at: crm.now))
        #expect(try !store.update(second, at: crm.now))
        #expect(try !store.remove(second))
        #expect(try crm.found(read.id).details.name == "First")
        #expect(try store.remove(crm.found(read.id)))
    }

    @Test func `totals follow additions, deactivations and removals`() throws {
        let customers = try ["A", "B", "C"].map { try crm.customer($0) }
        var gone = customers[0]
        gone.isActive = false
        #expect(try store.update(gone, at: crm.now))
        #expect(try names(CustomerFilter()) == ["B", "C"])
        #expect(try names(CustomerFilter(activeOnly: false)) == ["A", "B", "C"])
        #expect(try store.remove(crm.found(gone.id)))
        #expect(try store.remove(customers[1]))
        #expect(try names(CustomerFilter(activeOnly: false)) == ["C"])
    }

    @Test(
        arguments: [
            ("zoe", ["Zoë"]), ("100%", ["Bob"]), ("_", []), ("5511", ["Zoë"]), ("111.444.777-35", ["Bob"]),
            ("1114447", ["Bob"]), ("B@EXAMPLE", ["Bob"]), ("nobody", []), ("'; DROP TABLE customers; --", []),
        ] as [(String, [String])])
    func `a search covers every name and number, and is literal`(
        search: String, found: [String]
    ) throws {
        _ = try crm.customer("Zoë") { $0[.phone] = "+5511987654321" }
        _ = try crm.customer("Bob") {
            $0[.companyName] = "100% Pure"
            $0[.email] = "b@example.com"
            $0[.document] = "11144477735"
        }
        #expect(try names(CustomerFilter(search: search)) == found)
    }

    @Test func `pages hold each customer once, newest first`() throws {
        for number in 0..<7 { _ = try crm.customer("\(number)") }
        let whole = try store.page(Page(number: 1, size: 100), of: CustomerFilter()).customers.map(\.id)
        var seen: [Customer.ID] = []
        for number in 1...4 {
            seen += try store.page(Page(number: number, size: 2), of: CustomerFilter()).customers.map(\.id)
        }
        #expect(seen == whole && Set(seen).count == 7)
        #expect(try store.page(Page(number: 9, size: 100), of: CustomerFilter()).total == 7)
    }

    @Test func `deep pages contain each customer in order, and cost the same as the first`() throws {
        try crm.connection.execute(
            """
            INSERT INTO customers (id, name, is_active, created_at, updated_at)
            SELECT UNHEX(MD5(seq)), 'Ada', seq MOD 4 > 0, '2026-01-01' + INTERVAL seq * 600 SECOND, '2026-01-01'
            FROM seq_1_to_20000
            """)
        try crm.connection.execute("UPDATE customers SET is_active = NOT is_active WHERE MOD(ASCII(id), 5) = 0")
        try crm.connection.execute("DELETE FROM customers WHERE MOD(ASCII(id), 7) = 0")
        let whole = try store.page(Page(number: 1, size: 1), of: CustomerFilter(activeOnly: false)).total
        for activeOnly in [true, false] {
            let filter = CustomerFilter(activeOnly: activeOnly)
            let ids = try (1...9).flatMap {
                try store.page(Page(number: $0, size: 100), of: filter).customers.map(\.id)
            }
            #expect(Set(ids).count == 900)
            for _ in 0..<8 {
                let number = Int.random(in: 100...500)
                let page = try store.page(Page(number: number, size: 20), of: filter)
                let offset = Page(number: number, size: 20).offset
                let condition: SQL = activeOnly ? "WHERE is_active" : ""
                let wanted: [Key] = try crm.connection.fetchAll(
                    "SELECT id FROM customers \(condition) ORDER BY created_at DESC, id DESC LIMIT 20 OFFSET \(offset)")
                #expect(page.customers.map(\.id) == wanted.map(\.id), "page \(number)")
                #expect(activeOnly ? page.total < whole : page.total == whole)
            }
            let before = try crm.connection.indexEntriesRead()
            _ = try store.page(Page(number: 500, size: 20), of: filter)
            // 139 days, active or not, in a shard or two; the customers of one day, and the page.
            #expect(try crm.connection.indexEntriesRead() - before < 4 * 139 + 144 + 100)
            let past = try store.page(Page(number: 5_000, size: 20), of: filter)
            #expect(try past.customers.isEmpty && past.total == total(of: filter))
        }
    }

    private func total(of filter: CustomerFilter) throws -> Int {
        try store.page(Page(number: 1, size: 20), of: filter).total
    }

    private struct Key: RowDecodable {
        let id: Customer.ID
        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }

    @Test func `a telephone number leads to its oldest active customer`() throws {
        let first = try crm.customer("A") { $0[.phone] = "+5511987654321" }
        let second = try crm.customer("B") { $0[.phone] = "+551187654321" }
        let numbers = try #require(PhoneNumber("+5511987654321")).spellings
        #expect(numbers.map(\.text) == ["+5511987654321", "+551187654321"])
        #expect(try store.find(activePhones: []) == nil)
        #expect(try store.find(activePhones: [numbers[1]]) == second.id)
        #expect(try store.find(activePhones: numbers) != nil)
        var gone = first
        gone.isActive = false
        #expect(try store.update(gone, at: crm.now))
        #expect(try store.find(activePhones: numbers) == second.id)
    }

    @Test func `seeded customers have valid documents, however often`() throws {
        for _ in 0..<2 { try store.seed(300) }
        let found = try store.page(Page(number: 1, size: 100), of: CustomerFilter(search: "@seed.example"))
        #expect(found.total == 600)
        let documents = found.customers.compactMap { $0.details[.document] }
        #expect(documents.count == 100 && documents.allSatisfy { TaxDocument($0)?.kind == .cpf })
        #expect(found.customers.allSatisfy { PhoneNumber($0.details[.phone] ?? "") != nil })
    }
}
