import FoundationEssentials
import Frame
import HTTP
import Passwords
import Routing
import Serving
import Storage
import Values

/// The handlers of users.
///
/// Source: SPEC section 4, `/api/v1/users`.
enum UserHandlers {
    /// Attempts of an optimistic update before 409.
    private static let tries = 5

    @Sendable static func list(_ input: UserListInput, _ context: Context) throws -> Reply<PageOf<ShownUser>> {
        let found = try AccountStore(context.connection).page(input.page, of: input.filter)
        let seen = try SightingStore(context.connection).find(found.users.map(\.id))
        let users = found.users.map { ShownUser($0, lastSeenAt: seen[$0.id]) }
        return Reply(PageOf(users, total: found.total, input.page))
    }

    @Sendable static func people(_ input: NoInput, _ context: Context) throws -> Reply<People> {
        Reply(People(people: try AccountStore(context.connection).people()))
    }

    @Sendable static func get(_ input: UserReference, _ context: Context) throws -> Reply<UserReply> {
        try reply(find(input.id, context), nil, context)
    }

    @Sendable static func create(_ input: NewUserInput, _ context: Context) throws -> Reply<UserReply> {
        let asked = try input.read(under: context.resources.accounts.policy)
        let message = Text("User created successfully", pt: "Usuário criado com sucesso")
            .wording(in: context.language)
        return try APIError.refusing {
            let user = try Enrolment(context.connection, context.audit).enrol(
                asked.user, .userCreated, hash: { try SignIn(in: context).newHash(of: asked.password) },
                complete: { try context.idempotency?.complete(with: reply($0, message)) })
            return reply(user, message)
        }
    }

    @Sendable static func invite(_ input: InvitationInput, _ context: Context) throws -> Reply<InvitationReply> {
        try Invitations(in: context).send(input)
    }

    @Sendable static func acceptInvitation(
        _ input: InvitationAnswerInput, _ context: Context
    ) throws -> Reply<Registered> {
        try Invitations(in: context).accept(input)
    }

    @Sendable static func sendPasswordLink(_ input: UserReference, _ context: Context) throws -> Reply<Acknowledged> {
        try PasswordReset(in: context).send(to: input.id)
        let message = Text(
            "The user has been sent a link to choose a new password.",
            pt: "O usuário recebeu um link para escolher outra senha.")
        return Reply(Acknowledged(message: message.wording(in: context.language)))
    }

    /// The route admits managers as well, for the absence of a user alone.
    @Sendable static func change(_ input: UserChangeInput, _ context: Context) throws -> Reply<UserReply> {
        if !input.isAbsenceAlone { try context.require(.manageUsers) }
        let administration = UserAdministration(context.connection, context.resources.accounts, audit: context.audit)
        let message = Text("User updated successfully", pt: "Usuário atualizado com sucesso")
            .wording(in: context.language)
        var hash: PasswordHash?
        for _ in 0..<tries {
            let user = try find(input.id, context)
            try context.requireMatch(of: user.eTag)
            let changed = try input.applied(to: user, under: context.resources.accounts.policy)
            if let password = input.password, hash == nil { hash = try SignIn(in: context).newHash(of: password) }
            if changed == user && hash == nil { return try reply(user, message, context) }
            guard try APIError.refusing({ try administration.change(user, to: changed, passwordHash: hash) }) else {
                continue
            }
            context.service.statistics.bumpRevision()
            return try reply(changed, message, context)
        }
        throw APIError.busy
    }

    private static func find(_ id: User.ID, _ context: Context) throws -> User {
        guard let user = try AccountStore(context.connection).find(id) else { throw APIError.notFound }
        return user
    }

    private static func reply(_ user: User, _ message: String?, _ context: Context) throws -> Reply<UserReply> {
        reply(user, message, lastSeenAt: try SightingStore(context.connection).find([user.id])[user.id])
    }

    /// The entity tag does not name when the user was last seen, which changes nothing about the user.
    private static func reply(_ user: User, _ message: String?, lastSeenAt: Date? = nil) -> Reply<UserReply> {
        Reply(UserReply(message: message, user: ShownUser(user, lastSeenAt: lastSeenAt)), eTag: user.eTag)
    }
}

/// A user as administrators see one; the role by its canonical name.
struct ShownUser: Shaped, Paged {
    private let user: User
    private let lastSeenAt: Date?

    init(_ user: User, lastSeenAt: Date? = nil) {
        self.user = user
        self.lastSeenAt = lastSeenAt
    }

    static let shape = Shape<ShownUser>(
        "User",
        [
            .id("id") { $0.user.id }, .text("username") { $0.user.username }, .text("name") { $0.user.name },
            .text("email") { $0.user.email }, .choice("role") { $0.user.role },
            .boolean("is_active") { $0.user.isActive }, .optionalInstant("away_until") { $0.user.awayUntil },
            .instant("created_at") { $0.user.createdAt }, .optionalInstant("last_seen_at") { $0.lastSeenAt },
        ])

    static let pageForm = PageForm("UserPage", of: "users")
}

/// One user, and what was done.
struct UserReply: Encodable, Described {
    /// Nil when nothing was.
    let message: String?
    let user: ShownUser

    static let schema = Schema.object(
        "UserReply", [.optional("message", .string), .required("user", ShownUser.schema)])
}
