import DomainTestSupport
import FoundationEssentials
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct LeadNoteTests {
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
            "POST", "/api/v1/leads", ["name": "Ada Lovelace", "email": "ada@example.com", "notify": true], token: token)
        guard case .string(let id)? = answer.content["lead"]?["id"] else { throw APIError.notFound }
        return id
    }

    @Test func `keeps what was noted, newest first, and who noted it`() throws {
        let id = try newLead()
        for text in ["First\nline two", "  <b>Second</b>  "] {
            let answer = try desk.send("POST", "/api/v1/leads/\(id)/notes", ["text": .string(text)], token: token)
            #expect(answer.status == 201)
            #expect(try LeadNoteReply.schema.faults(of: answer.content) == [])
            #expect(answer.content["note"]?["author"]?["username"] == "boss")
        }
        let answer = try desk.send("GET", "/api/v1/leads/\(id)/notes", token: token)
        #expect(try PageOf<LeadNote>.schema.faults(of: answer.content) == [])
        guard case .array(let notes)? = answer.content["notes"] else { throw APIError.notFound }
        #expect(notes.map { $0["text"] } == ["<b>Second</b>", "First\nline two"])
        #expect(try desk.send("GET", "/api/v1/leads/\(id)/notes?page=9", token: token).content["notes"] == [])
    }

    @Test func `a note is kept with its key or not at all`() throws {
        let id = try newLead()
        try database.connection().executeScript(
            """
            CREATE TRIGGER no_answers BEFORE UPDATE ON idempotency_records_leads FOR EACH ROW
              SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the answer cannot be kept';
            """)
        let key = ["HTTP_IDEMPOTENCY_KEY": "one"]
        let refused = try desk.send("POST", "/api/v1/leads/\(id)/notes", ["text": "x"], token: token, key)
        #expect(refused.status == 500)
        #expect(try desk.send("GET", "/api/v1/leads/\(id)/notes", token: token).content["total"] == 0)
        try database.connection().executeScript("DROP TRIGGER no_answers;")
        for _ in 0..<2 {
            let kept = try desk.send("POST", "/api/v1/leads/\(id)/notes", ["text": "x"], token: token, key)
            #expect(kept.status == 201)
        }
        #expect(try desk.send("GET", "/api/v1/leads/\(id)/notes", token: token).content["total"] == 1)
    }

    @Test(arguments: ["", " \n ", String(repeating: "x", count: 4001), "a\u{7}b"])
    func `refuses what is no note`(text: String) throws {
        let id = try newLead()
        let answer = try desk.send("POST", "/api/v1/leads/\(id)/notes", ["text": .string(text)], token: token)
        #expect(answer.status == 422)
        #expect(answer.content["error"]?["details"]?["text"] != nil)
    }

    @Test(arguments: [("GET", "notes"), ("POST", "notes"), ("GET", "mails")])
    func `an unknown lead has neither notes nor mails`(method: String, records: String) throws {
        let body: JSON? = method == "POST" ? ["text": "x"] : nil
        let path = "/api/v1/leads/01890a5d-ac96-774b-bcce-b302099a8057/\(records)"
        #expect(try desk.send(method, path, body, token: token).status == 404)
    }

    @Test func `notes go with their lead`() throws {
        let id = try newLead()
        #expect(try desk.send("POST", "/api/v1/leads/\(id)/notes", ["text": "x"], token: token).status == 201)
        #expect(try desk.send("DELETE", "/api/v1/leads/\(id)", token: token).status == 204)
        #expect(try database.connection().fetchValue("SELECT COUNT(*) FROM lead_notes", as: Int.self) == 0)
    }

    @Test func `lists the mails about a lead without their text`() throws {
        let id = try newLead()
        try desk.followUp()
        let answer = try desk.send("GET", "/api/v1/leads/\(id)/mails", token: token)
        #expect(answer.status == 200)
        #expect(try PageOf<LeadMail>.schema.faults(of: answer.content) == [])
        guard case .array(let mails)? = answer.content["mails"] else { throw APIError.notFound }
        #expect(mails.map { $0["kind"] } == ["lead_confirmation"])
        #expect(mails.map { $0["title"] } == ["Confirmation to the prospect"])
        #expect(mails.map { $0["recipient"] } == ["ada@example.com"])
        #expect(mails.map { $0["state"] } == ["pending"])
        #expect(mails.allSatisfy { $0["template_values"] == nil })
    }
}
