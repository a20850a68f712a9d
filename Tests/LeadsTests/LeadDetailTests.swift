import DomainTestSupport
import FoundationEssentials
import MariaDB
import Posix
import Routing
import Storage
import TestSupport
import Testing
import Values

@testable import Leads

/// What follows from a line of the table of details, for each line: the detail is asked for, stored, shown, changed, exported, mailed and
/// scored.
@Suite struct LeadDetailTests {
    private let folder: ScratchFolder
    private let database: ScratchDatabase
    private let desk: SampleDesk
    private let token: String

    init() throws {
        folder = try ScratchFolder()
        database = try ScratchDatabase(loading: "schema.sql")
        desk = try SampleDesk(
            [
                "UPLOAD_DIR": folder.file("resumes"), "ATTORNEY_EMAIL": "one@law.example",
                "SMTP_FROM_EMAIL": "desk@law.example",
            ], database: database)
        try FolderStore(folder.file("resumes")).prepare()
        token = try desk.managerToken()
    }

    /// The longest value that the rule accepts, each character of four bytes.
    private func longest(_ detail: LeadDetail) throws -> String {
        let length = try #require(detail.field.rule.schema.definition["maxLength"]?.integer)
        return String(repeating: "𝄞", count: length)
    }

    /// Submits a value by a channel; the id of the new lead, nil for none.
    private func submit(_ value: String, as detail: LeadDetail, by form: Enquiry.Form, _ email: String) throws
        -> String?
    {
        if form == .form {
            let fields = ["first_name": "Ada", "last_name": "King", "email": email, detail.name: value]
            return try desk.submit(fields)["id"]
        }
        var lead: Members<JSON> = [
            "name": "Ada King", "email": .string(email), "phone": "+5511987654321", "business_name": "Engines",
            "scheduling_day": .string("\(Instant.text(Date().addingTimeInterval(864_000)).prefix(10))T10:00"),
        ]
        lead[detail.name] = .string(value)
        let answer =
            try form == .staff
            ? desk.send("POST", "/api/v1/leads", .object(lead), token: token)
            : desk.send(
                "POST", "/api/v1/leads", .object(lead), ["HTTP_X_CLIENT_TOKEN": SampleDesk.clientToken])
        return answer.content["lead"]?["id"]?.text
    }

    private func lead(_ id: String) throws -> JSON {
        try desk.send("GET", "/api/v1/leads/\(id)", token: token).content
    }

    private func enquiries(_ id: String) throws -> [JSON] {
        try desk.send("GET", "/api/v1/leads/\(id)/enquiries", token: token).content["enquiries"]?.elements ?? []
    }

    @Test(arguments: LeadDetail.all, Enquiry.Form.allCases)
    func `a detail is stored and shown by whichever form it came, to its greatest length`(
        detail: LeadDetail, form: Enquiry.Form
    ) throws {
        let value = try longest(detail)
        let id = try #require(try submit(value, as: detail, by: form, "ada@example.com"))
        #expect(try lead(id)[detail.name] == .string(value))
        #expect(try submit(value + "x", as: detail, by: form, "grace@example.com") == nil)
        // A further enquiry holds it, too.
        #expect(try submit("again", as: detail, by: form, "ada@example.com") == nil)
        let said = try enquiries(id).map { $0["fields"]?[detail.name] }
        #expect(said == [.string("again"), .string(value)])
    }

