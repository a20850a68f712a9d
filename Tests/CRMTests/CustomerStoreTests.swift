import Accounts
import FoundationEssentials
import MariaDB
import Platform
import Testing

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
            $0.email = "zoe@example.com"
            $0.phone = "+5511987654321"
            $0.document = "12ABC34501DE35"
            $0.companyName = "Söhne"
            $0.address.street = "Rua A, 1"
            $0.address.city = "São Paulo"
            $0.address.state = "SP"
            $0.address.zipCode = "01310-100"
            $0.address.country = "Brasil"
            $0.notes = "Two\nlines"
            $0.ownerID = crm.author
        }
        #expect(customer.details.address.city == "São Paulo")
        #expect(customer.details.document == "12ABC34501DE35")
        #expect(customer.details.ownerID == crm.author)
        #expect(customer.balance == .zero && customer.version == 1 && customer.isActive && customer.leadID == nil)
        #expect(try store.find(Customer.ID()) == nil)
    }

    @Test func `e-mail and document are one active customer's`() throws {
        var first = try crm.customer("A") {
            $0.email = "a@example.com"
            $0.document = "11144477735"
        }
        let failure = #expect(throws: DatabaseError.self) { try crm.customer("B") { $0.email = "a@example.com" } }
        #expect(failure?.code == .duplicateEntry(key: "customers_active_email"))
        #expect(throws: DatabaseError.self) { try crm.customer("B") { $0.document = "11144477735" } }
        first.isActive = false
        #expect(try store.update(first, at: crm.now))
        let second = try crm.customer("B") {
            $0.email = "a@example.com"
            $0.document = "11144477735"
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
    func `a search looks in every name and number, and its signs stand for themselves`(
        search: String, found: [String]
    ) throws {
        _ = try crm.customer("Zoë") { $0.phone = "+5511987654321" }
        _ = try crm.customer("Bob") {
            $0.companyName = "100% Pure"
            $0.email = "b@example.com"
            $0.document = "11144477735"
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

    @Test func `a telephone number leads to its oldest active customer`() throws {
        let first = try crm.customer("A") { $0.phone = "+5511987654321" }
        _ = try crm.customer("B") { $0.phone = "+5511987654321" }
        let number = try #require(PhoneNumber("+5511987654321"))
        #expect(try store.find(activePhone: number)?.details.name != nil)
        var gone = first
        gone.isActive = false
        #expect(try store.update(gone, at: crm.now))
        #expect(try store.find(activePhone: number)?.details.name == "B")
    }

    @Test func `seeded customers have valid documents, however often`() throws {
        for _ in 0..<2 { try store.seed(300) }
        let found = try store.page(Page(number: 1, size: 100), of: CustomerFilter(search: "@seed.example"))
        #expect(found.total == 600)
        let documents = found.customers.compactMap(\.details.document)
        #expect(documents.count == 100 && documents.allSatisfy { TaxDocument($0)?.kind == .cpf })
        #expect(found.customers.allSatisfy { PhoneNumber($0.details.phone ?? "") != nil })
    }
}
