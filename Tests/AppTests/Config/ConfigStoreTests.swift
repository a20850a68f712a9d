import App
import Configuration
import Environment
import Frame
import HTTP
import Leads
import MariaDB
import Messaging
import Routing
import TestSupport
import Testing
import Values

@testable import StoredSettings

@Suite struct ConfigStoreTests {
    private let database: ScratchDatabase
    private let key = String(repeating: "A", count: 43) + "="
    private let other = String(repeating: "B", count: 43) + "="

    init() throws {
        database = try ScratchDatabase.withSchema()
        try ConfigStore(database.connection()).makeRows(of: Domains.StoredSettings.sections)
    }

    private func settings(_ key: String?, previous: String? = nil) throws -> Settings {
        var variables: [String: String] = [:]
        variables["CONFIG_ENCRYPTION_KEY"] = key
        variables["CONFIG_ENCRYPTION_KEY_PREVIOUS"] = previous
        return try Settings(variables, for: .administering)
    }

    private func write(
        _ section: any ConfigSection.Type, _ given: Members<JSON>, _ settings: Settings,
        _ manner: ConfigEditor.Manner = .merge, mayRedirect: Bool = true
    ) throws -> ConfigEditor.Outcome {
        let connection = database.connection()
        return try connection.transaction {
            try ConfigEditor(connection, settings).apply(
                [ConfigDraft(section, given)], manner, mayRedirect: mayRedirect, by: nil)
        }
    }

    private func text() throws -> String {
        try database.connection().fetchValue(
            "SELECT GROUP_CONCAT(members ORDER BY name) FROM config_sections", as: String.self) ?? ""
    }

    @Test func `a section without a row has its defaults, and gets a row beside a pool that is writing the others`()
        throws
    {
        let settings = try settings(key)
        let store = ConfigStore(database.connection())
        let pool = database.connection()
        _ = try write(ChatConfig.self, ["greeting": "Olá"], settings)
        let before = try store.snapshot()
        try pool.execute("DELETE FROM config_sections WHERE name = 'email'")
        #expect(try store.snapshot()[EmailConfig.self] == .untouched)
        #expect(try store.snapshot()[EmailConfig.self].value("smtp_port", in: EmailConfig.self) == 587)
        try store.makeRows(of: Domains.StoredSettings.sections)
        #expect(try store.snapshot() == before)
        #expect(try write(EmailConfig.self, ["smtp_port": 25], settings).changed.count == 1)
        try pool.transaction {
            _ = try ConfigStore(pool).lockedSnapshot()
            try store.makeRows(of: Domains.StoredSettings.sections)
        }
    }

    @Test func `a write makes a version and an entry; one that changes nothing makes neither`() throws {
        let settings = try settings(key)
        let first = try write(ChatConfig.self, ["greeting": "Olá"], settings)
        #expect(first.snapshot[ChatConfig.self].version == 2 && first.changed.count == 1)
        #expect(try write(ChatConfig.self, ["greeting": " Olá "], settings).changed.isEmpty)
        _ = try write(ChatConfig.self, ["closing": "Tchau"], settings, .replace)
        let store = ConfigStore(database.connection())
        let found = try store.history(of: "chat", Page(number: 1, size: 20))
        #expect(found.total == 2)
        #expect(found.events.first?.changes["greeting"] == ["from": "Olá", "to": nil])
        #expect(found.events.first?.changes["closing"] == ["from": nil, "to": "Tchau"])
        #expect(try ConfigEvent.schema.faults(of: found.events[0]) == [])
        #expect(try store.snapshot()[ChatConfig.self].values == ["closing": "Tchau"])
    }

