import Accounts
import DomainTestSupport
import Environment
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

@testable import Leads

/// Changes of many leads.
@Suite struct LeadBulkTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let desk: SampleDesk
    private let token: String

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        desk = try SampleDesk(database: database)
        token = try desk.managerToken()
    }

    private func add(_ count: Int, source: String = "site") throws -> [Lead.ID] {
        let ids = try (0..<count).map { number in
            let id = Lead.ID()
            try LeadStore(connection).insert(
                id,
                SampleLeads.contact {
                    $0.email = "\(id.text)@example.com"
                    $0[.businessTracking] = source
                }, resume: nil, at: Date())
            return id
        }
        try desk.followUp()
        return ids
    }

    private func send(_ json: JSON, _ variables: [String: String] = [:]) throws -> Reception {
        try desk.send("POST", "/api/v1/leads/bulk", json, token: token, variables)
    }

    private func list(_ ids: [Lead.ID]) -> JSON { .array(ids.map { .string($0.text) }) }

    private func statuses(_ answer: JSON?) -> [Int] {
        (answer?["results"]?.elements ?? []).compactMap { $0["status"]?.integer }
    }

    private func runner(stopped: Bool = false) throws -> JobRunner {
        let settings = try database.settings(for: .administering)
        let runner = JobRunner(settings, [LeadBulkChange()], log: Log(from: .error))
        if stopped { runner.stop() }
        return runner
    }

    @Test func `each lead is changed by itself, with history and audit, and failures stop no other`() throws {
        let ids = try add(4)
        try connection.execute("UPDATE leads SET status = 'CONVERTED' WHERE id = \(ids[1])")
        let unknown = Lead.ID()
        let answer = try send([
            "ids": list([ids[0], ids[1], unknown, ids[2], ids[0]]),
            "change": ["status": "LOST", "lost_reason": "Too dear"],
        ])
        #expect(answer.status == 200)
        #expect(try BulkResults.schema.faults(of: answer.content) == [])
        #expect(statuses(answer.content) == [200, 409, 404, 200])
        let results = answer.content["results"]?.elements ?? []
        #expect(results.map { $0["id"]?.text } == [ids[0], ids[1], unknown, ids[2]].map(\.text))
        #expect(results[0]["error"] == .null && results[1]["error"]?["code"] == "CONFLICT")
        for (id, status) in zip(ids, [LeadStatus.lost, .converted, .lost, .pending]) {
            #expect(try LeadStore(connection).find(id)?.status == status)
        }
        #expect(try LeadStore(connection).find(ids[2])?.lostReason == "Too dear")
        for table: SQL in ["lead_history WHERE version = 2", "audit_events WHERE action = 'lead.changed'"] {
            #expect(try connection.fetchValue("SELECT COUNT(*) FROM \(table)", as: Int.self) == 2)
        }
        // The same again needs no change.
        let again = try send(["ids": list([ids[0]]), "change": ["status": "LOST"]])
        #expect(statuses(again.content) == [200])
        #expect(try LeadStore(connection).find(ids[0])?.version == 2)
        let owner = try send(["ids": list(ids), "change": ["owner_id": .string(User.ID().text)]])
        #expect(statuses(owner.content) == [422, 422, 422, 422])
    }

    @Test(
        arguments: [
            (["change": ["status": "LOST"]], ["ids", "filter"]), (["ids": [], "change": ["status": "LOST"]], ["ids"]),
            (["ids": ["x"], "change": ["status": "LOST"]], ["ids"]),
            (["ids": ["01890a5d-ac96-774b-bcce-b302099a8057"]], ["change"]),
            (["ids": ["01890a5d-ac96-774b-bcce-b302099a8057"], "change": [:]], ["change"]),
            (["ids": ["01890a5d-ac96-774b-bcce-b302099a8057"], "change": ["status": "OPEN"]], ["change.status"]),
            (["ids": ["01890a5d-ac96-774b-bcce-b302099a8057"], "change": ["custom": [:]]], ["change"]),
            (["filter": ["colour": "red"], "change": ["status": "LOST"]], ["filter"]),
            (["filter": ["status": "OPEN"], "change": ["status": "LOST"]], ["filter"]),
            (["filter": ["page": 2], "change": ["status": "LOST"]], ["filter"]),
            (
                [
                    "ids": ["01890a5d-ac96-774b-bcce-b302099a8057"], "filter": [:], "change": ["status": "LOST"],
                ], ["ids", "filter"]
            ),
        ] as [(JSON, [String])])
    func `what says no leads or no change is refused by name`(json: JSON, fields: [String]) throws {
        let answer = try send(json)
        #expect(answer.status == 422)
        #expect(answer.faultyFields == Set(fields), "\(answer.text)")
    }

    @Test func `at most 200 ids are named`() throws {
        let many = JSON.array((0...200).map { _ in .string(Lead.ID().text) })
        #expect(try send(["ids": many, "change": ["status": "LOST"]]).status == 422)
    }

    @Test func `a filter is a job that changes what it selected when it was asked for, whatever stops it`() throws {
        let ids = try add(120)
        _ = try add(3, source: "event")
        try connection.execute("UPDATE leads SET status = 'CONVERTED' WHERE id = \(ids[7])")
        let answer = try send(["filter": ["source": "site", "sort_order": "asc"], "change": ["status": "REACHED_OUT"]])
        #expect(answer.status == 202)
        #expect(try JobReply.schema.faults(of: answer.content) == [])
        let job = try #require(answer.content["job"]?["id"]?.text.flatMap { Job.ID($0) })
        // Those that come later are not part of it.
        let late = try add(1)
        #expect(try runner(stopped: true).runNext(connection))
        let half = try #require(try JobStore(connection).findWithResult(job))
        #expect(half.progressDone == 50 && half.progressTotal == 120 && half.result == nil)
        #expect(try runner().runNext(connection))
        let path = "/api/v1/jobs/\(job.text)"
        let whole = try desk.send("GET", path, token: token).content["job"]
        #expect(whole?["state"] == "done" && whole?["progress"] == ["done": 120, "total": 120])
        let results = whole?["result"]?["results"]?.elements ?? []
        #expect(results.map { $0["id"]?.text } == ids.map(\.text))
        #expect(statuses(whole?["result"]).count { $0 == 200 } == 119 && results[7]["status"] == 409)
        let reached = try connection.fetchValue("SELECT COUNT(*) FROM leads WHERE status = 'REACHED_OUT'", as: Int.self)
        #expect(reached == 119)
        #expect(try LeadStore(connection).find(try #require(late.first))?.status == .pending)
        let actors = try connection.fetchValue(
            "SELECT COUNT(*) FROM audit_events WHERE action = 'lead.changed' AND actor_username = 'boss'", as: Int.self)
        #expect(actors == 119)
        // A job that someone else asked for is not there.
        try connection.execute("UPDATE jobs SET created_by = \(User.ID())")
        #expect(try desk.send("GET", path, token: token).status == 404)
    }

    @Test func `a job without leads is done, and one of a user who left changes nothing`() throws {
        let none = try send(["filter": ["source": "nowhere"], "change": ["owner_id": nil]])
        #expect(try runner().runNext(connection))
        let job = try #require(none.content["job"]?["id"]?.text.flatMap { Job.ID($0) })
        #expect(try JobStore(connection).findWithResult(job)?.result == ["results": []])
        let ids = try add(2)
        let some = try send(["filter": [:], "change": ["status": "LOST"]])
        try connection.execute("UPDATE users SET is_active = FALSE")
        #expect(try runner().runNext(connection))
        let other = try #require(some.content["job"]?["id"]?.text.flatMap { Job.ID($0) })
        #expect(try JobStore(connection).find(other)?.state == .failed)
        #expect(try LeadStore(connection).find(ids[0])?.status == .pending)
    }

    @Test func `a move is kept as it was asked for`() throws {
        for json: JSON in [
            ["status": "LOST", "lost_reason": "Too dear"], ["owner_id": nil], ["lost_reason": nil, "status": "LOST"],
            ["owner_id": .string(User.ID().text)],
        ] {
            let request = Request(try SampleExchange("POST", "/", json: json))
            let reader = InputReader(request, segments: [:])
            try reader.readJSON()
            let move = LeadMove(reading: reader)
            #expect(move.json == json && LeadMove(move.json) == move)
        }
        #expect(LeadMove(["status": 1]) == nil && LeadMove(["colour": "red"]) == nil)
    }
}
