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

/// Leads and requests that tests begin from.
enum SampleLeads {
    static let resume = Resume(
        path: "ab/ab000000-0000-4000-8000-000000000000.pdf", filename: "cv.pdf", contentType: "application/pdf",
        bytes: 3,
        digest: [UInt8](repeating: 7, count: 32))

    static func contact(_ change: (inout LeadContact) -> Void = { _ in }) -> LeadContact {
        var contact = LeadContact()
        contact.firstName = "Ada"
        contact.lastName = "Lovelace"
        contact.email = "ada@example.com"
        change(&contact)
        return contact
    }

    static func lead(
        _ status: LeadStatus = .pending, resume: Resume? = nil, _ change: (inout LeadContact) -> Void = { _ in }
    ) -> Lead {
        let now = instant("2026-01-31T12:00:00Z")
        return Lead(
            id: Lead.ID(at: now), contact: contact(change), status: status, score: 0, resume: resume, version: 1,
            createdAt: now, updatedAt: now)
    }

    /// A whole-second instant, so that the database gives it back as it is.
    static func instant(_ text: String) -> Date { Instant.read(text) ?? .distantPast }
}

extension LeadStore {
    /// Adds a lead that nothing has followed from.
    func insert(
        _ id: Lead.ID, _ contact: LeadContact, by form: Enquiry.Form = .staff, resume: Resume?, score: Int = 0,
        at now: Date
    ) throws(DatabaseError) {
        try connection.execute(
            Self.insertion(of: Submission(id, contact, by: form, resume: resume, score: score, at: now)))
    }
}

/// Breaks a follow-up off, as a kill would: after all that it wrote.
struct Kill: FollowUpStep {
    let name = "kill"
    func run(_ batch: FollowUpBatch, on connection: Connection) throws { throw DatabaseError(.notServing) }
}

extension LeadFollowUp {
    /// The follow-up by the steps of this domain alone.
    convenience init(_ settings: Settings, log: Log) { self.init(settings, log: log, steps: Self.steps) }
}

/// A responder of submissions, leads and sign-in; its database is unreachable unless one is given.
typealias SampleDesk = TestResponder<Context>

extension SampleDesk {
    static var clientToken: String { "partner-front-end-7f3c" }

    init(_ variables: [String: String] = [:], database: ScratchDatabase? = nil, files: (any FileStore)? = nil) throws {
        let fitting = ["CLIENT_TOKEN": "other,\(Self.clientToken)", "TIMEZONE": "America/Sao_Paulo"]
        try self.init(
            [intakeRoutes, formPageRoutes, accountRoutes, leadRoutes, formRoutes],
            keeping: leadsDomain.answers + accountsDomain.answers, database: database,
            fitting.merging(variables) { $1 },
            files: files, mailKinds: leadsDomain.mailKinds
        ) { service in
            ThreadResources(
                service: service, accounts: try AccountsEnvironment(settings: service.settings, threads: 8))
        }
    }

    /// Makes what follows from the submissions so far, as the worker does.
    @discardableResult
    func followUp() throws -> Int {
        try LeadFollowUp(settings, log: Log(from: .error)).run(Connection(settings.database))
    }

    /// Sends the public form with these fields and a file; as a partner, whose submissions are not judged, unless `isJudged`.
    func submit(
        _ fields: [String: String], filename: String = "cv.pdf", file: [UInt8] = Array("%PDF-1.7\n".utf8),
        isJudged: Bool = false, _ variables: [String: String] = [:]
    ) throws -> Reception {
        var content = ""
        for (name, value) in fields {
            content += "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        content += "--b\r\nContent-Disposition: form-data; name=\"resume\"; filename=\"\(filename)\"\r\n"
        content += "Content-Type: application/pdf\r\n\r\n"
        let bytes = Array(content.utf8) + file + Array("\r\n--b--\r\n".utf8)
        var all = [
            "REQUEST_METHOD": "POST", "REQUEST_URI": "/api/v1/leads", "CONTENT_TYPE": "multipart/form-data; boundary=b",
            "CONTENT_LENGTH": "\(bytes.count)",
        ]
        if !isJudged { all["HTTP_X_CLIENT_TOKEN"] = Self.clientToken }
        return try send(SampleExchange(all.merging(variables) { $1 }, content: bytes))
    }

    /// Registers a manager and signs in.
    func managerToken() throws -> String {
        let password: JSON = "Corredor-7"
        _ = try send(
            "POST", "/api/v1/auth/register",
            ["username": "boss", "email": "boss@example.com", "password": password, "role": "manager"])
        let answer = try send("POST", "/api/v1/auth/token", ["username": "boss", "password": password])
        return try #require(answer["access"])
    }
}