    @Test(arguments: LeadDetail.all)
    func `a change of a detail is shown, recorded and exported, and leaves the first enquiry as it was`(
        detail: LeadDetail
    )
        throws
    {
        let id = try #require(try submit("before", as: detail, by: .staff, "ada@example.com"))
        let changed = try desk.send(
            "PATCH", "/api/v1/leads/\(id)", .object([detail.name: "after"]), token: token)
        #expect(changed.status == 200 && changed.content[detail.name] == "after")
        #expect(try lead(id)[detail.name] == "after")
        #expect(try enquiries(id).map { $0["fields"]?[detail.name] } == ["before"])
        let history = try desk.send("GET", "/api/v1/leads/\(id)/history", token: token).content["history"]
        let change = history?.elements.first?["changes"]
        #expect(change == .object([detail.name: ["from": "before", "to": "after"]]))
        let records = try desk.send("GET", "/api/v1/leads/export", token: token).text.split(separator: "\r\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let column = try #require(records.first?.firstIndex { $0.elementsEqual(detail.name) })
        #expect(records.count == 2 && records[1][column] == "after")
        let cleared = try desk.send("PATCH", "/api/v1/leads/\(id)", .object([detail.name: .null]), token: token)
        #expect(cleared.content[detail.name] == JSON.null)
    }

    @Test(arguments: LeadDetail.all, Language.allCases)
    func `staff read a detail under its label in every mail`(detail: LeadDetail, language: Language) throws {
        _ = try submit("the <value>", as: detail, by: .form, "ada@example.com")
        #expect(try submit("the <value>", as: detail, by: .form, "ada@example.com") == nil)
        try desk.followUp()
        let mails = try OutboxStore(database.connection()).list(nil, limit: 10)
            .filter { $0.kind != LeadMails.confirmation.name }
        #expect(Set(mails.map(\.kind)) == ["lead_notification", "lead_further_enquiry"])
        let templates = try MailTemplates(
            folder: "\(SourceTree.folder)/Sources/Leads/Mails", kinds: LeadMails.kinds,
            lists: [LeadMails.details])
        let label = detail.label.wording(in: language)
        for mail in mails {
            let values = try JSONDecoder().decode([String: String].self, from: Data(mail.values.utf8))
            let words = try #require(templates.render(mail.kind, in: language, with: values))
            let line = "\(label):".padding(to: 15) + "the <value>"
            #expect(words.text.split(separator: "\n").contains { $0 == line }, "\(words.text)")
            #expect(words.html.contains(">\(label)</th>") && words.html.contains(">the &lt;value&gt;</td>"))
        }
    }

    @Test(arguments: LeadDetail.all)
    func `a rule of the score may read a detail`(detail: LeadDetail) throws {
        let clock = try #require(WallClock(zone: "UTC"))
        let field = try #require(ScoreRule.Field(rawValue: detail.name))
        let rules = ScoreRules(rules: [ScoreRule("rule", field, .oneOf(["value"]), 7)])
        let lead = SampleLeads.lead { $0[detail] = "value" }
        #expect(LeadScore(of: lead, by: rules, clock: clock).score == 7)
        #expect(LeadScore(of: SampleLeads.lead(), by: rules, clock: clock).score == 0)
    }

    @Test(arguments: LeadDetail.all)
    func `a lead is found by the details that are searched, also after a change`(detail: LeadDetail) throws {
        let store = LeadStore(database.connection())
        let id = Lead.ID()
        try store.insert(id, SampleLeads.contact { $0[detail] = "zebra" }, resume: nil, at: Date())
        var filter = LeadFilter()
        func isFound(_ search: String) throws -> Bool {
            filter.search = search
            return try store.page(Page(number: 1, size: 10), of: filter, in: LeadOrder()).total == 1
        }
        let isSearched = LeadDetail.searched.contains(detail)
        #expect(try isFound("zebra") == isSearched)
        try desk.followUp()
        #expect(try isFound("zebra") == isSearched)
        var lead = try #require(try store.find(id))
        lead.contact[detail] = "lion"
        #expect(try store.update(lead, at: Date()))
        let mark = try database.connection().fetchValue("SELECT follow_up FROM leads", as: String.self)
        #expect(mark == (isSearched ? "changed" : "done"))
        #expect(try isFound("lion") == isSearched)
    }

    @Test func `a message keeps its lines in the lead, its enquiries, the export and the mails`() throws {
        let written = "\r\n Bread for 40,\r\n\tand <cake>.\r\n\r\nThanks! \n"
        let message = "Bread for 40,\n\tand <cake>.\n\nThanks!"
        let id = try #require(try submit(written, as: .message, by: .form, "ada@example.com"))
        #expect(try lead(id)["message"] == .string(message))
        #expect(try enquiries(id).map { $0["fields"]?["message"] } == [.string(message)])
        let export = try desk.send("GET", "/api/v1/leads/export", token: token).text
        #expect(export.contains(",\"\(message)\","))
        try desk.followUp()
        let mail = try #require(
            try OutboxStore(database.connection()).list(nil, limit: 10).first { $0.kind == "lead_notification" })
        let templates = try MailTemplates(
            folder: "\(SourceTree.folder)/Sources/Leads/Mails", kinds: LeadMails.kinds, lists: [LeadMails.details])
        let values = try JSONDecoder().decode([String: String].self, from: Data(mail.values.utf8))
        let words = try #require(templates.render(mail.kind, in: .english, with: values))
        #expect(words.text.contains(message))
        #expect(words.html.contains("white-space:pre-line\">Bread for 40,\n\tand &lt;cake&gt;.\n\nThanks!</td>"))
    }

    @Test func `the order of the details is that of the members`() throws {
        let names = LeadDetail.all.map(\.name)
        #expect(
            Array(names.prefix(6)) == [
                "business_name", "business_tracking", "job_position", "invoicing", "collaborators", "message",
            ])
        #expect(Set(names).count == names.count)
        let members = try JSONText.parse(JSONText.bytes(of: SampleLeads.lead()))
        guard case .object(let members) = members else { throw JSONText.Fault.malformed }
        #expect(Array(members.keys.dropFirst(6).prefix(names.count)) == names)
        #expect(members.keys.dropFirst(6 + names.count).first == "scheduling_day")
        #expect(
            Array(ScoreRule.Field.allCases.map(\.rawValue).prefix(4)) == ["email", "phone", "business_name", "resume"])
        #expect(
            Array(ScoreRule.Field.allCases.map(\.rawValue).suffix(3))
                == ["business_tracking", "scheduling_day", "status"])
    }
}

extension String {
    /// The text with blanks after it, as long as given.
    fileprivate func padding(to length: Int) -> String { self + String(repeating: " ", count: max(length - count, 0)) }
}
