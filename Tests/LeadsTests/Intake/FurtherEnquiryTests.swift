import DomainTestSupport
import FoundationEssentials
import Posix
import Routing
import Serving
import Storage
import TestSupport
import Testing
import Values

@testable import Leads

/// Submissions of an address that is known, over the routes.
@Suite struct FurtherEnquiryTests {
    private let folder: ScratchFolder
    private let database: ScratchDatabase
    private static let form = ["first_name": "Ada", "last_name": "Lovelace", "email": "Ada@Example.com"]

    init() throws {
        folder = try ScratchFolder()
        database = try ScratchDatabase.withSchema()
        try FolderStore(folder.file("resumes")).prepare()
    }

    private func responder(_ answer: String) throws -> SampleDesk {
        try SampleDesk(["UPLOAD_DIR": folder.file("resumes"), "DUPLICATE_ENQUIRY": answer], database: database)
    }

    private static func file(_ text: String) -> [UInt8] { Array("%PDF-1.7\n\(text)\n".utf8) }

    private static func names(_ json: JSON?) -> Set<String> {
        if case .object(let members)? = json { Set(members.keys) } else { [] }
    }

    @Test(arguments: ["conflict", "accept"])
    func `each submission is listed with its fields and its file`(answer: String) throws {
        let responder = try responder(answer)
        let token = try responder.managerToken()
        let first = try responder.submit(Self.form, file: Self.file("first"))
        let lead = try #require(first["id"])
        let again = try responder.submit(
            Self.form.merging(["first_name": "Augusta", "phone": "+5511987654321"]) { $1 }, filename: "new.pdf",
            file: Self.file("second"))
        #expect(again.status == (answer == "accept" ? 201 : 409))
        let list = try responder.send("GET", "/api/v1/leads/\(lead)/enquiries?per_page=50", token: token)
        #expect(list.status == 200)
        #expect(try PageOf<Enquiry>.schema.faults(of: list.content) == [])
        #expect(list.content["total"] == 2 && list.content["per_page"] == 50 && list.content["pages"] == 1)
        guard case .array(let enquiries)? = list.content["enquiries"], enquiries.count == 2 else {
            Issue.record("not two enquiries")
            return
        }
        let further: JSON = [
            "first_name": "Augusta", "last_name": "Lovelace", "email": "ada@example.com", "phone": "+5511987654321",
        ]
        #expect(enquiries[0]["fields"] == further)
        #expect(enquiries[0]["resume"]?["filename"] == "new.pdf")
        #expect(enquiries[1]["id"] == .string(lead))
        for (enquiry, text) in zip(enquiries, ["second", "first"]) {
            guard case .string(let id)? = enquiry["id"] else { continue }
            let sent = try responder.send("GET", "/api/v1/leads/\(lead)/enquiries/\(id)/resume", token: token)
            #expect(sent.bytes == Self.file(text))
            #expect(
                try responder.send("GET", "/api/v1/leads/\(id)/enquiries/\(lead)/resume", token: token).status
                    == (id == lead ? 200 : 404))
        }
        let one = try responder.send("GET", "/api/v1/leads?q=ada", token: token)
        #expect(one.content["total"] == 1)
    }

    @Test func `an accepted enquiry is answered like a first submission in every form`() throws {
        let responder = try responder("accept")
        let token = try responder.managerToken()
        let day = Instant.text(Date().addingTimeInterval(86_400 * 30))
        let partner: JSON = [
            "name": "Grace Hopper", "email": "grace@example.com", "phone": "+5511987654321", "business_name": "Navy",
            "scheduling_day": .string(day),
        ]
        let staff: JSON = ["name": "Alan Turing", "email": "alan@example.com", "job_position": "Reader"]
        let senders: [() throws -> Reception] = [
            { try responder.submit(Self.form) },
            {
                try responder.send(
                    "POST", "/api/v1/leads", partner, ["HTTP_X_CLIENT_TOKEN": SampleDesk.clientToken])
            },
            { try responder.send("POST", "/api/v1/leads", staff, token: token) },
        ]
        for send in senders {
            let (first, again) = try (send(), send())
            #expect(first.status == 201 && again.status == 201)
            #expect(Set(first.fields.keys) == Set(again.fields.keys))
            #expect(Self.names(first.content) == Self.names(again.content))
            #expect(Self.names(first.content["lead"]) == Self.names(again.content["lead"]))
            let (one, other) = (first.content["lead"] ?? first.content, again.content["lead"] ?? again.content)
            for name in Self.names(one).subtracting(["id", "created_at", "updated_at"]) {
                #expect(one[name] == other[name], "\(name)")
            }
            #expect(one["id"] != other["id"])
            #expect(try SubmissionAnswer.contents[0].schema.faults(of: again.content) == [])
        }
        #expect(try responder.send("GET", "/api/v1/leads", token: token).content["total"] == 3)
    }

    @Test(arguments: [false, true], [false, true])
    func `an accepted submission is answered at its time, whatever was done for it`(
        isPartner: Bool, hasKey: Bool
    ) throws {
        let responder = try responder("accept")
        let day = Instant.text(Date().addingTimeInterval(86_400 * 30))
        let partner: JSON = [
            "name": "Ada Lovelace", "email": "ada@example.com", "phone": "+5511987654321", "business_name": "Engines",
            "scheduling_day": .string(day),
        ]
        for number in 0..<3 {
            var variables = ["HTTP_X_CLIENT_TOKEN": SampleDesk.clientToken]
            if hasKey { variables["HTTP_IDEMPOTENCY_KEY"] = "key-\(number)" }
            let start = ContinuousClock.now
            let answer =
                try isPartner
                ? responder.send("POST", "/api/v1/leads", partner, variables) : responder.submit(Self.form, variables)
            #expect(answer.status == 201)
            // Which multiple of it does not matter here; without it a submission takes a tenth of that.
            #expect(start.duration(to: .now) >= LeadSubmission.answerTime.step)
        }
    }

    @Test func `the session of an accepted partner is valid like any other`() throws {
        let responder = try responder("accept")
        let day = Instant.text(Date().addingTimeInterval(86_400 * 30))
        let partner: JSON = [
            "name": "Grace Hopper", "email": "grace@example.com", "phone": "+5511987654321", "business_name": "Navy",
            "scheduling_day": .string(day),
        ]
        let client = ["HTTP_X_CLIENT_TOKEN": SampleDesk.clientToken]
        _ = try responder.send("POST", "/api/v1/leads", partner, client)
        let session = try #require(try responder.send("POST", "/api/v1/leads", partner, client)["token"])
        let third = try responder.send(
            "POST", "/api/v1/leads", partner, client.merging(["HTTP_X_SESSION_TOKEN": session]) { $1 })
        #expect(third.code == "ALREADY_REGISTERED")
    }

    @Test func `a browser cannot distinguish them either`() throws {
        let responder = try responder("accept")
        let browser = ["HTTP_ACCEPT": "text/html,*/*;q=0.8"]
        let (first, again) = try (responder.submit(Self.form, browser), responder.submit(Self.form, browser))
        #expect(first.status == 303 && again.status == 303)
        #expect(first.fields["Location"] == again.fields["Location"])
    }

    @Test func `enquiries are for those who may see leads`() throws {
        let responder = try responder("conflict")
        let lead = try #require(try responder.submit(Self.form)["id"])
        let token = try responder.managerToken()
        for path in ["", "/\(lead)/resume"] {
            #expect(try responder.send("GET", "/api/v1/leads/\(lead)/enquiries\(path)").status == 401)
            #expect(try responder.send("GET", "/api/v1/leads/nobody/enquiries\(path)", token: token).status == 404)
            let unknown = Lead.ID().text
            #expect(try responder.send("GET", "/api/v1/leads/\(unknown)/enquiries\(path)", token: token).status == 404)
        }
        let target = "/api/v1/leads/\(lead)/enquiries"
        #expect(try responder.send("GET", "\(target)/nothing/resume", token: token).status == 404)
        #expect(try responder.send("GET", "\(target)?page=0", token: token).status == 422)
        #expect(try responder.send("GET", "\(target)?page=9", token: token).content["enquiries"] == [])
    }
}
