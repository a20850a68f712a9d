import DomainTestSupport
import FoundationEssentials
import Posix
import Routing
import Storage
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct IdempotencyTests {
    private let folder: ScratchFolder
    private let database: ScratchDatabase
    private let responder: SampleDesk
    private static let form = ["first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"]

    init() throws {
        folder = try ScratchFolder()
        database = try ScratchDatabase.withSchema()
        responder = try SampleDesk(["UPLOAD_DIR": folder.file("resumes")], database: database)
        try FolderStore(folder.file("resumes")).prepare()
    }

    private func submit(
        _ fields: [String: String] = form, file: String = "%PDF-1.7\n", key: String = "k",
        from address: String = "192.0.2.1",
        boundary: String = "b", accepting accepted: String = "application/json"
    ) throws -> Reception {
        var content = ""
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            content += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        content += "--\(boundary)\r\nContent-Disposition: form-data; name=\"resume\"; filename=\"cv.pdf\"\r\n"
        content += "Content-Type: application/pdf\r\n\r\n\(file)\r\n--\(boundary)--\r\n"
        return try responder.send(
            SampleExchange(
                [
                    "REQUEST_METHOD": "POST", "REQUEST_URI": "/api/v1/leads", "HTTP_IDEMPOTENCY_KEY": key,
                    "CONTENT_TYPE": "multipart/form-data; boundary=\(boundary)",
                    "CONTENT_LENGTH": "\(content.utf8.count)", "REMOTE_ADDR": address, "HTTP_ACCEPT": accepted,
                ], content: Array(content.utf8), pieceBytes: 7))
    }

    /// Sends JSON as it was encoded once: encoded again, its members may be in another order.
    private func send(
        _ content: [UInt8], _ variables: [String: String] = [:], token: String? = nil, to path: String = "/api/v1/leads"
    ) throws -> Reception {
        var all = variables.merging([
            "REQUEST_METHOD": "POST", "REQUEST_URI": path, "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": "\(content.count)", "HTTP_IDEMPOTENCY_KEY": "k", "REMOTE_ADDR": "192.0.2.1",
        ]) { $1 }
        all["HTTP_AUTHORIZATION"] = token.map { "Bearer \($0)" }
        return try responder.send(SampleExchange(all, content: content))
    }

    private var leads: Int {
        get throws {
            try LeadStore(database.connection()).page(Page(number: 1, size: 100), of: LeadFilter(), in: LeadOrder())
                .total
        }
    }

    private var storedFiles: Int {
        get throws {
            try Folder.entries(of: folder.file("resumes")).reduce(0) {
                try $0 + Folder.entries(of: folder.file("resumes/\($1.name)")).count
            }
        }
    }

    @Test func `a form that is sent again, under another boundary too, is one lead with one file`() throws {
        let first = try submit()
        #expect(first.status == 201)
        for boundary in ["b", "----another-boundary"] {
            let again = try submit(boundary: boundary)
            #expect(again.status == 201)
            #expect(again.bytes == first.bytes)
            #expect(again.fields["Idempotent-Replayed"] == "true")
        }
        #expect(try leads == 1)
        #expect(try storedFiles == 1)
    }

    @Test func `another file or field is another body`() throws {
        #expect(try submit().status == 201)
        #expect(try submit(file: "%PDF-1.8\n").faultyFields == ["Idempotency-Key"])
        #expect(try submit(Self.form.merging(["phone": "+5511987654321"]) { $1 }).status == 422)
        #expect(try leads == 1)
        #expect(try storedFiles == 1)
    }

    @Test func `a stranger at another address meets nothing of the first`() throws {
        let first = try submit()
        let other = try submit(from: "192.0.2.2")
        #expect(other.status == 409)
        #expect(other.fields["Idempotent-Replayed"] == nil)
        #expect(other.bytes != first.bytes)
    }

    @Test func `a browser is sent on again`() throws {
        let first = try submit(accepting: "text/html")
        let again = try submit(accepting: "text/html")
        #expect(first.status == 303)
        #expect(again.status == 303)
        #expect(again.fields["Location"] == "/thank-you")
        #expect(again.fields["Idempotent-Replayed"] == "true")
    }

    @Test func `a form that was refused may be corrected under its key`() throws {
        #expect(try submit(Self.form.merging(["email": "x"]) { $1 }).status == 422)
        #expect(try submit().status == 201)
    }

    @Test func `a partner and a member of staff are answered again, each only themselves`() throws {
        let token = try responder.managerToken()
        let lead = try JSONText.bytes(
            of: [
                "name": "Grace Hopper", "email": "grace@example.com", "phone": "+5511987654321",
                "business_name": "Navy",
                "scheduling_day": .string(Instant.text(Date().addingTimeInterval(86_400 * 30))),
            ] as JSON)
        let partner = ["HTTP_X_CLIENT_TOKEN": SampleDesk.clientToken]
        let first = try send(lead, partner)
        #expect(first.status == 201)
        #expect(try send(lead, partner).bytes == first.bytes)
        #expect(try send(lead, ["HTTP_X_CLIENT_TOKEN": "other"]).status == 409)
        #expect(try send(lead, ["HTTP_X_CLIENT_TOKEN": "unknown"]).status == 403)
        #expect(try send(lead, partner, token: "unknown").status == 401)
        let other = try JSONText.bytes(of: ["name": "Alan Turing", "email": "alan@example.com"] as JSON)
        let entered = try send(other, token: token)
        #expect(entered.status == 201)
        let again = try send(other, token: token)
        #expect(again.bytes == entered.bytes)
        #expect(again.fields["Idempotent-Replayed"] == "true")
        #expect(try leads == 2)
    }

    @Test func `a registration that is sent again is answered again`() throws {
        let user = try JSONText.bytes(
            of: ["username": "ada", "email": "ada@example.com", "password": "Corredor-7"] as JSON)
        let first = try send(user, to: "/api/v1/auth/register")
        let again = try send(user, to: "/api/v1/auth/register")
        #expect(first.status == 201)
        #expect(again.bytes == first.bytes)
        #expect(again.fields["Idempotent-Replayed"] == "true")
    }
}
