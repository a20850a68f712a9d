import FoundationEssentials
import MariaDB
import Routing
import Testing
import Values

@testable import CRM

@Suite struct InteractionStoreTests {
    private let crm: SampleCRM
    private let store: InteractionStore

    init() throws {
        crm = try SampleCRM()
        store = InteractionStore(crm.connection)
    }

    private func total(of customer: Customer) throws -> Int? {
        try store.page(Page(number: 1, size: 20), of: customer.id)?.total
    }

    @Test func `repeated data of one source is recorded once`() throws {
        let customer = try crm.customer()
        let details = InteractionDetails(.whatsapp, notes: "Hello", occurredAt: crm.now)
        func entry(_ source: String, of id: Customer.ID? = nil) -> RecordedInteraction {
            RecordedInteraction(details: details, customer: id ?? customer.id, source: source)
        }
        try store.record([entry("message 1")])
        // One of them is of an unknown user: the others are recorded all the same.
        try store.record([entry("message 1"), entry("message 3", of: Customer.ID()), entry("message 2")])
        let found = try #require(try store.page(Page(number: 1, size: 20), of: customer.id))
        #expect(found.total == 2)
        #expect(found.interactions.allSatisfy { $0.author == nil && $0.details == details && $0.version == 1 })
    }

    @Test func `interactions go with their customer, latest first until then`() throws {
        let customer = try crm.customer()
        let ids = (0..<3).map { _ in Interaction.ID() }
        for (id, day) in zip(ids, [2, 3, 1]) {
            let details = InteractionDetails(
                .call, notes: "\(day)", occurredAt: crm.now.addingTimeInterval(Double(day) * 86_400))
            try store.add(details, of: customer.id, by: crm.author, as: id, at: crm.now)
        }
        let found = try #require(try store.page(Page(number: 1, size: 2), of: customer.id))
        #expect(found.interactions.map(\.details.notes) == ["3", "2"] && found.total == 3)
        #expect(found.interactions.first?.author == Author(id: crm.author, username: "ana"))
        var changed = try #require(try store.find(ids[0], of: customer.id))
        changed.details.notes = "Changed"
        #expect(try store.update(changed, at: crm.now))
        #expect(try !store.update(changed, at: crm.now))
        #expect(try !store.remove(changed))
        #expect(try store.find(ids[0], of: Customer.ID()) == nil)
        #expect(try CustomerStore(crm.connection).remove(customer))
        #expect(try total(of: customer) == nil)
        #expect(try store.find(ids[1], of: customer.id) == nil)
    }

    @Test func `every type is known by its code, its id and the names of older front ends`() throws {
        let rule = InteractionFields.type.rule
        for type in InteractionType.allCases {
            #expect(try rule.read(.text(type.rawValue)) == type)
            #expect(try rule.read(.text(type.id)) == type)
            #expect(InteractionType.ID(type.id) != nil)
        }
        for (name, type) in FrontEndNames.interactionTypes { #expect(try rule.read(.text(name)) == type) }
        #expect(throws: Fault.self) { try rule.read(.text("dance")) }
        #expect(Set(InteractionType.allCases.map(\.id)).count == InteractionType.allCases.count)
    }

    @Test(arguments: [
        "1899-12-31T23:59:59Z", "tomorrow", "2026-01-31", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59-01:00", "",
    ])
    func `a moment outside 1900 to 9999 is none`(text: String) {
        #expect(throws: Fault.self) { try Rule<Date>.moment.read(.text(text)) }
    }
}
