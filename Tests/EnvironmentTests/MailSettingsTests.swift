import Testing
import Values

@testable import Environment

struct MailSettingsTests {
    private static func settings(_ variables: [String: String]) throws(SettingsError) -> MailSettings {
        let all = variables.merging(["SECRET_KEY": "kV7x2mQ9pLr4sTz8wYb1nHc6dGf3jKae"]) { $1 }
        return try Settings(all, for: .serving).mail
    }

    @Test func `without a server mails wait`() throws {
        let mail = try Self.settings([:])
        #expect(mail.host == nil && mail.port == 587 && mail.protection == .starttls && mail.attorneys == [])
        #expect(mail.senderName == "Lead Management System")
        #expect(mail.messageDomain == "guiche.invalid")
    }

    @Test func `a server is read whole`() throws {
        let mail = try Self.settings([
            "SMTP_HOST": "mail.example.com", "SMTP_PORT": "465", "SMTP_TLS": "implicit", "SMTP_USERNAME": "u",
            "SMTP_PASSWORD": "p", "SMTP_FROM_EMAIL": "Desk@Example.com",
            "ATTORNEY_EMAIL": "a@example.com, b@example.com,A@example.com",
        ])
        #expect(mail.port == 465 && mail.protection == .implicit && mail.username == "u" && mail.password == "p")
        #expect(mail.attorneys.map(\.text) == ["a@example.com", "b@example.com"])
        #expect(mail.messageDomain == "example.com")
    }

    private static let server = ["SMTP_HOST": "mail.example.com", "SMTP_FROM_EMAIL": "a@example.com"]

    @Test(arguments: [
        (["SMTP_HOST": "mail.example.com"], "SMTP_FROM_EMAIL"),
        (["SMTP_FROM_EMAIL": "nobody"], "SMTP_FROM_EMAIL"),
        (["ATTORNEY_EMAIL": "a@example.com,b"], "ATTORNEY_EMAIL"),
        (["SMTP_TLS": "ssl"], "SMTP_TLS"),
        (server.merging(["SMTP_HOST": "a b/c"]) { $1 }, "SMTP_HOST"),
        (server.merging(["SMTP_USERNAME": "u"]) { $1 }, "SMTP_PASSWORD"),
        (server.merging(["SMTP_PASSWORD": "geheim"]) { $1 }, "SMTP_USERNAME"),
        (server.merging(["SMTP_TLS": "none", "ENVIRONMENT": "production"]) { $1 }, "SMTP_TLS"),
    ])
    func `a fault names its variable and no secret`(variables: [String: String], name: String) throws {
        let error = #expect(throws: SettingsError.self) { try Self.settings(variables) }
        #expect(error?.faults.count == 1 && error?.faults.first?.hasPrefix("\(name):") == true)
        #expect(error?.description.contains("geheim") == false)
    }

    @Test func `production speaks plainly to this host only`() throws {
        let variables = ["SMTP_TLS": "none", "ENVIRONMENT": "production", "SMTP_HOST": "localhost"]
        #expect(try Self.settings(Self.server.merging(variables) { $1 }).protection == .none)
    }
}
