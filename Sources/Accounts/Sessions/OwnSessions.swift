import FoundationEssentials
import Frame
import MariaDB
import Routing
import Serving
import Storage
import Values

/// The handlers of callers' own sessions.
enum OwnSessions {
    @Sendable static func list(_ input: OwnSessionsInput, _ context: Context) throws -> Reply<PageOf<ShownSession>> {
        let caller = try context.requireCaller()
        let found = try SessionStore(context.connection).page(input.page, of: caller.id, at: Date())
        let sessions = found.sessions.map { ShownSession($0, isCurrent: $0.id == caller.session) }
        return Reply(PageOf(sessions, total: found.total, input.page))
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
struct ShownSession: Shaped, Paged {
    private let session: Session
    private let isCurrent: Bool

    init(_ session: Session, isCurrent: Bool) {
        self.session = session
        self.isCurrent = isCurrent
    }

    static let shape = Shape<ShownSession>(
        "Session",
        [
            .id("id") { $0.session.id }, .instant("created_at") { $0.session.createdAt },
            .instant("expires_at") { $0.session.expiresAt }, .optionalText("user_agent") { $0.session.userAgent },
            .boolean("current") { $0.isCurrent },
        ])

    static let pageForm = PageForm("SessionPage", of: "sessions")
}
