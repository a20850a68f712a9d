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
        return Reply(PageOf(found.users.map(ShownUser.init), total: found.total, input.page))
    }

    @Sendable static func people(_ input: NoInput, _ context: Context) throws -> Reply<People> {
        Reply(People(people: try AccountStore(context.connection).people()))
    }

    @Sendable static func get(_ input: UserReference, _ context: Context) throws -> Reply<UserReply> {
        reply(try find(input.id, context), nil)
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
            if changed == user && hash == nil { return reply(user, message) }
            guard try APIError.refusing({ try administration.change(user, to: changed, passwordHash: hash) }) else {
                continue
            }
            context.service.statistics.bumpRevision()
            return reply(changed, message)
        }
        throw APIError.busy
    }

    private static func find(_ id: User.ID, _ context: Context) throws -> User {
        guard let user = try AccountStore(context.connection).find(id) else { throw APIError.notFound }
        return user
    }

    private static func reply(_ user: User, _ message: String?) -> Reply<UserReply> {
        Reply(UserReply(message: message, user: ShownUser(user)), eTag: user.eTag)
    }
}

/// A user as administrators see one; the role by its canonical name.
struct ShownUser: Shaped, Paged {
    private let user: User

    init(_ user: User) {
        self.user = user
    }

    static let shape = Shape<ShownUser>(
        "User",
        [
            .id("id") { $0.user.id }, .text("username") { $0.user.username }, .text("name") { $0.user.name },
            .text("email") { $0.user.email }, .choice("role") { $0.user.role },
            .boolean("is_active") { $0.user.isActive }, .optionalInstant("away_until") { $0.user.awayUntil },
            .instant("created_at") { $0.user.createdAt },
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
