import FoundationEssentials
import HTTP
import MariaDB
import Routing
import Testing
import Values

@testable import CRM

@Suite struct LedgerTests {
    private let crm: SampleCRM
    private let ledger: Ledger
    private let store: LedgerStore

    init() throws {
        crm = try SampleCRM()
        ledger = Ledger(crm.connection, by: crm.author)
        store = LedgerStore(crm.connection)
    }

    private func details(_ kind: CRM.Transaction.Kind, _ cents: Int64, of product: Product.ID? = nil)
        -> TransactionDetails
    {
        TransactionDetails(kind: kind, amount: Money(cents: cents), productID: product, occurredAt: crm.now)
    }

    @discardableResult
    private func add(
        _ kind: CRM.Transaction.Kind, _ cents: Int64, to customer: Customer, of product: Product.ID? = nil
    ) throws -> CRM.Transaction {
        try crm.connection.transaction {
            try ledger.add(details(kind, cents, of: product), of: customer.id, as: Transaction.ID(), at: crm.now)
        }
    }

    @discardableResult
    private func reverse(_ entry: CRM.Transaction, of customer: Customer) throws -> CRM.Transaction {
        try crm.connection.transaction {
            try ledger.reverse(entry.id, of: customer.id, as: Transaction.ID(), at: crm.now)
        }
    }

    private func balance(of customer: Customer) throws -> Money { try crm.found(customer.id).balance }

    /// What the entries of a ledger come to, by their kinds.
    private func sum(of customer: Customer) throws -> Money {
        let entries = try #require(try store.page(Page(number: 1, size: 100), of: customer.id)).transactions
        return Money(cents: entries.map { $0.details.kind.effect(of: $0.details.amount).cents }.reduce(0, +))
    }

    @Test func `a balance is charges and refunds without payments and credits`() throws {
        let customer = try crm.customer()
        let steps: [(CRM.Transaction.Kind, Int64, Int64)] = [
            (.charge, 19_990, 19_990), (.payment, 10_000, 9990), (.credit, 990, 9000), (.refund, 50, 9050),
            (.payment, 20_000, -10_950),
        ]
        for (kind, cents, expected) in steps {
            try add(kind, cents, to: customer)
            #expect(try balance(of: customer) == Money(cents: expected))
            #expect(try sum(of: customer) == Money(cents: expected))
        }
        #expect(try crm.found(customer.id).version == customer.version + 5)
    }

    @Test(arguments: CRM.Transaction.Kind.allCases)
    func `an entry is reversed once, by the kind that undoes it`(kind: CRM.Transaction.Kind) throws {
        let customer = try crm.customer()
        try add(.charge, 7, to: customer)
        let entry = try add(kind, 1234, to: customer)
        let counter = try reverse(entry, of: customer)
        #expect(counter.details.kind == kind.counter && counter.details.kind.counter == kind)
        #expect(counter.details.amount == entry.details.amount && counter.reversesID == entry.id)
        #expect(try store.find(entry.id, of: customer.id)?.reversedByID == counter.id)
        for refused in [entry, counter] {
            let failure = #expect(throws: APIError.self) { try reverse(refused, of: customer) }
            #expect(failure?.status == .conflict)
        }
        #expect(try balance(of: customer) == Money(cents: 7))
        #expect(try sum(of: customer) == Money(cents: 7))
    }

    @Test func `an entry is found in its own ledger only`() throws {
        let (customer, other) = (try crm.customer("A"), try crm.customer("B"))
        let entry = try add(.charge, 100, to: customer)
        #expect(throws: APIError.notFound) { try reverse(entry, of: other) }
        #expect(try store.find(entry.id, of: other.id) == nil)
        #expect(try store.page(Page(number: 1, size: 1), of: Customer.ID()) == nil)
        #expect(try balance(of: customer) == Money(cents: 100) && balance(of: other) == .zero)
    }

    @Test func `a product must be sold`() throws {
        let customer = try crm.customer()
        var product = try crm.product()
        try add(.charge, 19_990, to: customer, of: product.id)
        product.isActive = false
        #expect(try ProductStore(crm.connection).update(product, at: crm.now))
        for id in [product.id, Product.ID()] {
            let failure = #expect(throws: APIError.self) { try add(.charge, 1, to: customer, of: id) }
            #expect(failure?.status == .unprocessableContent && failure?.details.keys.first == "product_id")
        }
        #expect(try balance(of: customer) == Money(cents: 19_990))
        let removal = #expect(throws: DatabaseError.self) {
            let found = try #require(try ProductStore(crm.connection).find(product.id))
            _ = try ProductStore(crm.connection).remove(found)
        }
        #expect(removal?.code == .stillReferenced)
    }

    @Test(arguments: [1, -1] as [Int64])
    func `a balance past its bounds is refused, and nothing is written`(sign: Int64) throws {
        let customer = try crm.customer()
        let edge = Money(cents: sign * 99_999_999_999_999)
        try crm.connection.execute("UPDATE customers SET balance = \(edge) WHERE id = \(customer.id)")
        let failure = #expect(throws: APIError.self) { try add(sign > 0 ? .charge : .payment, 1, to: customer) }
        #expect(failure?.status == .unprocessableContent && failure?.details.keys.first == "amount")
        #expect(try balance(of: customer) == edge)
        #expect(try store.page(Page(number: 1, size: 1), of: customer.id)?.total == 0)
    }

    @Test func `a customer with transactions is kept`() throws {
        let customer = try crm.customer()
        try add(.charge, 1, to: customer)
        let failure = #expect(throws: DatabaseError.self) {
            _ = try CustomerStore(crm.connection).remove(crm.found(customer.id))
        }
        #expect(failure?.code == .stillReferenced)
    }
}
