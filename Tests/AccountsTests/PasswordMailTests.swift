import Accounts
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Storage
import TestSupport
import Testing

@Suite struct PasswordMailTests {
    @Test(arguments: Language.allCases) func `the mail contains the link with the token in the fragment`(
        language: Language
    ) throws {
        let templates = try MailTemplates(
            folder: "\(SourceTree.folder)/Sources/Accounts/Mails", kinds: AccountMails.kinds)
        let values = [
            "secret": "t0k-n_", "name": "José <b>", "username": "jose", "public_url": "https://desk.example",
            "sender_name": "Desk",
        ]
        let mail = try #require(templates.render(AccountMails.passwordReset.name, in: language, with: values))
        #expect(mail.subject.contains("jose") && mail.text.contains("José <b>"))
        #expect(mail.text.contains("https://desk.example/app/#/reset?token=t0k-n_\n"))
        #expect(mail.html.contains(#"href="https://desk.example/app/#/reset?token=t0k-n_""#))
        #expect(mail.html.contains("José &lt;b&gt;") && mail.html.contains("lang=\"\(language.rawValue)\""))
        #expect(!mail.html.contains("{{") && !mail.text.contains("{{") && !mail.subject.contains("t0k"))
    }

    @Test func `a stranger's requests neither end a link nor use it up`() throws {
        let scratch = try ScratchAccounts()
        let user = try scratch.addUser("ada")
        func ask() throws {
            let asked = try scratch.send("POST", "/api/v1/auth/password/forgot", ["email": .string(user.email)])
            #expect(asked.status == 202)
        }
        func links() throws -> [String] {
            try OutboxStore(scratch.resources.connection).list(nil, limit: 100).compactMap {
                try JSONText.parse(Array($0.values.utf8))["secret"]?.text
            }
        }
        for _ in 0..<5 { try ask() }
        #expect(try links().count == 3)
        // A user who is sent no further mail has a link that is valid for a quarter of an hour, and afterwards may ask again.
        try scratch.resources.connection.execute(
            "UPDATE password_tokens SET created_at = created_at - INTERVAL 15 MINUTE, expires_at = expires_at - INTERVAL 15 MINUTE"
        )
        try ask()
        let all = try links()
        #expect(all.count == 4)
        let first = try scratch.send(
            "POST", "/api/v1/auth/password/reset", ["token": .string(all[3]), "new_password": "Corredor-8"])
        #expect(first.status == 204)
        for link in all.dropLast() {
            let again = try scratch.send(
                "POST", "/api/v1/auth/password/reset", ["token": .string(link), "new_password": "Corredor-9"])
            #expect(again.status == 422)
        }
    }

    @Test func `spent tokens are swept when they are an hour old`() throws {
        let scratch = try ScratchAccounts()
        let user = try scratch.addUser("ada")
        let forgotten = try scratch.send(
            "POST", "/api/v1/auth/password/forgot", ["email": .string(user.email)])
        #expect(forgotten.status == 202)
        let tokens = PasswordTokenStore(scratch.resources.connection)
        #expect(try tokens.removeSpent(at: Date()) == 0)
        #expect(try tokens.removeSpent(at: Date() + 3601) == 1)
    }

    @Test func `a mail that was sent has lost its secret, and one that waits does not show it`() throws {
        let scratch = try ScratchAccounts()
        let user = try scratch.addUser("ada")
        _ = try scratch.send("POST", "/api/v1/auth/password/forgot", ["email": .string(user.email)])
        let outbox = OutboxStore(scratch.resources.connection)
        let mail = try #require(try outbox.list(nil, limit: 1).first)
        let secret = try #require(try JSONText.parse(Array(mail.values.utf8))["secret"])
        guard case .string(let token) = secret else { return }
        #expect(try token.utf8.count == 43 && !mail.shownValues().contains(token))
        try outbox.finish(mail.id, at: Date())
        let sent = try #require(try outbox.find(mail.id))
        #expect(try JSONText.parse(Array(sent.values.utf8)) == ["name": "ada", "username": "ada"])
        #expect(try sent.shownValues() == sent.values)
    }
}
