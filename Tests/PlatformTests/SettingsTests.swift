import Platform
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

    @Test func `every fault is told at once`() {
        #expect { _ = try Settings(["LOG_LEVEL": "x", "TIMEZONE": "y"], for: .serving) } throws: {
            ($0 as? SettingsError)?.faults.count == 3
        }
    }

    @Test func `the key has an alias and is needed for serving only`() throws {
        #expect(
            try Settings(["JWT_SECRET_KEY": good["SECRET_KEY"] ?? ""], for: .serving).secretKey == good["SECRET_KEY"])
        #expect(try Settings([:], for: .administering).secretKey.isEmpty)
    }
}

struct ArgumentsTests {
    @Test func `options and words are told apart`() throws {
        let arguments = try Arguments(
            ["up", "--dir", "x", "--json", "--leads=5"], valued: ["--dir", "--leads"], flags: ["--json"])
        #expect(arguments.words == ["up"])
        #expect(arguments["--dir"] == "x")
        #expect(arguments.has("--json"))
        #expect(try arguments.integer("--leads", 1...9, default: 1) == 5)
    }

    @Test(arguments: [["--no"], ["--dir"]])
    func `a wrong command line is refused`(words: [String]) {
        #expect(throws: Arguments.UsageError.self) { _ = try Arguments(words, valued: ["--dir"]) }
    }
}
