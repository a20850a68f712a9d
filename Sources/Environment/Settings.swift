package import MariaDB
package import Routing
package import Values

/// The settings in a program's environment; every wrong value stops it at start.
///
/// Source: SPEC section 3.
package struct Settings: Sendable {
    /// The kind of program that reads the settings.
    package enum Purpose: Sendable {
        /// It answers requests: everything must be there.
        case serving
        /// It administers: the signing key may be missing.
        case administering
    }

    /// Whether it runs for real customers.
    package enum Deployment: String, Sendable, CaseIterable {
        case development, production
    }

    /// How tokens are signed; RFC 7518 §3.1.
    package enum SigningAlgorithm: String, Sendable, CaseIterable {
        case hs256 = "HS256"
        case hs384 = "HS384"
        case hs512 = "HS512"
    }

    /// The callers who may register staff users.
    package enum Registration: String, Sendable, CaseIterable {
        case open, closed
    }

    /// The response to a repeated e-mail address.
    package enum DuplicateEnquiry: String, Sendable, CaseIterable {
        /// 409.
        case conflict
        /// The 201 of a first submission.
        case accept
    }

    /// The driver of WhatsApp messages.
    package enum WhatsAppDriver: String, Sendable, CaseIterable {
        /// Nothing: the other side is played.
        case stub
        /// Meta's Cloud API.
        case cloud
    }

    package let environment: Deployment
    package var database: ConnectionOptions
    package let secretKey: String
    package let previousSecretKey: String?
    package let algorithm: SigningAlgorithm
    package let accessTokenLifetime: Duration
    package let refreshTokenLifetime: Duration
    package let clientTokens: [String]
    package let registration: Registration
    package let bcryptCost: Int
    package let duplicateEnquiry: DuplicateEnquiry
    /// `Settings.makeFileStore` makes the store of it.
    package let fileStore: FileStoreSettings
    /// The folder of a store that is one; files on their way to an object store pass through it.
    package let uploadFolder: String
    /// What signs requests to an object store, also to one that is not in force; empty where it is not set.
    package let objectStoreKeys: ObjectStoreSettings.Keys
    package let largestFileBytes: Int
    /// Bytes of a résumé, at most, while `MAX_FILE_SIZE` is unset.
    package static let defaultFileBytes = 5_242_880
    package let clock: WallClock
    /// By which values of requests are read.
    package let conventions: Conventions
    /// Of all money, as ISO 4217 names it.
    package let currency: String
    package let allowedOrigins: Set<String>
    package let logLevel: Log.Level
    package let defaultLanguage: Language
    package let passwordBlocklistPath: String?
    package let publicURL: String
    package let pagesFolder: String?
    package let mail: MailSettings
    /// Hides stored secrets.
    package let configCipher: ConfigCipher
    /// While no driver is stored.
    package let whatsAppDriver: WhatsAppDriver
    /// Whether the stub reacts without delays.
    package let isWhatsAppStubFast: Bool
    /// Whether stored settings and webhooks may point to private addresses.
    package let allowsPrivateDestinations: Bool
    /// How many days audit events are kept.
    package let auditDays: Int
    /// The Unix socket of the hub of live events; nil if there is none, and events wait.
    package let hubSocket: String?
    /// The name of this host's hub, where each of several hosts has one; nil for the one hub.
    package let hubName: String?
    /// The names of all of them; empty for the one hub.
    package let hubNames: [String]
    /// The Unix socket by which a submission wakes `guiche-worker`; nil while that looks by itself only.
    package let wakeSocket: String?
    /// Where the scripts record numbers for the programs (`Stamp`); nil if they do not.
    package let stampsFolder: String?

    /// The variables that the programs read; `.env.example` declares each but those the scripts set (`GUICHE_…`).
    package let variableNames: Set<String>

    /// Reads the settings.
    ///
    /// - Throws: `SettingsError` with one line per fault; no line holds a secret.
    package init(_ variables: [String: String], for purpose: Purpose) throws(SettingsError) {
        var reader = SettingsReader(variables)
        environment = reader.choice("ENVIRONMENT", default: .development)
        let database = reader.database()
        let isProduction = environment == .production
        secretKey = reader.secret(["SECRET_KEY", "JWT_SECRET_KEY"], isRequired: purpose == .serving) ?? ""
        previousSecretKey = reader.secret(["SECRET_KEY_PREVIOUS"], isRequired: false)
        algorithm = reader.choice("ALGORITHM", default: .hs256)
        accessTokenLifetime = .seconds(60 * reader.integer("ACCESS_TOKEN_EXPIRE_MINUTES", 1...525_600, default: 1440))
        refreshTokenLifetime = .seconds(86_400 * reader.integer("REFRESH_TOKEN_EXPIRE_DAYS", 1...3650, default: 7))
        clientTokens = reader.list("CLIENT_TOKEN", default: "")
        registration = reader.choice("REGISTRATION", default: isProduction ? .closed : .open)
        bcryptCost = reader.integer("BCRYPT_COST", (isProduction ? 10 : 4)...31, default: 12)
        duplicateEnquiry = reader.choice("DUPLICATE_ENQUIRY", default: .conflict)
        (fileStore, uploadFolder, objectStoreKeys) = reader.fileStore()
        largestFileBytes = reader.integer("MAX_FILE_SIZE", 1...1_073_741_824, default: Self.defaultFileBytes)
        let clock = reader.clock()
        conventions = Conventions(country: reader.country())
        currency = reader.currency()
        allowedOrigins = Set(reader.origins(default: "http://localhost:3000,http://localhost:8000"))
        logLevel = reader.logLevel()
        defaultLanguage = reader.choice("DEFAULT_LOCALE", default: .english)
        passwordBlocklistPath = reader.optionalText("PASSWORD_BLOCKLIST")
        publicURL = reader.url("PUBLIC_URL", default: "http://localhost:8080")
        pagesFolder = reader.optionalText("GUICHE_PAGES_DIR")
        hubSocket = reader.optionalText("GUICHE_HUB_SOCKET")
        (hubName, hubNames) = reader.hubs()
        wakeSocket = reader.optionalText("GUICHE_WAKE_SOCKET")
        stampsFolder = reader.optionalText("GUICHE_STAMPS_DIR")
        mail = MailSettings(&reader, isProduction: isProduction, publicURL: publicURL)
        configCipher = ConfigCipher(&reader)
        whatsAppDriver = reader.choice("WHATSAPP_DRIVER", default: .stub)
        isWhatsAppStubFast = reader.integer("WHATSAPP_STUB_FAST", 0...1, default: 0) == 1
        allowsPrivateDestinations = reader.integer("WEBHOOK_ALLOW_PRIVATE", 0...1, default: 0) == 1
        auditDays = reader.integer("AUDIT_KEEP_DAYS", 1...36_500, default: 730)
        variableNames = reader.names
        guard reader.faults.isEmpty, let database, let clock else { throw SettingsError(faults: reader.faults) }
        self.database = database
        self.clock = clock
    }
}

/// Settings that a program cannot start with.
package struct SettingsError: Error, CustomStringConvertible {
    /// One line per fault, each naming its variable and the rule.
    package let faults: [String]

    /// Settings with these faults.
    package init(faults: [String]) {
        self.faults = faults
    }

    /// The lines.
    package var description: String { faults.joined(separator: "\n") }
}
