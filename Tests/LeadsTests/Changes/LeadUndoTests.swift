import DomainTestSupport
import FoundationEssentials
import Frame
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

/// The undoing of a change, and the reason of a loss.
@Suite struct LeadUndoTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let desk: SampleDesk
    private let token: String
    private let lead = Lead.ID()
    private var path: String { "/api/v1/leads/\(lead.text)" }

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        desk = try SampleDesk(database: database)
        token = try desk.managerToken()
        try LeadStore(connection).insert(
            lead,
            SampleLeads.contact {
                $0.phone = "+5511987654321"
                $0[.jobPosition] = "Countess"
                $0.schedulingDay = "2030-01-31T14:30:00"
            }, resume: nil, at: Date())
        try desk.followUp()
    }

    private func found() throws -> Lead { try #require(try LeadStore(connection).find(lead)) }

    @discardableResult
    private func change(_ json: JSON) throws -> JSON {
        let answer = try desk.send("PATCH", path, json, token: token)
        #expect(answer.status == 200, "\(answer.text)")
        return answer.content
    }

    private func undo(_ variables: [String: String] = [:]) throws -> Int {
        let answer = try desk.send("POST", path + "/undo", token: token, variables)
        if answer.status == 200 { #expect(try Lead.schema.faults(of: answer.content) == []) }
        return answer.status
    }

    private func events() throws -> [LeadEvent] {
        try LeadHistoryStore(connection).page(Page(number: 1, size: 100), of: lead)?.events ?? []
    }

    @Test(
        arguments: [
            [["status": "REACHED_OUT"]], [["status": "LOST", "lost_reason": "Too dear"]],
            [["status": "REACHED_OUT"], ["status": "LOST"]],
            [["status": "LOST", "lost_reason": "Too dear"], ["status": "PENDING"]],
            [["status": "LOST", "lost_reason": "Too dear"], ["lost_reason": "No budget"]],
            [
                [
                    "first_name": "Augusta", "last_name": "Byron", "email": nil, "phone": "+5511987654322",
                    "business_name": "Engines", "job_position": nil, "scheduling_day": nil,
                ]
            ],
        ] as [[JSON]])
    func `the last change is undone, to the last field`(changes: [JSON]) throws {
        for change in changes.dropLast() { try self.change(change) }
        let before = try found()
        try change(try #require(changes.last))
        #expect(try found() != before)
        #expect(try undo() == 200)
        var after = try found()
        #expect(after.version == before.version + 2)
        // The sample was never scored.
        (after.version, after.updatedAt, after.score) = (before.version, before.updatedAt, before.score)
        #expect(after == before)
        let events = try events()
        #expect(events.first?.action == .undone && events.first?.actor?.username == "boss")
        let audited = try connection.fetchValue(
            "SELECT COUNT(*) FROM audit_events WHERE action = 'lead.change_undone'", as: Int.self)
        #expect(audited == 1)
        // A repeated request brings nothing back.
        #expect(try undo() == 409)
    }

    @Test func `what is another's, too long ago or not the last is not undone`() throws {
        #expect(try undo() == 409)
        try change(["first_name": "Augusta"])
        try connection.execute("UPDATE leads SET updated_at = updated_at + INTERVAL 1 SECOND WHERE id = \(lead)")
        #expect(try undo() == 409)
        try change(["first_name": "Ada"])
        try connection.execute("UPDATE lead_history SET at = at - INTERVAL 901 SECOND WHERE lead_id = \(lead)")
        try connection.execute("UPDATE leads SET updated_at = updated_at - INTERVAL 901 SECOND WHERE id = \(lead)")
        #expect(try undo() == 409)
        try change(["first_name": "Byron"])
        try connection.execute("UPDATE lead_history SET actor_id = NULL WHERE lead_id = \(lead)")
        #expect(try undo() == 409)
        #expect(try found().contact.firstName == "Byron")
        #expect(try desk.send("POST", "/api/v1/leads/\(Lead.ID().text)/undo", token: token).status == 404)
    }

    @Test func `a score that was counted again is no change, and If-Match is kept to`() throws {
        try change(["first_name": "Augusta"])
        try connection.execute("UPDATE leads SET score = 50, version = version + 1 WHERE id = \(lead)")
        #expect(try undo(["HTTP_IF_MATCH": "\"1\""]) == 412)
        #expect(try undo(["HTTP_IF_MATCH": "\"\(found().eTag)\""]) == 200)
        #expect(try found().contact.firstName == "Ada")
    }

    @Test func `an address that another lead has meanwhile is a conflict`() throws {
        try change(["email": "augusta@example.com"])
        try LeadStore(connection).insert(Lead.ID(), SampleLeads.contact(), resume: nil, at: Date())
        #expect(try undo() == 409)
    }

    @Test func `a conversion is not undone`() throws {
        try change(["status": "REACHED_OUT"])
        #expect(try desk.send("POST", path + "/convert", [:], token: token).status == 201)
        #expect(try undo() == 409)
    }

    @Test func `a lost lead has a reason, an open one has none`() throws {
        #expect(try change(["lost_reason": nil])["lost_reason"] == .null)
        let early = try desk.send("PATCH", path, ["lost_reason": "Too dear"], token: token)
        #expect(early.status == 422 && early.faultyFields == ["lost_reason"])
        let long = try desk.send(
            "PATCH", path, ["status": "LOST", "lost_reason": .string(String(repeating: "x", count: 201))], token: token)
        #expect(long.status == 422 && long.faultyFields == ["lost_reason"])
        #expect(try found().status == .pending)
        let moved = try desk.send(
            "PATCH", path + "/status", ["status": "perdido", "lost_reason": " Too dear "], token: token)
        #expect(moved.content["lost_reason"] == "Too dear")
        #expect(try change(["first_name": "Augusta"])["lost_reason"] == "Too dear")
        #expect(try change(["status": "PENDING"])["lost_reason"] == .null)
        #expect(try events().first?.changes.members["lost_reason"] == ["from": "Too dear", "to": nil])
    }
}
