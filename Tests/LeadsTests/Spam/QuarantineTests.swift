import DomainTestSupport
import FoundationEssentials
import Frame
import MariaDB
import Posix
import Routing
import Storage
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct QuarantineTests {
    private let folder: ScratchFolder
    private let database: ScratchDatabase
    private let desk: SampleDesk
    private let token: String
    private static let text = "We offer you the very best of everything"

    init() throws {
        folder = try ScratchFolder()
        database = try ScratchDatabase.withSchema()
        desk = try SampleDesk(
            ["UPLOAD_DIR": folder.file("resumes"), "ATTORNEY_EMAIL": "desk@law.example"], database: database)
        try FolderStore(folder.file("resumes")).prepare()
        token = try desk.managerToken()
    }

    private func address(_ number: Int) -> String { "ada\(number)@example.com" }

    private func shown(_ path: String) throws -> JSON {
        try desk.send("GET", "/api/v1/\(path)", token: token).content
    }

    private func total(of path: String) throws -> Int? { try shown(path)["total"]?.integer }

    /// The rules of what is in quarantine, newest first.
    private func rules() throws -> [[String]] {
        try (shown("quarantine")["quarantined"]?.elements ?? []).map { kept in
            (kept["reasons"]?.elements ?? []).compactMap { $0["rule"]?.text }
        }
    }

    private var files: Int {
        get throws {
            var count = 0
            try FolderStore(folder.file("resumes")).forEach { _ in count += 1 }
            return count
        }
    }

    @Test func `a submission that is put aside is answered like one that is accepted`() throws {
        let accepted = try desk.submitAnyhow(["email": address(1)])
        let aside = try desk.submitAnyhow(["email": address(2), "website": "http://spam.example"])
        #expect(accepted.status == 201 && aside.status == 201)
        #expect(try FormReceipt.schema.faults(of: aside.content) == [])
        #expect(Array(aside.content.members.keys) == Array(accepted.content.members.keys))
        let id = try #require(aside["id"])
        #expect(try total(of: "leads") == 1 && total(of: "quarantine") == 1)
        #expect(try desk.send("GET", "/api/v1/leads/\(id)", token: token).status == 404)
        let kept = try shown("quarantine/\(id)")
        #expect(try ShownQuarantined.schema.faults(of: kept) == [])
        #expect(try PageOf<Quarantined>.schema.faults(of: shown("quarantine")) == [])
        #expect(kept["quarantined"]?["points"]?.integer == 140)
        #expect(kept["quarantined"]?["fields"]?["email"]?.text == address(2))
        #expect(kept["quarantined"]?["form_slug"]?.text == "contact")
        #expect(try rules() == [["trap", "no_stamp"]])
        #expect(try desk.followUp() == 1)
        #expect(try OutboxStore(database.connection()).list(nil, limit: 10).count == 2)
    }

    @Test func `a stamp is used up by a submission that is accepted or put aside, not by one that is refused`() throws {
        let stamp = SampleSpam.stamp(by: desk.settings)
        #expect(try desk.submitAnyhow(stamp.merging(["first_name": ""]) { $1 }).status == 422)
        for number in 1...3 {
            #expect(try desk.submitAnyhow(stamp.merging(["email": address(number)]) { $1 }).status == 201)
        }
        #expect(try total(of: "leads") == 1)
        #expect(try rules() == [["replay"], ["replay"]])
        let other = SampleSpam.stamp(by: desk.settings).merging(["website": "x"]) { $1 }
        for number in 4...5 {
            _ = try desk.submitAnyhow(other.merging(["email": address(number)]) { $1 }, from: "192.0.2.9")
        }
        #expect(try rules().prefix(2) == [["trap", "replay"], ["trap"]])
    }

    @Test func `the sixth submission from an address in ten minutes is a flood, other addresses are not`() throws {
        let path = "/api/v1/forms/contact/submissions"
        for number in 1...7 {
            #expect(try desk.submitAnyhow(["email": address(number)], by: path).status == 201)
        }
        #expect(try desk.submitAnyhow(["email": address(8)], from: "2001:db8::1", by: path).status == 201)
        #expect(try total(of: "leads") == 6)
        #expect(try rules() == [["no_stamp", "flood"], ["no_stamp", "flood"]])
        // With a stamp that alone does not suffice.
        _ = try desk.submitAnyhow(SampleSpam.stamp(by: desk.settings).merging(["email": address(9)]) { $1 })
        #expect(try total(of: "leads") == 7)
        try database.connection().execute(
            "UPDATE recent_submissions SET received_at = received_at - INTERVAL 10 MINUTE")
        _ = try desk.submitAnyhow(["email": address(10)], by: path)
        #expect(try total(of: "leads") == 8)
        #expect(try QuarantineStore(database.connection()).forgetAddresses(at: Date(), limit: 100) == 9)
    }

    @Test func `a bare call of the API passes however often it comes, and makes no address busy`() throws {
        for number in 1...8 { #expect(try desk.submitAnyhow(["email": address(number)]).status == 201) }
        let path = "/api/v1/forms/contact/submissions"
        #expect(try desk.submitAnyhow(["email": address(9)], by: path).status == 201)
        #expect(try total(of: "leads") == 9 && total(of: "quarantine") == 0)
        _ = try desk.submitAnyhow(["email": address(10), "website": "x"])
        #expect(try rules() == [["trap", "no_stamp"]])
    }

    @Test func `used stamps are kept while they are accepted`() throws {
        let now = Date()
        for age in [0, Stamp.lifetime - 60, Stamp.lifetime + 60] {
            let key = SubmissionFingerprints.time(now - age) + [UInt8](repeating: 7, count: 12)
            try database.connection().execute("INSERT INTO used_stamps (stamp) VALUES (\(key))")
        }
        #expect(try QuarantineStore(database.connection()).forgetTextsAndStamps(at: now, limit: 100) == 1)
    }

    @Test func `the fifth submission of the same free text in an hour is repeated`() throws {
        for number in 1...5 {
            let message = number % 2 == 0 ? Self.text : "\(Self.text.uppercased()) "
            _ = try desk.submitAnyhow(["email": address(number), "message": message], from: "192.0.2.\(number)")
            _ = try desk.submitAnyhow(
                ["email": address(10 + number), "message": "Short"], from: "198.51.100.\(number)")
        }
        #expect(try rules() == [["no_stamp", "repeated"]])
        #expect(try total(of: "leads") == 9)
        try database.connection().execute("UPDATE recent_texts SET received_at = received_at - INTERVAL 1 HOUR")
        _ = try desk.submitAnyhow(["email": address(6), "message": Self.text], from: "192.0.2.6")
        #expect(try total(of: "leads") == 10)
        #expect(try QuarantineStore(database.connection()).forgetTextsAndStamps(at: Date(), limit: 100) == 5)
    }

    @Test func `partners and staff are not judged`() throws {
        for number in 1...7 {
            let fields = [
                "first_name": "Ada", "last_name": "www.spam.example", "email": address(number), "website": "x",
            ]
            #expect(try desk.submit(fields, ["REMOTE_ADDR": "192.0.2.1"]).status == 201)
        }
        let lead: JSON = ["name": "www.spam.example", "phone": "+5511987654321"]
        #expect(try desk.send("POST", "/api/v1/leads", lead, token: token).status == 201)
        #expect(try total(of: "leads") == 8 && total(of: "quarantine") == 0)
    }

    @Test func `a known address that is put aside gets the answer it would have got`() throws {
        #expect(try desk.submitAnyhow([:]).status == 201)
        let again = try desk.submitAnyhow(["website": "x"])
        #expect(again.status == 409 && again.code == "CONFLICT")
        #expect(try total(of: "quarantine") == 1 && files == 2)
    }

    @Test func `the answer under a key is given again, and nothing is put aside twice`() throws {
        let variables = ["REMOTE_ADDR": "192.0.2.1", "HTTP_IDEMPOTENCY_KEY": "k"]
        let fields = ["first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com", "website": "x"]
        let first = try desk.submit(fields, isJudged: true, variables)
        // Fields in the order of the first: a dictionary has it for a process.
        let second = try desk.submit(fields, isJudged: true, variables)
        #expect(first.status == 201 && second["id"] == first["id"])
        #expect(try total(of: "quarantine") == 1 && files == 1)
    }

    @Test func `what is released is a lead of the time of receipt, with file and mails`() throws {
        let aside = try desk.submitAnyhow(["website": "x", "message": "Call me"])
        let id = try #require(aside["id"])
        let path = "/api/v1/quarantine/\(id)/release"
        let released = try desk.send("POST", path, token: token)
        #expect(released.status == 201)
        #expect(try ReleasedLead.schema.faults(of: released.content) == [])
        #expect(released.content["lead"]?["id"]?.text == id)
        #expect(released.content["lead"]?["created_at"]?.text == aside["created_at"])
        #expect(released.content["lead"]?["message"]?.text == "Call me")
        #expect(try desk.send("POST", path, token: token).status == 404)
        #expect(try total(of: "quarantine") == 0 && files == 1)
        #expect(try desk.send("GET", "/api/v1/leads/\(id)/resume", token: token).status == 200)
        #expect(try desk.followUp() == 1)
        #expect(try OutboxStore(database.connection()).list(nil, limit: 10).count == 2)
        #expect(try total(of: "leads") == 1)
    }

    @Test func `what is released of a known address is a further enquiry`() throws {
        let lead = try #require(try desk.submitAnyhow([:])["id"])
        _ = try desk.submitAnyhow(["website": "x"])
        let id = try #require(try shown("quarantine")["quarantined"]?.elements.first?["id"]?.text)
        let released = try desk.send("POST", "/api/v1/quarantine/\(id)/release", token: token)
        #expect(released.status == 201 && released.content["lead"]?["id"]?.text == lead)
        let enquiries = try shown("leads/\(lead)/enquiries")["enquiries"]?.elements.compactMap { $0["id"]?.text }
        #expect(enquiries == [id, lead])
    }

    @Test func `a deletion takes the file to the trash`() throws {
        let id = try #require(try desk.submitAnyhow(["website": "x"])["id"])
        let path = "/api/v1/quarantine/\(id)"
        #expect(try desk.send("DELETE", path, token: token).status == 204)
        #expect(try desk.send("DELETE", path, token: token).status == 404)
        #expect(try files == 0 && FolderStore(folder.file("resumes")).firstInTrash(10).count == 1)
    }

    @Test func `files in quarantine are known to sweep and backup`() throws {
        _ = try desk.submitAnyhow(["website": "x"])
        let store = FolderStore(folder.file("resumes"))
        #expect(try ResumeSweep(store, database.connection()).run(olderThanSeconds: 0).moved.isEmpty)
        var count = 0
        try LeadStore(database.connection()).forEachResume { _ in count += 1 }
        #expect(try files == 1 && count == 1)
    }

    @Test func `what is older than quarantine_days goes with its file`() throws {
        _ = try desk.submitAnyhow(["website": "x"])
        _ = try desk.submitAnyhow(["website": "x", "email": address(2)])
        let connection = database.connection()
        let sweep = QuarantineSweeps.expired
        func run() throws -> Int { try sweep.run(connection, desk.settings, at: Date()) { true } }
        #expect(try run() == 0)
        try connection.execute("UPDATE quarantine SET received_at = received_at - INTERVAL 31 DAY LIMIT 1")
        #expect(try run() == 1)
        #expect(try total(of: "quarantine") == 1 && files == 1)
    }

    @Test func `staff mark a lead as spam, and release it again`() throws {
        let fields = ["first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"]
        let id = try #require(try desk.submit(fields)["id"])
        try desk.followUp()
        let path = "/api/v1/leads/\(id)/spam"
        #expect(try desk.send("POST", path, token: token).status == 200)
        #expect(try desk.send("POST", path, token: token).status == 404)
        let kept = try shown("quarantine/\(id)")["quarantined"]
        #expect(kept?["reasons"] == [["rule": "manual", "points": 100, "detail": nil]])
        #expect(kept?["fields"]?["last_name"]?.text == "Lovelace")
        #expect(try files == 1 && total(of: "leads") == 0)
        #expect(try desk.send("POST", "/api/v1/quarantine/\(id)/release", token: token).status == 201)
        try desk.followUp()
        #expect(try total(of: "leads") == 1)
        // Its mails were sent when it came.
        #expect(try OutboxStore(database.connection()).list(nil, limit: 10).isEmpty)
    }

    @Test func `neither a lead with a further enquiry nor a converted one is marked as spam`() throws {
        let fields = ["first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"]
        let id = try #require(try desk.submit(fields)["id"])
        #expect(try desk.submit(fields).status == 409)
        #expect(try desk.send("POST", "/api/v1/leads/\(id)/spam", token: token).code == "CONFLICT")
        let other = try #require(try desk.submit(fields.merging(["email": address(2)]) { $1 })["id"])
        for status in ["REACHED_OUT"] {
            _ = try desk.send("PATCH", "/api/v1/leads/\(other)/status", ["status": .string(status)], token: token)
        }
        #expect(try desk.send("POST", "/api/v1/leads/\(other)/convert", token: token).status == 201)
        #expect(try desk.send("POST", "/api/v1/leads/\(other)/spam", token: token).status == 409)
        #expect(try total(of: "leads") == 2 && total(of: "quarantine") == 0)
    }

    /// Of submissions with one stamp at the same moment one is accepted, whichever way they reach the database.
    @Test func `a stamp is accepted once, however many come at the same moment`() throws {
        let stamp = SampleSpam.stamp(by: desk.settings)
        let first = try submitting(stamp, 1)
        let second = try submitting(stamp, 2)
        let third = try submitting(stamp, 3)
        first.join()
        second.join()
        third.join()
        #expect(try total(of: "leads") == 1 && total(of: "quarantine") == 2)
    }

    /// A thread with a responder of its own that submits; what fails is missed by its caller.
    private func submitting(_ stamp: [String: String], _ number: Int) throws -> ThreadHandle {
        try ThreadHandle { [database, resumes = folder.file("resumes")] in
            DatabaseThread.attach()
            let other = try? SampleDesk(["UPLOAD_DIR": resumes], database: database)
            _ = try? other?.submitAnyhow(
                stamp.merging(["email": "x\(number)@example.com"]) { $1 }, from: "192.0.2.\(number)")
            DatabaseThread.detach()
        }
    }
}