    @Test func `of a long list the history has the size, of a long text its beginning`() throws {
        let settings = try settings(key)
        for mark in ["a", "b"] {
            let rules = (1...100).map { number -> JSON in
                let values = (1...50).map {
                    JSON.string("\(mark) \(number) \($0) \(String(repeating: "x", count: 80))")
                }
                return [
                    "name": .string("\(number)"), "field": "job_position", "matcher": "contains", "points": 1,
                    "values": .array(values),
                ]
            }
            #expect(try write(ScoringConfig.self, ["rules": .array(rules)], settings).changed.count == 1)
            // A picture that differs at its end.
            let logo = "data:image/svg+xml;base64,PHN2Zy8+\(String(repeating: "AAAA", count: 899))\(mark)AAA"
            #expect(try write(AppearanceConfig.self, ["logo_url": .string(logo)], settings).changed.count == 1)
        }
        let store = ConfigStore(database.connection())
        let change = try store.history(of: "scoring", Page(number: 1, size: 20)).events.first?.changes["rules"]
        for side in ["from", "to"] {
            let text = change?[side]?.text ?? ""
            #expect(text.hasPrefix("[100]… (") && text.hasSuffix(" bytes)"), "\(side): \(text.prefix(100))")
        }
        let logo = try store.history(of: "appearance", Page(number: 1, size: 20)).events.first?.changes["logo_url"]
        #expect(logo?["to"]?.text?.hasSuffix("… (3634 bytes)") == true)
    }

