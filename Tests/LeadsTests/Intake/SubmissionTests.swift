import DomainTestSupport
import FoundationEssentials
import Posix
import Routing
import Storage
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct SubmissionTests {
    private let folder: ScratchFolder
    private let database: ScratchDatabase
    private let responder: SampleDesk
    private static let form = ["first_name": "Ada", "last_name": "Lovelace", "email": "Ada@Example.com"]

    init() throws {
        folder = try ScratchFolder()
        database = try ScratchDatabase.withSchema()
        responder = try SampleDesk(["UPLOAD_DIR": folder.file("resumes")], database: database)
        try FolderStore(folder.file("resumes")).prepare()
    }

    private static func partner(_ more: Members<JSON> = [:]) -> JSON {
        let day = Instant.text(Date().addingTimeInterval(86_400 * 30))
        let usual: Members<JSON> = [
            "name": "Grace Hopper", "email": "grace@example.com", "phone": "+5511987654321",
            "business_name": "Navy", "scheduling_day": .string(day),
        ]
        return .object(usual.merging(more) { $1 })
    }

    private func partnerSends(_ json: JSON, token: String? = SampleDesk.clientToken, session: String? = nil) throws
        -> Reception
    {
        var variables: [String: String] = [:]
        if let token { variables["HTTP_X_CLIENT_TOKEN"] = token }
        if let session { variables["HTTP_X_SESSION_TOKEN"] = session }
        return try responder.send("POST", "/api/v1/leads", json, variables)
    }

    private var storedFiles: Int {
        get throws {
            try Folder.entries(of: folder.file("resumes")).reduce(0) {
                try $0 + Folder.entries(of: folder.file("resumes/\($1.name)")).count
            }
        }
    }

    private var leads: [Lead] {
        get throws {
            try LeadStore(database.connection()).page(Page(number: 1, size: 100), of: LeadFilter(), in: LeadOrder())
                .leads
        }
    }

    @Test func `the public form makes a lead with its file`() throws {
        let answer = try responder.submit(Self.form)
        #expect(answer.status == 201)
        #expect(try FormReceipt.schema.faults(of: answer.content) == [])
        #expect(answer["email"] == "ada@example.com")
        let lead = try #require(try leads.first)
        #expect(lead.id.text == answer["id"])
        #expect(lead.resume?.filename == "cv.pdf")
        #expect(lead.resume?.bytes == 9)
        #expect(try storedFiles == 1)
    }

    @Test func `a known address is a conflict, makes no second lead, and its file is kept`() throws {
        #expect(try responder.submit(Self.form).status == 201)
        let again = try responder.submit(Self.form)
        #expect(again.status == 409)
        #expect(again.code == "CONFLICT")
        #expect(try leads.count == 1)
        #expect(try storedFiles == 2)
    }

    @Test(
        arguments: [
            (["email": "x"], "cv.pdf", 422, ["email"]),
            (["first_name": "<b>"], "cv.txt", 422, ["first_name", "resume"]),
            (["last_name": ""], "cv.pdf", 422, ["last_name"]), ([:], "cv.doc", 422, ["resume"]),
        ] as [([String: String], String, Int, Set<String>)])
    func `a faulty form names every fault and leaves nothing`(
        fields: [String: String], filename: String, status: Int, faulty: Set<String>
    ) throws {
        let answer = try responder.submit(Self.form.merging(fields) { $1 }, filename: filename)
        #expect(answer.status == status)
        #expect(answer.faultyFields == faulty)
        #expect(try leads.isEmpty)
        #expect(try storedFiles == 0)
    }

    @Test func `a file with a refused name never reaches the disk`() throws {
        for section in try Folder.entries(of: folder.file("resumes")) {
            try FileManager.default.removeItem(atPath: folder.file("resumes/\(section.name)"))
        }
        #expect(try responder.submit(Self.form, filename: "cv.txt").faultyFields == ["resume"])
        #expect(try responder.submit(Self.form, filename: "cv.pdf").status >= 500)
    }

    @Test func `a database that is away leaves no file`() throws {
        let away = try SampleDesk(["UPLOAD_DIR": folder.file("resumes")])
        let answer = try away.submit(Self.form)
        #expect(answer.status == 503)
        #expect(answer.fields["Retry-After"] != nil)
        #expect(try storedFiles == 0)
    }

    @Test func `a browser without JavaScript goes on to a page, or gets the form again`() throws {
        let browser = ["HTTP_ACCEPT": "text/html,*/*;q=0.8"]
        let responder = try SampleDesk(
            ["UPLOAD_DIR": folder.file("resumes"), "GUICHE_PAGES_DIR": "\(SourceTree.folder)/nginx/html"],
            database: database)
        let faulty = try responder.submit(Self.form.merging(["email": "<x>"]) { $1 }, browser)
        #expect(faulty.status == 422)
        #expect(faulty.fields["Content-Type"] == "text/html; charset=utf-8")
        #expect(faulty.text.contains("id=\"email-fault\""))
        #expect(faulty.text.contains("value=\"&lt;x&gt;\""))
        let good = try responder.submit(Self.form, browser)
        #expect(good.status == 303)
        #expect(good.fields["Location"] == "/thank-you")
    }

    @Test func `a partner gets a lead session, which prevents a second registration`() throws {
        let answer = try partnerSends(Self.partner())
        #expect(answer.status == 201)
        #expect(try PartnerReceipt.schema.faults(of: answer.content) == [])
        let session = try #require(answer["token"])
        let other = Self.partner(["email": "other@example.com"])
        let again = try partnerSends(other, session: session)
        #expect(again.status == 409)
        #expect(again.code == "ALREADY_REGISTERED")
        #expect(try responder.submit(Self.form, ["HTTP_X_SESSION_TOKEN": session]).code == "ALREADY_REGISTERED")
        #expect(try partnerSends(other, session: session + "x").status == 201)
    }

    @Test(arguments: [nil, "", "wrong", "other,partner-front-end-7f3c"])
    func `a partner without a known token may not`(token: String?) throws {
        let answer = try partnerSends(Self.partner(), token: token)
        #expect(answer.status == 403)
        #expect(answer.code == "FORBIDDEN")
    }

    @Test func `staff enter, find, move and change leads`() throws {
        let token = try responder.managerToken()
        let entered = try responder.send(
            "POST", "/api/v1/leads", ["name": "Alan Turing", "phone": "+442071234567"], token: token)
        #expect(entered.status == 201)
        #expect(try LeadReceipt.schema.faults(of: entered.content) == [])
        guard case .string(let id)? = entered.content["lead"]?["id"] else {
            Issue.record("no lead")
            return
        }
        let got = try responder.send("GET", "/api/v1/leads/\(id)", token: token)
        #expect(got.content == entered.content["lead"])
        let tag = try #require(got.fields["ETag"])
        let moved = try responder.send("PATCH", "/api/v1/leads/\(id)/status", ["status": "em_contato"], token: token)
        #expect(moved["status"] == "REACHED_OUT")
        let stale = try responder.send(
            "PATCH", "/api/v1/leads/\(id)", ["first_name": "A"], token: token, ["HTTP_IF_MATCH": tag])
        #expect(stale.status == 412)
        let back = try responder.send("PATCH", "/api/v1/leads/\(id)", ["status": "PENDING"], token: token)
        #expect(back.status == 409)
        let list = try responder.send("GET", "/api/v1/leads?status=em_contato&q=turing", token: token)
        #expect(list.content["total"] == 1)
        #expect(try LeadPage.schema.faults(of: list.content) == [])
        #expect(try responder.send("GET", "/api/v1/leads/\(id)/resume", token: token).status == 404)
        #expect(try responder.send("GET", "/api/v1/leads/\(id.uppercased())", token: token).status == 404)
        #expect(try responder.send("GET", "/api/v1/leads").status == 401)
    }

    @Test func `a résumé is sent by the server where there is one, else by the program`() throws {
        let token = try responder.managerToken()
        let id = try #require(try responder.submit(Self.form, filename: "currículo.pdf")["id"])
        let target = "/api/v1/leads/\(id)/resume"
        let sent = try responder.send("GET", target, token: token)
        #expect(sent.bytes == Array("%PDF-1.7\n".utf8))
        #expect(sent.fields["X-Content-Type-Options"] == "nosniff")
        #expect(sent.fields["Content-Disposition"]?.contains("filename*=UTF-8''curr%C3%ADculo.pdf") == true)
        let accelerated = try responder.send("GET", target, token: token, ["GUICHE_ACCEL": "1"])
        #expect(accelerated.bytes == [])
        let path = try #require(try leads.first?.resume?.path)
        #expect(accelerated.fields["X-Accel-Redirect"] == "/_resumes/\(path)")
    }

    @Test func `a résumé is kept, sent and removed by whatever store the service has`() throws {
        let store = MemoryStore()
        let desk = try SampleDesk(database: database, files: store)
        let token = try desk.managerToken()
        #expect(try desk.submit(["first_name": "A"]).status == 422)
        #expect(try store.paths() == [])
        let id = try #require(try desk.submit(Self.form)["id"])
        let path = try #require(try leads.first?.resume?.path)
        #expect(try store.paths() == [path])
        for variables in [[:], ["GUICHE_ACCEL": "1"]] {
            let sent = try desk.send("GET", "/api/v1/leads/\(id)/resume", token: token, variables)
            #expect(sent.bytes == Array("%PDF-1.7\n".utf8))
            #expect(sent.fields["X-Content-Type-Options"] == "nosniff")
        }
        #expect(try desk.send("DELETE", "/api/v1/leads/\(id)", token: token).status == 204)
        #expect(try store.paths() == [])
        #expect(try store.pathsInTrash() == [path])
    }

    @Test func `a résumé that is missing is 404`() throws {
        let token = try responder.managerToken()
        let id = try #require(try responder.submit(Self.form)["id"])
        try FolderStore(folder.file("resumes")).remove(try #require(try leads.first?.resume?.path))
        #expect(try responder.send("GET", "/api/v1/leads/\(id)/resume", token: token).status == 404)
    }
}
