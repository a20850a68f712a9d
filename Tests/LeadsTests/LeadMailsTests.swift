import FoundationEssentials
import MariaDB
import Platform
import Posix
import Routing
import TestSupport
import Testing

@testable import Leads

@Suite struct LeadMailsTests {
    private let folder: ScratchFolder
    private let database: ScratchDatabase
    private let responder: SampleDesk

    init() throws {
        folder = try ScratchFolder()
        database = try ScratchDatabase(loading: "schema.sql")
        responder = try SampleDesk(
            [
                "UPLOAD_DIR": folder.file("resumes"), "ATTORNEY_EMAIL": "one@law.example,two@law.example",
                "SMTP_FROM_EMAIL": "desk@law.example",
            ], database: database)
        try ResumeFolder(folder.file("resumes")).prepare()
    }

    private var mails: [OutboxMail] {
        get throws {
            try OutboxStore(database.connection()).list(nil, limit: 100).sorted {
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

    @Test func `a further enquiry is told to staff and not to its sender`() throws {
        let form = ["first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"]
        let lead = try responder.submit(form).content["id"]
        #expect(try responder.submit(form).status == 409)
        let further = try mails.filter { $0.kind == LeadMails.Kind.furtherEnquiry.rawValue }
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

    @Test(arguments: LeadMails.Kind.allCases, Language.allCases)
    func `every template shows what was sent, safely`(kind: LeadMails.Kind, language: Language) throws {
        let templates = try MailTemplates(
            folder: "\(SourceTree.folder)/Sources/Leads/Mails", kinds: LeadMails.Kind.allCases.map(\.rawValue))
        let name = #"José "Zé" <d'Ávila>"#
        let values = ["first_name": name, "name": name, "resume": "<i>cv.pdf", "sender_name": "Desk"]
        let mail = try #require(templates.render(kind.rawValue, in: language, with: values))
        #expect(mail.subject.contains(name) && mail.text.contains(name))
        #expect(mail.html.contains("José &quot;Zé&quot; &lt;d&#39;Ávila&gt;"))
        #expect(!mail.html.contains("<i>") && !mail.html.contains("{{") && !mail.text.contains("{{"))
        #expect(!mail.text.contains("+") && mail.html.contains("lang=\"\(language.rawValue)\""))
    }
}
