import CRM
import DomainTestSupport
import FoundationEssentials
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

/// The ledger of consents, over the routes.
@Suite struct ConsentTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let desk: SampleDesk
    private let token: String
    private static let unknown = "01890a5d-ac96-774b-bcce-b302099a8057"

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        desk = try SampleDesk(database: database)
        token = try desk.managerToken()
        let form: JSON = [
            "slug": "quote", "title": ["en": "Quote"],
            "fields": [["field": "name", "required": true], ["field": "email", "required": true]],
            "consents": [
                ["purpose": "contact", "text": ["en": "Call me.", "pt-BR": "Ligue para mim."], "required": true],
                ["purpose": "news", "text": ["en": "Send me news."]],
            ],
        ]
        let made = try desk.send("POST", "/api/v1/forms", form, token: token)
        #expect(made.status == 201)
    }

    private func submit(_ consent: JSON, _ email: String = "ada@example.com") throws -> String? {
        let answer = try desk.send(
            "POST", "/api/v1/forms/quote/submissions",
            ["name": "Ada Lovelace", "email": .string(email), "consent": consent])
        return answer["id"]
    }

    private func record(_ path: String, _ purpose: String, _ isGiven: Bool) throws {
        let answer = try desk.send(
            "POST", "/api/v1/\(path)/consents",
            ["purpose": .string(purpose), "is_given": .boolean(isGiven), "text": "By telephone."], token: token)
        #expect(answer.status == 201)
        #expect(try ConsentReply.schema.faults(of: answer.content) == [])
    }

    /// The entries of a record, newest first, each as `purpose answer channel`.
    private func ledger(_ path: String) throws -> [String] {
        let answer = try desk.send("GET", "/api/v1/\(path)/consents", token: token)
        #expect(answer.status == 200)
        #expect(try ConsentLedger.schema.faults(of: answer.content) == [])
        return (answer.content["consents"]?.elements ?? []).map { entry in
            let isGiven = entry["is_given"] == .boolean(true) ? "yes" : "no"
            return "\(entry["purpose"]?.text ?? "") \(isGiven) \(entry["channel"]?.text ?? "")"
        }
    }

    private func current(_ lead: String) throws -> JSON? {
        try desk.send("GET", "/api/v1/\(lead)", token: token).content["consents"]
    }

    /// The same of a customer, whose routes are another domain's.
    private func current(of customer: Customer.ID) throws -> JSON {
        let consents = try #require(try CustomerStore(connection).find(customer)).consents
        return try JSONText.parse(JSONText.bytes(ofWritable: consents))
    }

    private func convert(_ lead: String) throws -> Customer.ID {
        #expect(
            try desk.send("PATCH", "/api/v1/leads/\(lead)/status", ["status": "REACHED_OUT"], token: token).status
                == 200)
        let answer = try desk.send("POST", "/api/v1/leads/\(lead)/convert", [:], token: token)
        #expect(answer.status == 201)
        #expect(answer.content["customer"]?["consents"] == answer.content["lead"]?["consents"])
        return try #require(answer.content["customer"]?["id"]?.text.flatMap { Customer.ID($0) })
    }

    @Test func `a lead shows what its submissions agreed to, before and after the follow-up`() throws {
        let lead = "leads/\(try #require(try submit(["contact": true, "news": true])))"
        #expect(try ledger(lead).sorted() == ["contact yes form:quote@1", "news yes form:quote@1"])
        for _ in 0...1 {
            #expect(try current(lead) == ["contact": true, "news": true])
            #expect(try ledger(lead).count == 2)
            try desk.followUp()
        }
        #expect(try submit(["contact": true, "news": false]) == nil)
        #expect(try ledger(lead).count == 4)
        try desk.followUp()
        #expect(try ledger(lead).count == 4)
        #expect(try current(lead) == ["contact": true, "news": false])
    }

    @Test func `a withdrawal is an entry of its own, whenever the worker comes to the submission before it`() throws {
        let lead = "leads/\(try #require(try submit(["contact": true])))"
        try record(lead, "contact", false)
        try record(lead, "gifts", true)
        for _ in 0...1 {
            #expect(try ledger(lead) == ["gifts yes staff", "contact no staff", "contact yes form:quote@1"])
            #expect(try current(lead) == ["contact": false, "gifts": true])
            try desk.followUp()
        }
        let list = try desk.send("GET", "/api/v1/leads", token: token)
        #expect(list.content["items"]?.elements.first?["consents"] == ["contact": false, "gifts": true])
    }

    @Test func `every entry makes another state of its lead, and none of them can be undone by staff`() throws {
        let id = try #require(try submit(["contact": true]))
        try desk.followUp()
        let before = try desk.send("GET", "/api/v1/leads/\(id)", token: token).fields["ETag"]
        _ = try desk.send("GET", "/api/v1/leads", token: token)
        try record("leads/\(id)", "news", true)
        #expect(try desk.send("GET", "/api/v1/leads/\(id)", token: token).fields["ETag"] != before)
        let list = try desk.send("GET", "/api/v1/leads", token: token)
        #expect(list.content["items"]?.elements.first?["consents"] == ["contact": true, "news": true])
    }

    @Test func `a customer has the ledger of the leads that became it, and they share it`() throws {
        let first = try #require(try submit(["contact": true, "news": true]))
        let id = try convert(first)
        let customer = "customers/\(id.text)"
        for _ in 0...1 {
            #expect(try ledger(customer).count == 2)
            #expect(try current(of: id) == ["contact": true, "news": true])
            try desk.followUp()
        }
        try record(customer, "news", false)
        #expect(try ledger("leads/\(first)") == ledger(customer))
        #expect(try ledger(customer).first == "news no staff")
        #expect(try current(of: id) == ["contact": true, "news": false])
        #expect(try current("leads/\(first)") == ["contact": true, "news": false])
        #expect(try submit(["contact": true, "news": true]) == nil)
        try desk.followUp()
        #expect(try current(of: id) == ["contact": true, "news": true])
        #expect(try ledger(customer).count == 5)
        // The customer keeps what was recorded at a lead that is deleted.
        #expect(try desk.send("DELETE", "/api/v1/leads/\(first)", token: token).status == 204)
        #expect(try ledger(customer).count == 5)
        #expect(try desk.send("GET", "/api/\(customer)/consents", token: token).status == 200)
    }

    @Test func `a further enquiry of a lead that a rule hands out meanwhile keeps both`() throws {
        let id = try #require(try submit(["contact": true]))
        #expect(try submit(["contact": true, "news": true]) == nil)
        try desk.followUp()
        #expect(try current("leads/\(id)") == ["contact": true, "news": true])
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM consents", as: Int.self) == 3)
    }

    @Test(
        arguments: [
            (["is_given": true, "text": "x"], "purpose"),
            (["purpose": "Ads", "is_given": true, "text": "x"], "purpose"),
            (["purpose": "ads", "text": "x"], "is_given"),
            (["purpose": "ads", "is_given": "perhaps", "text": "x"], "is_given"),
            (["purpose": "ads", "is_given": true], "text"),
            (["purpose": "ads", "is_given": true, "text": .string(String(repeating: "x", count: 2_001))], "text"),
        ] as [(JSON, String)])
    func `refuses what is no consent`(content: JSON, fault: String) throws {
        let id = try #require(try submit(["contact": true]))
        let answer = try desk.send("POST", "/api/v1/leads/\(id)/consents", content, token: token)
        #expect(answer.status == 422)
        #expect(answer.faultyFields == [fault])
    }

    @Test(arguments: ["leads", "customers"], ["GET", "POST"])
    func `an unknown record has none`(kind: String, method: String) throws {
        let content: JSON? = method == "POST" ? ["purpose": "ads", "is_given": true, "text": "x"] : nil
        let path = "/api/v1/\(kind)/\(Self.unknown)/consents"
        #expect(try desk.send(method, path, content, token: token).status == 404)
        #expect(try desk.send(method, path, content).status == 401)
    }
}
