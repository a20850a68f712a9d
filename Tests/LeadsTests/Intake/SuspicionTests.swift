import DomainTestSupport
import FoundationEssentials
import Routing
import Storage
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct SuspicionTests {
    @Test(arguments: [
        ("", "2", Suspicion.hasty), ("", "0", .hasty), ("x", "", .trap), (" ", "60", .trap), ("x", "0", .trap),
        ("", "3", nil), ("", "", nil), ("", "-1", nil), ("", "soon", nil),
    ])
    func `a filled trap and a form sent at once are suspected`(trap: String, seconds: String, suspicion: Suspicion?) {
        #expect(Suspicion(of: [("website", trap), ("form_seconds", seconds)]) == suspicion)
    }

    @Test func `nothing is suspected of a form without these fields`() {
        #expect(Suspicion(of: []) == nil)
    }

    @Test func `lead, enquiry and mails to staff say it, and the source stays as it was given`() throws {
        let folder = try ScratchFolder()
        let database = try ScratchDatabase.withSchema()
        try FolderStore(folder.file("resumes")).prepare()
        let desk = try SampleDesk(
            [
                "UPLOAD_DIR": folder.file("resumes"), "ATTORNEY_EMAIL": "one@law.example", "DEFAULT_LOCALE": "pt-BR",
                "DUPLICATE_ENQUIRY": "accept",
            ], database: database)
        let token = try desk.managerToken()
        let form = [
            "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com", "business_tracking": "ads",
        ]
        let lead = try #require(try desk.submit(form.merging(["website": "x"]) { $1 })["id"])
        _ = try desk.submit(form.merging(["form_seconds": "1"]) { $1 })
        _ = try desk.submit(form)
        let shown = try desk.send("GET", "/api/v1/leads/\(lead)", token: token).content
        #expect(shown["suspicion"] == "trap" && shown["business_tracking"] == "ads")
        #expect(try Lead.schema.faults(of: shown) == [])
        let enquiries = try desk.send("GET", "/api/v1/leads/\(lead)/enquiries", token: token).content
        #expect(try PageOf<Enquiry>.schema.faults(of: enquiries) == [])
        guard case .array(let listed)? = enquiries["enquiries"] else { throw CancellationError() }
        #expect(listed.map { $0["suspicion"] } == [nil, "hasty", "trap"])
        #expect(listed.allSatisfy { $0["fields"]?["business_tracking"] == "ads" })
        try desk.followUp()
        let mails = try OutboxStore(database.connection()).list(nil, limit: 100)
        #expect(mails.count { $0.values.contains("Envio possivelmente automático") } == 2)
        #expect(
            mails.allSatisfy { !$0.values.contains("possivelmente automático") || $0.recipient == "one@law.example" })
    }
}
