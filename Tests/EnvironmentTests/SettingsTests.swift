import Environment
import Multipart
import TestSupport
import Testing

struct SettingsTests {
    private let good = ["SECRET_KEY": "kV7x2mQ9pLr4sTz8wYb1nHc6dGf3jKae"]

    @Test func `the defaults are those of the contract`() throws {
        let settings = try Settings(good, for: .serving)
        #expect(settings.environment == .development)
        #expect(settings.registration == .open)
        #expect(settings.bcryptCost == 12)
        #expect(settings.duplicateEnquiry == .conflict)
        #expect(settings.largestFileBytes == 5_242_880)
        #expect(settings.accessTokenLifetime == .seconds(86_400))
        #expect(settings.allowedOrigins == ["http://localhost:3000", "http://localhost:8000"])
    }

    @Test func `registration is closed in production`() throws {
        let settings = try Settings(good.merging(["ENVIRONMENT": "production"]) { $1 }, for: .serving)
        #expect(settings.registration == .closed)
    }

    @Test(arguments: [
        ("ENVIRONMENT", "staging"), ("ALGORITHM", "none"), ("BCRYPT_COST", "3"), ("BCRYPT_COST", "x"),
        ("MAX_FILE_SIZE", "0"), ("TIMEZONE", "Nowhere"), ("CORS_ORIGINS", "*"), ("LOG_LEVEL", "loud"),
        ("DEFAULT_LOCALE", "fr"), ("REGISTRATION", "maybe"), ("DUPLICATE_ENQUIRY", "merge"),
        ("DATABASE_URL", "postgres://x"),
        ("SECRET_KEY", "short"), ("SECRET_KEY", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ("SECRET_KEY", "your-secret-key-change-in-production-1234567890"), ("PUBLIC_URL", "ftp://x"),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "-1"),
    ])
    func `a wrong value is named`(name: String, value: String) {
        #expect {
            _ = try Settings(good.merging([name: value]) { $1 }, for: .serving)
        } throws: { error in
            guard let error = error as? SettingsError else { return false }
            return error.faults.allSatisfy { $0.hasPrefix("\(name):") && !$0.contains("1234567890") }
        }
    }

    @Test func `all faults are reported together`() {
        #expect { _ = try Settings(["LOG_LEVEL": "x", "TIMEZONE": "y"], for: .serving) } throws: {
            ($0 as? SettingsError)?.faults.count == 3
        }
    }

    @Test(arguments: [
        ("INFO", Log.Level.info), ("Warning", .warning), ("warn", .warning), ("CRITICAL", .error), ("Error", .error),
        ("DEBUG", .debug), ("", .info),
    ])
    func `the log level may be in any case and under the names of other log libraries`(
        text: String, level: Log.Level
    ) throws {
        #expect(try Settings(good.merging(["LOG_LEVEL": text]) { $1 }, for: .serving).logLevel == level)
    }

    @Test func `each host has a hub of a name, of those that are listed`() throws {
        let one = try Settings(good.merging(["GUICHE_HUB_NAME": "a"]) { $1 }, for: .serving)
        #expect(one.hubName == nil && one.hubNames.isEmpty)
        let of = try Settings(
            good.merging(["GUICHE_HUBS": "a.b, c-1", "GUICHE_HUB_NAME": "c-1"]) { $1 }, for: .serving)
        #expect(of.hubName == "c-1" && of.hubNames == ["a.b", "c-1"])
    }

    @Test(
        arguments: [
            ("a,b", nil, ["GUICHE_HUB_NAME"]), ("a,b", "c", ["GUICHE_HUB_NAME"]), ("a,a", "a", ["GUICHE_HUBS"]),
            ("a,b c", "a", ["GUICHE_HUBS"]), ("a,é", "a", ["GUICHE_HUBS"]),
            ("a,\(String(repeating: "b", count: 37))", "a", ["GUICHE_HUBS"]),
        ] as [(String, String?, [String])])
    func `hubs that cannot be are named`(all: String, own: String?, faulty: [String]) {
        var variables = good
        variables["GUICHE_HUBS"] = all
        variables["GUICHE_HUB_NAME"] = own
        #expect {
            _ = try Settings(variables, for: .serving)
        } throws: { error in
            (error as? SettingsError)?.faults.compactMap { $0.split(separator: ":").first.map(String.init) } == faulty
        }
    }

    @Test func `a password keeps the blanks at its ends`() throws {
        let variables = [
            "SMTP_HOST": " mail.example.com ", "SMTP_USERNAME": "u", "SMTP_PASSWORD": " p ",
            "SMTP_FROM_EMAIL": "a@example.com",
        ]
        let mail = try Settings(good.merging(variables) { $1 }, for: .serving).mail
        #expect(mail.host == "mail.example.com" && mail.password == " p ")
    }

    /// `.env.example` is the list that the scripts read, too: what it lacks never reaches a program of `scripts/run`.
    @Test func `the example declares every variable that a program or a script reads, and no other`() throws {
        let lines = try SourceTree.text(of: ".env.example").split(separator: "\n")
        let declared = Set(lines.compactMap { try? /#?([A-Z][A-Z0-9_]*)=.*/.wholeMatch(in: $0)?.1 }.map(String.init))
        let read = try Settings(good, for: .serving).variableNames.filter { !$0.hasPrefix("GUICHE_") }
        #expect(read.subtracting(declared) == [])
        var scripts = ""
        for file in ["install", "run", "lib/settings.sh", "lib/site.sh", "lib/supervisor"] {
            scripts += try SourceTree.text(of: "scripts/\(file)")
        }
        let unread = declared.subtracting(read).filter { name in
            !scripts.contains(name) && !name.hasPrefix("DATABASE_URL_") && !name.hasSuffix("_PROCESSES")
                && !name.hasSuffix("_THREADS")
        }
        #expect(unread == [])
    }

    /// `.env.example` shows the defaults, and the scripts read theirs from it.
    @Test func `the example shows the defaults`() throws {
        let lines = try SourceTree.text(of: ".env.example").split(separator: "\n")
        let shown = lines.compactMap { try? /#?([A-Z][A-Z0-9_]*)=(.+)/.wholeMatch(in: $0) }.map {
            (String($0.1), String($0.2))
        }
        let settings = try Settings(good, for: .serving)
        let optional: Set = ["DATABASE_URL", "SECRET_KEY"]
        let defaults = Dictionary(uniqueKeysWithValues: shown).filter {
            settings.variableNames.contains($0.key) && !optional.contains($0.key)
        }
        #expect(defaults.count > 15)
        let explicit = try Settings(good.merging(defaults) { $1 }, for: .serving)
        for (one, other) in zip(Mirror(reflecting: settings).children, Mirror(reflecting: explicit).children)
        where one.label != "variableNames" {
            // A set is described in any order.
            if let one = one.value as? AnyHashable, let other = other.value as? AnyHashable, one == other { continue }
            #expect(String(reflecting: one.value) == String(reflecting: other.value), "\(one.label ?? "")")
        }
        #expect(settings.largestFileBytes == MultipartLimits().fileBytes)
    }

    @Test func `the key has an alias and is needed for serving only`() throws {
        #expect(
            try Settings(["JWT_SECRET_KEY": good["SECRET_KEY"] ?? ""], for: .serving).secretKey == good["SECRET_KEY"])
        #expect(try Settings([:], for: .administering).secretKey.isEmpty)
    }
}

struct ArgumentsTests {
    @Test func `options and words are distinguished`() throws {
        let arguments = try Arguments(
            ["up", "--dir", "x", "--json", "--leads=5"], valued: ["--dir", "--leads"], flags: ["--json"])
        #expect(arguments.words == ["up"])
        #expect(arguments["--dir"] == "x")
        #expect(arguments.has("--json"))
        #expect(try arguments.integer("--leads", 1...9, default: 1) == 5)
    }

    @Test(arguments: [["--no"], ["--dir"], ["--dir", "a", "up", "--dir=b"]])
    func `a wrong command line is refused`(words: [String]) {
        #expect(throws: Arguments.UsageError.self) { _ = try Arguments(words, valued: ["--dir"]) }
    }
}
