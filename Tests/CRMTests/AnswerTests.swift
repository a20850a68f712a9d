import Accounts
import FoundationEssentials
import Frame
import Routing
import Serving
import TestSupport
import Testing
import Values

@testable import CRM

@Suite struct AnswerTests {
    private static let now = Instant.read("2026-01-31T12:00:00Z") ?? .distantPast

    private static let customer: Customer = {
        var details = CustomerDetails(name: "Ada")
        for detail in CustomerDetail.all where detail.member != "street" { details[detail] = detail.member }
        details.ownerID = User.ID()
        return Customer(
            id: Customer.ID(), details: details, leadID: Identifier(), isActive: true, balance: Money(cents: -1250),
            version: 3, createdAt: now, updatedAt: now)
    }()
    private static let bare = Customer(
        id: Customer.ID(), details: CustomerDetails(name: "Bob"), leadID: nil, isActive: false, balance: .zero,
        version: 1,
        createdAt: now, updatedAt: now)
    private static let product = Product(
        id: Product.ID(),
        details: ProductDetails(
            name: "Tea", description: "Green", kind: .service, sku: "T-1", price: Money(cents: 19_990)),
        isActive: true, version: 1, createdAt: now, updatedAt: now)

    private static let interaction = Interaction(
        id: Interaction.ID(), customerID: customer.id,
        details: InteractionDetails(.call, notes: "Two\nlines", occurredAt: now),
        author: Author(id: User.ID(), username: "ana"), version: 1, createdAt: now, updatedAt: now)
    private static let transaction = CRM.Transaction(
        id: Transaction.ID(), customerID: customer.id,
        details: TransactionDetails(
            kind: .charge, amount: Money(cents: 1), productID: product.id, quantity: 2, description: "Tea",
            occurredAt: now),
        author: nil, reversesID: Transaction.ID(), reversedByID: nil, createdAt: now)

    private static let page = Page(number: 1, size: 20)

    static let samples = [
        AnswerSample("customer", Shown(resource: customer)),
        AnswerSample("changed customer without details", Changed(message: "Done.", resource: bare)),
        AnswerSample("customers", PageOf([customer, bare], total: 2, page)),
        AnswerSample("no customers", PageOf<Customer>([], total: 0, Page(number: 9, size: 100))),
        AnswerSample("product", Shown(resource: product)),
        AnswerSample("products", PageOf([product], total: 1, page)),
        AnswerSample("removal", Done(message: "Removed.")),
        AnswerSample("interaction", Changed(message: "Done.", resource: interaction)),
        AnswerSample("interactions", PageOf([interaction], total: 1, page)),
        AnswerSample("interaction types", InteractionTypeList(language: .brazilianPortuguese)),
        AnswerSample("transaction", Changed(message: "Done.", resource: transaction)),
        AnswerSample("transactions", PageOf([transaction], total: 1, page)),
    ]

    @Test(arguments: samples)
    func `has the shape that it declares`(sample: AnswerSample) throws {
        #expect(try sample.faults() == [])
    }

    @Test func `a list has its number under both names`() throws {
        let list = PageOf([Self.customer], total: 41, Page(number: 2, size: 20))
        let json = try JSONText.parse(JSONText.bytes(of: list))
        #expect(json["page"] == 2 && json["current_page"] == 2 && json["per_page"] == 20 && json["pages"] == 3)
        guard case .array(let customers)? = json["customers"] else {
            Issue.record("no customers")
            return
        }
        #expect(customers.first?["balance"] == "-12.50")
        #expect(customers.first?["address"]?["city"] == "city")
        #expect(customers.first?["address"]?["street"] == JSON.null)
    }

    @Test func `the document of all routes is sound`() {
        let groups = [systemRoutes(for: Context.self), accountRoutes, crmRoutes]
        #expect(OpenAPIDocument(title: "", version: "", summary: "", groups: groups).faults == [])
    }
}
