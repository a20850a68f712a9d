import Accounts
import DomainTestSupport
import FoundationEssentials
import Frame
import HTTP
import MariaDB
import Routing
import Serving
import Storage
import TestSupport
import Testing
import Values

@testable import CRM

/// What follows from a line of the table of details, for each line: the detail is asked for, stored, shown, changed, recorded and searched.
@Suite struct CustomerDetailTests {
    private let crm: SampleCRM
    private let responder: TestResponder<Context>
    private let token: String

    init() throws {
        crm = try SampleCRM()
        responder = try TestResponder(
            [accountRoutes, crmRoutes], keeping: accountsDomain.answers + crmDomain.answers, database: crm.database, [:]
        ) { service in
            ThreadResources(
                service: service, accounts: try AccountsEnvironment(settings: service.settings, threads: 8))
        }
        let password: JSON = "Corredor-7"
        let user: JSON = [
            "username": "boss", "email": "boss@example.com", "password": password, "role": "manager",
        ]
        _ = try responder.send("POST", "/api/v1/auth/register", user)
        let answer = try responder.send("POST", "/api/v1/auth/token", ["username": "boss", "password": password])
        token = try #require(answer["access"])
    }

    /// Two valid values of a detail, the first of them the longest where any text is one.
    private func values(of detail: CustomerDetail) throws -> (before: String, after: String) {
        switch detail {
        case .email: return ("ada@example.com", "grace@example.com")
        case .phone: return ("+5511987654321", "+5511912345678")
        case .document: return ("11144477735", "52998224725")
        default:
            let length = try #require(detail.field.rule.schema.definition["maxLength"]?.integer)
            return (String(repeating: "𝄞", count: length), "after")
        }
    }

    /// A body that gives a detail, in the address when it is a part of that.
    private func body(_ detail: CustomerDetail, _ value: JSON) -> Members<JSON> {
        CustomerDetail.address.contains(detail) ? ["address": .object([detail.member: value])] : [detail.member: value]
    }

    private func shown(_ detail: CustomerDetail, in customer: JSON?) -> JSON? {
        CustomerDetail.address.contains(detail) ? customer?["address"]?[detail.member] : customer?[detail.member]
    }

    private func create(_ detail: CustomerDetail, _ value: String) throws -> Reception {
        var customer: Members<JSON> = ["name": "Ada"]
        customer.merge(body(detail, .string(value))) { $1 }
        return try responder.send("POST", "/api/v1/customers", .object(customer), token: token)
    }

    @Test(arguments: CustomerDetail.all)
    func `a detail is stored and shown to its greatest length, changed, recorded and cleared`(
        detail: CustomerDetail
    ) throws {
        let (before, after) = try values(of: detail)
        let longer = try create(detail, before + " x")
        #expect(longer.status == 422 && longer.content["error"]?["details"]?[detail.field.name] != nil)
        let created = try create(detail, before)
        #expect(created.status == 201)
        #expect(shown(detail, in: created.content["customer"]) == .string(before))
        let path = "/api/v1/customers/\(try #require(created.content["customer"]?["id"]?.text))"
        func put(_ value: JSON) throws -> JSON? {
            let changed = try responder.send("PUT", path, .object(body(detail, value)), token: token)
            #expect(changed.status == 200)
            return shown(detail, in: changed.content["customer"])
        }
        #expect(try put(.string(after)) == .string(after))
        let changes = try crm.connection.fetchValue(
            "SELECT changes FROM audit_events WHERE action = 'customer.updated'", as: String.self)
        let name = CustomerDetail.address.contains(detail) ? "address" : detail.member
        #expect(try JSONText.parse(Array((changes ?? "").utf8)) == .object([name: .untoldChange]))
        #expect(shown(detail, in: try responder.send("GET", path, token: token).content["customer"]) == .string(after))
        #expect(try put(.null) == JSON.null)
    }

    @Test func `an address that is null is cleared in all its parts`() throws {
        var customer = try crm.customer { details in
            for detail in CustomerDetail.all { details[detail] = detail.member }
        }
        let path = "/api/v1/customers/\(customer.id.text)"
        _ = try responder.send("PUT", path, ["address": nil], token: token)
        for detail in CustomerDetail.address { customer.details[detail] = nil }
        #expect(try crm.found(customer.id).details == customer.details)
    }

    @Test(arguments: CustomerDetail.all)
    func `a customer is found by the details that are searched, also after a change`(detail: CustomerDetail) throws {
        let store = CustomerStore(crm.connection)
        let (before, after) =
            CustomerDetail.searched.contains(detail) ? try values(of: detail) : (before: "zebra", after: "lion")
        var customer = try crm.customer { $0[detail] = before }
        func isFound(_ search: String) throws -> Bool {
            try store.page(Page(number: 1, size: 10), of: CustomerFilter(search: search)).total == 1
        }
        let isSearched = CustomerDetail.searched.contains(detail)
        #expect(try isFound(before) == isSearched)
        _ = try store.reindex(all: false)
        #expect(try isFound(before) == isSearched)
        customer.details[detail] = after
        #expect(try store.update(customer, at: crm.now))
        let mark = try crm.connection.fetchValue("SELECT search_state FROM customers", as: String.self)
        #expect(mark == (isSearched ? "changed" : "indexed"))
        #expect(try isFound(after) == isSearched)
    }

    @Test func `the order of the details is that of the members`() throws {
        let members = try JSONText.parse(JSONText.bytes(of: crm.customer())).members
        let contact = ["email", "phone", "document", "company_name"]
        #expect(Array(CustomerDetail.contact.map(\.member).prefix(4)) == contact)
        let names = CustomerDetail.contact.map(\.member) + ["address"] + CustomerDetail.remarks.map(\.member)
        #expect(Array(members.keys) == ["id", "name"] + names + Array(members.keys.suffix(8)))
        #expect(
            Array(try #require(members["address"]).members.keys.prefix(5)) == [
                "street", "city", "state", "zip_code", "country",
            ])
        #expect(Set(CustomerDetail.all.map(\.member)).count == CustomerDetail.all.count)
        #expect(CustomerDetail.all.count <= OptionalTexts.most)
    }
}