    @Test func `secrets are nowhere but sealed, and read again`() throws {
        let settings = try settings(key)
        let outcome = try write(
            EmailConfig.self,
            [
                "smtp_host": "mail.example", "smtp_username": "u", "from_email": "a@b.example",
                "smtp_password": "hunter2",
            ], settings)
        #expect(try !text().contains("hunter2"))
        let history = try ConfigStore(database.connection()).history(of: "email", Page(number: 1, size: 20))
        #expect(history.events.first?.changes["smtp_password"] == ["from": nil, "to": "********"])
        let stored = try ConfigStore(database.connection()).snapshot()
        #expect(stored == outcome.snapshot)
        let mail = try ConfigStore(database.connection()).snapshot().mail(over: settings)
        #expect(mail.host == "mail.example" && mail.password == "hunter2" && mail.username == "u" && mail.port == 587)
        let masked = try write(
            EmailConfig.self,
            [
                "smtp_host": "mail.example", "smtp_username": "u", "from_email": "a@b.example", "smtp_port": 587,
                "smtp_password": "********", "from_name": "Oi",
            ], settings, .replace)
        #expect(
            masked.snapshot[EmailConfig.self].values["smtp_password"]
                == stored[EmailConfig.self].values["smtp_password"])
    }

    /// Another value for each destination that is declared, and one to start with.
    private static let destinations: [String: (before: JSON, after: JSON)] = [
        "smtp_host": ("mail.example", "other.example"), "smtp_port": (2525, 25), "smtp_tls": ("implicit", "none"),
        "smtp_username": ("u", "v"), "from_email": ("a@b.example", "c@b.example"),
        "api_base_url": ("https://api.example/v1", "https://other.example"), "phone_number_id": ("123", "124"),
        "proxy_url": ("socks5://p.example:1", "socks5://p.example:2"),
    ]

    @Test func `a changed destination clears the secrets that are sent there, by any manner of change`() throws {
        let settings = try settings(key)
        var tried = 0
        for section in Domains.StoredSettings.sections {
            let pointing = section.members.filter { $0.sentSecrets != nil }
            for member in pointing {
                let sent = try #require(member.sentSecrets)
                #expect(sent.allSatisfy { name in section.members.contains { $0.name == name && $0.shape.isSecret } })
                let other = try #require(Self.destinations[member.name]).after
                var full: Members<JSON> = [:]
                for each in pointing { full[each.name] = try #require(Self.destinations[each.name]).before }
                for secret in sent { full[secret] = "hunter2" }
                let masked = full.merging(sent.map { (key: $0, value: ConfigShape.mask) }) { $1 }
                func stored(after changes: Members<JSON>, _ manner: ConfigEditor.Manner) throws -> [Bool] {
                    _ = try write(section, full, settings, .replace)
                    let values = try write(section, changes, settings, manner).snapshot[section].values
                    return sent.map { values[$0] != nil }
                }
                let all = sent.map { _ in true }
                let none = sent.map { _ in false }
                #expect(try stored(after: [member.name: other], .merge) == none, "\(member.name)")
                #expect(try stored(after: [member.name: nil], .merge) == none, "\(member.name)")
                #expect(try stored(after: masked.merging([member.name: other]) { $1 }, .merge) == none)
                #expect(try stored(after: masked.merging([member.name: other]) { $1 }, .replace) == none)
                #expect(try stored(after: full.merging([member.name: other]) { $1 }, .merge) == all)
                #expect(try stored(after: masked, .merge) == all)
                #expect(try stored(after: masked, .replace) == all)
                #expect(try stored(after: [member.name: full[member.name] ?? .null], .merge) == all)
                tried += 1
            }
        }
        #expect(tried == Self.destinations.count)
    }

    @Test func `without the permission to redirect all else may change, and an explicit default is no change`() throws {
        let settings = try settings(key)
        _ = try write(EmailConfig.self, ["smtp_host": "mail.example", "smtp_password": "hunter2"], settings)
        func refused(_ given: Members<JSON>, _ manner: ConfigEditor.Manner = .merge) throws -> [String] {
            do {
                _ = try write(EmailConfig.self, given, settings, manner, mayRedirect: false)
                return []
            } catch let error as ConfigEditor.Redirection {
                return error.settings
            }
        }
        #expect(try refused(["smtp_port": 25, "from_name": "Oi"]) == ["smtp_port"])
        #expect(try refused(["smtp_host": nil]) == ["smtp_host"])
        #expect(try refused(["from_name": "Oi"], .replace) == ["smtp_host"])
        #expect(try refused(["smtp_port": "x"]) == ["smtp_port"])
        #expect(
            try refused(
                ["smtp_host": " mail.example ", "smtp_port": 587, "smtp_tls": "starttls", "from_name": "Oi"], .replace)
                == [])
        let values = try ConfigStore(database.connection()).snapshot()[EmailConfig.self].values
        #expect(values["from_name"] == "Oi" && values["smtp_password"] == nil)
    }

    @Test func `without a key no secret is stored, and nothing else of the request either`() throws {
        let error = #expect(throws: APIError.self) {
            try write(EmailConfig.self, ["smtp_host": "mail.example", "smtp_password": "hunter2"], settings(nil))
        }
        #expect(error?.status == .conflict && error?.details.keys.sorted() == ["smtp_password"])
        #expect(try !text().contains("mail.example"))
    }

    @Test func `a wrong key is reported, a previous one decrypts, and a rotation makes it unnecessary`() throws {
        _ = try write(EmailConfig.self, ["smtp_password": "hunter2"], settings(key))
        _ = try write(WhatsAppConfig.self, ["app_secret": "s3", "proxy_url": "socks5://p.example:1"], settings(key))
        let connection = database.connection()
        for wrong in [try settings(nil), try settings(other)] {
            let error = #expect(throws: SettingsError.self) { try ConfigSecrets(connection, wrong).check() }
            #expect(error?.faults.count == 1 && error?.faults.first?.contains("email.smtp_password") == true)
        }
        let both = try settings(other, previous: key)
        try ConfigSecrets(connection, both).check()
        #expect(try ConfigSecrets(connection, both).rotate() == 3)
        try ConfigSecrets(connection, settings(other)).check()
        #expect(throws: SettingsError.self) { try ConfigSecrets(connection, settings(key)).check() }
        #expect(throws: SettingsError.self) { try ConfigSecrets(connection, settings(key)).rotate() }
        try connection.execute(
            "UPDATE config_sections SET members = REPLACE(members, '\"version\":2', '\"version\":1') WHERE name = 'email'"
        )
        #expect(throws: SettingsError.self) { try ConfigSecrets(connection, settings(other)).check() }
    }

    @Test func `an entry expires with the revision and after three seconds`() throws {
        var (revision, moment) = (UInt64(0), ContinuousClock.now)
        let cache = ConfigCache(revision: { revision }, now: { moment })
        var reads = 0
        func read() -> ConfigSnapshot {
            reads += 1
            return ConfigSnapshot(["chat": StoredConfig(values: [:], version: reads)])
        }
        #expect(cache.snapshot(read: read) == cache.snapshot(read: read))
        #expect(reads == 1)
        revision += 1
        _ = cache.snapshot(read: read)
        moment += .seconds(2)
        _ = cache.snapshot(read: read)
        #expect(reads == 2)
        moment += .seconds(1)
        var made = 0
        for _ in 0..<2 {
            let version = cache.value(of: ChatConfig.self, in: cache.snapshot(read: read)) { stored in
                made += 1
                return stored.version
            }
            #expect(version == 3)
        }
        #expect(made == 1)
    }
}
