import FoundationEssentials
import MariaDB
import Platform
import Routing

/// The handlers of callers' own sessions.
enum OwnSessions {
    @Sendable static func list(_ input: OwnSessionsInput, _ context: Context) throws -> Reply<SessionPage> {
        let caller = try context.requireCaller()
        let found = try SessionStore(context.connection).page(input.page, of: caller.id, at: Date())
        return Reply(
            SessionPage(
                sessions: found.sessions.map { ShownSession($0, isCurrent: $0.id == caller.session) },
                total: found.total, page: input.page.number, perPage: input.page.size,
                pages: input.page.count(for: found.total)))
    }

    @Sendable static func revoke(_ input: SessionReference, _ context: Context) throws -> NoContent {
        let caller = try context.requireCaller()
        try context.connection.transaction {
            guard try SessionStore(context.connection).revoke(input.id, of: caller.id, at: Date()) else {
                throw APIError.notFound
            }
            try context.audit.add(.sessionRevoked, of: .session(input.id))
        }
        context.service.statistics.bumpRevision()
        return NoContent()
    }

    @Sendable static func revokeOthers(_ input: NoInput, _ context: Context) throws -> NoContent {
        let caller = try context.requireCaller()
        try context.connection.transaction {
            try SessionStore(context.connection).revokeAll(of: caller.id, except: caller.session, at: Date())
            try context.audit.add(.sessionsRevoked, of: .user(caller.id))
        }
        context.service.statistics.bumpRevision()
        return NoContent()
    }
}

/// Which piece of the list is asked for.
struct OwnSessionsInput: Input {
    let page: Page

    static let declaration = InputDeclaration(query: Page.parameters)

    init(reading input: InputReader) throws {
        page = try Page(reading: input)
        try input.check()
    }
}

/// Which session is meant.
struct SessionReference: Input {
    let id: Session.ID

    private static let id = Field("id", Rule<Session.ID>.identifier())

    static let declaration = InputDeclaration(path: [id.pathParameter])

    init(reading input: InputReader) throws { id = try input.path(Self.id) }
}

/// A session as its user sees it.
struct ShownSession: Encodable, Described {
    private enum CodingKeys: String, CodingKey {
        case id
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case userAgent = "user_agent"
        case current
    }

    let id: Session.ID
    let createdAt: String
    let expiresAt: String
    let userAgent: JSON
    let current: Bool

    init(_ session: Session, isCurrent: Bool) {
        id = session.id
        createdAt = Instant.text(session.createdAt)
        expiresAt = Instant.text(session.expiresAt)
        userAgent = session.userAgent.map(JSON.string) ?? .null
        current = isCurrent
    }

    static let schema = Schema.object(
        "Session",
        [
            .required("id", .identifier), .required("created_at", .instant), .required("expires_at", .instant),
            .required("user_agent", Schema.string.orNull), .required("current", .boolean),
        ])
}

/// A page of sessions, newest first.
struct SessionPage: Encodable, Described {
    let sessions: [ShownSession]
    let total: Int
    let page: Int
    let perPage: Int
    let pages: Int

    private enum CodingKeys: String, CodingKey {
        case sessions, total, page, perPage = "per_page", pages
    }

    static let schema = Schema.object(
        "SessionPage",
        [
            .required("sessions", .array(of: ShownSession.schema)), .required("total", .integer(0...Int(Int32.max))),
            .required("page", .integer(1...)), .required("per_page", .integer(1...100)),
            .required("pages", .integer(0...Int(Int32.max))),
        ])
}
