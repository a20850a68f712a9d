import DomainTestSupport
import FoundationEssentials
import Frame
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct LeadChangesTests {
    @Test func `names what differs, before and after, and nothing else`() {
        let before = SampleLeads.lead { $0[.businessName] = "Engines" }
        var after = before
        #expect(LeadChanges(from: before, to: after) == .none)
        after.contact.firstName = "Augusta"
        after.contact.phone = "+5511987654321"
        after.contact[.businessName] = nil
        let changes = LeadChanges(from: before, to: after)
        #expect(
            changes.members == [
                "first_name": ["from": "Ada", "to": "Augusta"], "phone": ["from": nil, "to": "+5511987654321"],
                "business_name": ["from": "Engines", "to": nil],
            ])
        #expect(changes.action == .changed)
    }

    @Test func `a status change takes precedence over a new owner, and that over the rest`() {
        let before = SampleLeads.lead()
        var after = before
        after.ownerID = User.ID()
        #expect(LeadChanges(from: before, to: after).action == .ownerChanged)
        after.contact.lastName = "King"
        #expect(LeadChanges(from: before, to: after).action == .changed)
        after.status = .reachedOut
        after.reachedOutAt = Date()
        let changes = LeadChanges(from: before, to: after)
        #expect(changes.action == .statusChanged)
        #expect(Set(changes.members.keys) == ["last_name", "owner_id", "status"])
    }
}

@Suite struct LeadHistoryTests {
    private let database: ScratchDatabase
    private let desk: SampleDesk
    private let token: String

    init() throws {
        database = try ScratchDatabase.withSchema()
        desk = try SampleDesk(database: database)
        token = try desk.managerToken()
    }

    private func newLead() throws -> String {
        let answer = try desk.send(
            "POST", "/api/v1/leads", ["name": "Ada Lovelace", "email": "ada@example.com"], token: token)
        guard case .string(let id)? = answer.content["lead"]?["id"] else { throw APIError.notFound }
        return id
    }

    private func history(_ id: String, _ query: String = "") throws -> [JSON] {
        let answer = try desk.send("GET", "/api/v1/leads/\(id)/history\(query)", token: token)
        #expect(answer.status == 200)
        #expect(try PageOf<LeadEvent>.schema.faults(of: answer.content) == [])
        guard case .array(let events)? = answer.content["history"] else { return [] }
        return events
    }

    @Test func `lists creation and changes with their authors, newest first`() throws {
        let id = try newLead()
        for json: JSON in [["first_name": "Augusta"], ["status": "REACHED_OUT"], ["status": "REACHED_OUT"], [:]] {
            #expect(try desk.send("PATCH", "/api/v1/leads/\(id)", json, token: token).status == 200)
        }
        let events = try history(id)
        #expect(events.map { $0["action"] } == ["status_changed", "changed", "created"])
        #expect(events.allSatisfy { $0["actor"]?["username"] == "boss" })
        #expect(
            events.map { $0["changes"] } == [
                ["status": ["from": "PENDING", "to": "REACHED_OUT"]], ["first_name": ["from": "Ada", "to": "Augusta"]],
                [:],
            ])
        #expect(try history(id, "?page=2&page_size=2").map { $0["action"] } == ["created"])
        #expect(try history(id, "?page=9").isEmpty)
    }

    @Test func `a lead of an anonymous submission has no creator`() throws {
        let lead = Lead.ID()
        try LeadStore(database.connection()).insert(lead, SampleLeads.contact(), resume: nil, at: Date())
        let id = lead.text
        let events = try history(id)
        #expect(events.count == 1)
        #expect(events[0]["actor"] == JSON.null)
        #expect(events[0]["id"] == .string(id))
        #expect(try desk.send("PATCH", "/api/v1/leads/\(id)", ["last_name": "K"], token: token).status == 200)
        #expect(try history(id).map { $0["action"] } == ["changed", "created"])
        #expect(try history(id, "?page_size=1&page=2").map { $0["action"] } == ["created"])
    }

    @Test func `a change that is refused leaves no entry, and a history that cannot be written no change`() throws {
        let id = try newLead()
        #expect(try desk.send("PATCH", "/api/v1/leads/\(id)", ["status": "QUALIFIED"], token: token).status == 409)
        #expect(try history(id).count == 1)
        try database.connection().executeScript("RENAME TABLE lead_history TO elsewhere;")
        #expect(try desk.send("PATCH", "/api/v1/leads/\(id)", ["last_name": "K"], token: token).status == 503)
        try database.connection().executeScript("RENAME TABLE elsewhere TO lead_history;")
        #expect(try desk.send("GET", "/api/v1/leads/\(id)", token: token)["last_name"] == "Lovelace")
    }

    @Test func `goes with its lead, and an unknown lead has none`() throws {
        let id = try newLead()
        #expect(try desk.send("DELETE", "/api/v1/leads/\(id)", token: token).status == 204)
        #expect(try desk.send("GET", "/api/v1/leads/\(id)/history", token: token).status == 404)
        let rows = try database.connection().fetchValue("SELECT COUNT(*) FROM lead_history", as: Int.self)
        #expect(rows == 0)
    }
}
