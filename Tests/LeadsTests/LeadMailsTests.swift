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

@Suite struct LeadMailsTests {
    private let folder: ScratchFolder
    private let database: ScratchDatabase
    private let responder: SampleDesk

    init() throws {
        folder = try ScratchFolder()
        database = try ScratchDatabase.withSchema()
        responder = try SampleDesk(
            [
                "UPLOAD_DIR": folder.file("resumes"), "ATTORNEY_EMAIL": "one@law.example,two@law.example",
                "SMTP_FROM_EMAIL": "desk@law.example",
            ], database: database)
        try FolderStore(folder.file("resumes")).prepare()
    }

    /// The mails once what follows from the submissions is made.
    private var mails: [OutboxMail] {
        get throws {
            try responder.followUp()
            return try OutboxStore(database.connection()).list(nil, limit: 100).sorted {
                ($0.kind, $0.recipient) < ($1.kind, $1.recipient)
            }
        }
    }

    @Test func `a submission writes a mail to the prospect and one to each attorney`() throws {
        let form = ["first_name": "José \"Zé\"", "last_name": "d'Ávila", "email": "Ze@Example.com"]
        let answer = try responder.submit(form, ["HTTP_ACCEPT_LANGUAGE": "pt-BR"])
        #expect(answer.status == 201)
        let mails = try mails
        #expect(mails.map(\.recipient) == ["ze@example.com", "one@law.example", "two@law.example"])
        #expect(mails.map(\.language) == [.brazilianPortuguese, .english, .english])
        #expect(mails.map(\.replyTo) == [nil, "ze@example.com", "ze@example.com"])
        #expect(mails.allSatisfy { $0.state == .pending && $0.messageID == "\($0.id.text)@law.example" })
        let values = try JSONText.parse(Array(try #require(mails.first).values.utf8))
        #expect(values["name"] == "José \"Zé\" d'Ávila")
        #expect(values["resume"] == "cv.pdf")
        #expect(values["lead_id"] == answer.content["id"])
    }

    @Test func `a further enquiry is mailed to staff and not to its sender`() throws {
        let form = ["first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"]
        let lead = try responder.submit(form).content["id"]
        #expect(try responder.submit(form).status == 409)
        let further = try mails.filter { $0.kind == LeadMails.furtherEnquiry.name }
        #expect(further.map(\.recipient) == ["one@law.example", "two@law.example"])
        #expect(further.map(\.replyTo) == ["ada@example.com", "ada@example.com"])
        #expect(try further.allSatisfy { try JSONText.parse(Array($0.values.utf8))["lead_id"] == lead })
        #expect(try mails.count == 5)
    }

    @Test func `a lead without e-mail has no mails`() throws {
        let token = try responder.managerToken()
        let lead: JSON = ["name": "Grace Hopper", "phone": "+5511987654321"]
        #expect(try responder.send("POST", "/api/v1/leads", lead, token: token).status == 201)
        #expect(try mails == [])
    }

    @Test(arguments: LeadMails.kinds, Language.allCases)
    func `every template shows what was sent, safely`(kind: MailKind, language: Language) throws {
        let templates = try MailTemplates(
            folder: "\(SourceTree.folder)/Sources/Leads/Mails", kinds: LeadMails.kinds,
            lists: [LeadMails.details])
        let name = #"José "Zé" <d'Ávila>"#
        let values = ["first_name": name, "name": name, "resume": "<i>cv.pdf", "sender_name": "Desk"]
        let mail = try #require(templates.render(kind.name, in: language, with: values))
        #expect(mail.subject.contains(name) && mail.text.contains(name))
        #expect(mail.html.contains("José &quot;Zé&quot; &lt;d&#39;Ávila&gt;"))
        #expect(!mail.html.contains("<i>") && !mail.html.contains("{{") && !mail.text.contains("{{"))
        #expect(!mail.text.contains("+") && mail.html.contains("lang=\"\(language.rawValue)\""))
    }

    private func accepting() throws -> SampleDesk { try Self.accepting(in: folder, database) }

    private static func accepting(in folder: ScratchFolder, _ database: ScratchDatabase) throws -> SampleDesk {
        try SampleDesk(
            ["UPLOAD_DIR": folder.file("resumes"), "ATTORNEY_EMAIL": "one@law.example", "DUPLICATE_ENQUIRY": "accept"],
            database: database)
    }

    @Test func `an address gets one confirmation a day, however often it is named`() throws {
        let form = ["first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"]
        let (desk, connection) = (try accepting(), database.connection())
        func confirmations() throws -> Int { try mails.count { $0.kind == LeadMails.confirmation.name } }
        func submit() throws -> Int {
            let status = try desk.submit(form).status
            try desk.followUp()
            return status
        }
        for _ in 0..<5 { #expect(try submit() == 201) }
        #expect(try confirmations() == 1)
        #expect(try mails.count { $0.kind == LeadMails.furtherEnquiry.name } == 4)
        for _ in 0..<2 {
            try connection.execute("UPDATE leads SET confirmed_at = confirmed_at - INTERVAL 1 DAY")
            for _ in 0..<3 { #expect(try submit() == 201) }
        }
        #expect(try confirmations() == 3)
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM leads WHERE version = 1", as: Int.self) == 1)
    }

    @Test func `submissions at the same moment get one, too`() async throws {
        let form = ["first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"]
        let desk = try accepting()
        _ = try desk.submit(form)
        try desk.followUp()
        try database.connection().execute("UPDATE leads SET confirmed_at = NULL")
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { [folder, database] in
                    try Self.accepting(in: folder, database).submit(form).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 201, count: 8))
        try desk.followUp()
        #expect(try mails.count { $0.kind == LeadMails.confirmation.name } == 2)
        #expect(try database.connection().fetchValue("SELECT COUNT(*) FROM enquiries", as: Int.self) == 8)
    }

    @Test(arguments: ["www.evil.example", "ganhe em evil.com", "http://x"])
    func `a name that could become a link is mailed to staff and not to the prospect`(name: String) throws {
        let form = ["first_name": name, "last_name": "b.com.br", "email": "ada@example.com"]
        #expect(try responder.submit(form, filename: "evil.com.pdf").status == 201)
        let templates = try MailTemplates(
            folder: "\(SourceTree.folder)/Sources/Leads/Mails", kinds: LeadMails.kinds,
            lists: [LeadMails.details])
        for mail in try mails {
            let isStaffs = mail.kind == LeadMails.notification.name
            let values = try JSONDecoder().decode([String: String].self, from: Data(mail.values.utf8))
            for language in Language.allCases {
                let words = try #require(templates.render(mail.kind, in: language, with: values))
                for text in [words.subject + words.text, words.html] {
                    #expect(text.contains(name) == isStaffs && text.contains("evil.com.pdf") == isStaffs)
                    #expect(text.contains("b.com.br") == isStaffs)
                }
                #expect(!words.subject.contains("{{") && !words.subject.hasSuffix(" ") && !words.subject.hasSuffix(","))
                #expect(isStaffs || words.text.contains(language == .english ? "Hello," : "Olá!"))
            }
        }
    }

    @Test func `a lead that staff enter sends mails when they say so`() throws {
        let token = try responder.managerToken()
        func enter(_ email: JSON, _ notify: JSON) throws -> Int {
            let lead: JSON = ["name": "Grace Hopper", "email": email, "notify": notify]
            return try responder.send("POST", "/api/v1/leads", lead, token: token).status
        }
        #expect(try enter("a@example.com", .null) == 201 && enter("b@example.com", .boolean(false)) == 201)
        #expect(try enter("a@example.com", .boolean(false)) == 409)
        #expect(try mails == [])
        #expect(try enter("c@example.com", .boolean(true)) == 201)
        #expect(try mails.map(\.recipient) == ["c@example.com", "one@law.example", "two@law.example"])
        #expect(try enter("a@example.com", .boolean(true)) == 409)
        #expect(try mails.count == 5)
        #expect(try enter("d@example.com", "perhaps") == 422)
    }
}
