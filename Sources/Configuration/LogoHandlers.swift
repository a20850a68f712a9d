import Documents
import FoundationEssentials
import Frame
import HTTP
import MariaDB
import Routing
import Serving
import Storage
import StoredSettings
import Values

/// The handlers of the logo. Its address is the setting `logo_url` of the appearance, so that a change is recorded like any other.
enum LogoHandlers {
    @Sendable static func get(_ input: LogoInput, _ context: Context) throws -> LogoPicture {
        guard let logo = try LogoStore(context.connection).find() else { throw APIError.notFound }
        return LogoPicture(logo, at: input.version)
    }

    @Sendable static func put(_ input: LogoUpload, _ context: Context) throws -> Reply<LogoAnswer> {
        let logo = input.logo
        try change(to: .string(logo.address), context) { store in
            try store.replace(with: logo, at: Date())
            return .another
        }
        return Reply(LogoAnswer(logoURL: logo.address))
    }

    @Sendable static func remove(_ input: LogoRemoval, _ context: Context) throws -> NoContent {
        try change(to: .null, context) { store in
            guard let logo = try store.find() else { return .none }
            try store.remove()
            // An address that staff have set since stays.
            let stored = try ConfigStore(context.connection).lockedSnapshot()[AppearanceConfig.self]
            return stored.values["logo_url"]?.text == logo.address ? .another : .same
        }
        return NoContent()
    }

    /// What a change of the logo makes of its address.
    private enum Address {
        /// Nothing was changed.
        case none
        /// The setting stays.
        case same
        /// The setting becomes another.
        case another
    }

    /// Changes the logo and its address in one transaction, and records it.
    private static func change(to address: JSON, _ context: Context, _ body: (LogoStore) throws -> Address) throws {
        let caller = try context.requireCaller()
        let (connection, settings) = (context.connection, context.service.settings)
        try connection.transaction {
            let store = LogoStore(connection)
            if let logo = try store.find() { try context.requireMatch(of: logo.eTag) }
            switch try body(store) {
            case .none: return
            case .same:
                let section = AuditEvent.Target("config", AppearanceConfig.name)
                return try context.audit.add(.configChanged, of: section, changes: ["logo": .untoldChange])
            case .another: break
            }
            let draft = ConfigDraft(AppearanceConfig.self, ["logo_url": address])
            let outcome = try ConfigEditor(connection, settings).apply(
                [draft], .merge, mayRedirect: false, by: caller.id.bytes)
            try ConfigAftermath.record(outcome, in: context.audit, connection, settings, by: caller)
        }
        context.service.statistics.bumpRevision()
    }
}

/// The logo as its address names it.
struct LogoInput: Input {
    let version: String?

    private static let version = Field(
        "v", Rule<String>.opaque, summary: "Names one logo, so that browsers may keep it.")

    static let declaration = InputDeclaration(query: version.queryParameters())

    init(reading input: InputReader) throws {
        version = try input.query(Self.version)
        try input.check()
    }
}

/// The content of a new logo.
struct LogoUpload: Input {
    let logo: Logo

    private static let types = PictureFormat.allCases.map(\.mediaType) + ["application/octet-stream"]

    static let declaration = InputDeclaration(
        header: [.ifMatch], content: types.map { (mediaType: $0, schema: Schema.string(format: "binary")) },
        contentBytes: Logo.bytes)

    init(reading input: InputReader) throws {
        if let type = MediaType(input.request[.contentType])?.essence, !Self.types.contains(type) {
            throw APIError.unsupportedMediaType
        }
        guard let logo = Logo(try input.content()) else {
            let side = PictureFormat.longestSide
            throw APIError.invalid([
                "body": [
                    Text(
                        "Must be a whole PNG, JPEG or WebP picture of at most \(side) × \(side) pixels.",
                        pt: "Deve ser uma imagem PNG, JPEG ou WebP inteira de no máximo \(side) × \(side) pixels.")
                ]
            ])
        }
        self.logo = logo
    }
}

/// The removal of the logo.
struct LogoRemoval: Input {
    static let declaration = InputDeclaration(header: [.ifMatch])

    init(reading input: InputReader) throws {}
}
