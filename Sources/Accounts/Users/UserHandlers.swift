import HTTP
import Passwords
import Platform
import Routing

/// The handlers of users.
///
/// Source: SPEC section 4, `/api/v1/users`.
enum UserHandlers {
    /// Attempts of an optimistic update before 409.
    private static let tries = 5

    @Sendable static func list(_ input: UserListInput, _ context: Context) throws -> Reply<UserPage> {
        let found = try AccountStore(context.connection).page(input.page, of: input.filter)
        return Reply(
            UserPage(
                users: found.users.map(ShownUser.init), total: found.total, page: input.page.number,
                perPage: input.page.size, pages: input.page.count(for: found.total)))
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

    @Sendable static func change(_ input: UserChangeInput, _ context: Context) throws -> Reply<UserReply> {
        let administration = UserAdministration(context.connection, context.resources.accounts, audit: context.audit)
        let message = Text("User updated successfully", pt: "Usuário atualizado com sucesso")
            .wording(in: context.language)
        var hash: PasswordHash?
        for _ in 0..<tries {
            let user = try find(input.id, context)
            if let condition = context.request[.ifMatch], !user.eTag.isNamed(in: condition) {
                throw APIError.preconditionFailed
            }
            let changed = try input.applied(to: user, under: context.resources.accounts.policy)
            if let password = input.password, hash == nil { hash = try SignIn(in: context).newHash(of: password) }
            if changed == user && hash == nil { return reply(user, message) }
            guard try APIError.refusing({ try administration.change(user, to: changed, passwordHash: hash) }) else {
                continue
            }
            context.service.statistics.bumpRevision()
            return reply(changed, message)
        }
        throw APIError.conflict(
            Text(
                "Someone else is changing this record. Please try again.",
                pt: "Outra pessoa está alterando este registro. Tente novamente."))
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
struct ShownUser: Encodable, Described {
    private enum CodingKeys: String, CodingKey {
        case id, username, name, email, role
        case isActive = "is_active"
        case createdAt = "created_at"
    }

    let id: User.ID
    let username: String
    let name: String
    let email: String
    let role: String
    let isActive: Bool
    let createdAt: String

    init(_ user: User) {
        id = user.id
        username = user.username
        name = user.name
        email = user.email
        role = user.role.rawValue
        isActive = user.isActive
        createdAt = Instant.text(user.createdAt)
    }

    static let schema = Schema.object(
        "User",
        [
            .required("id", .identifier), .required("username", .string), .required("name", .string),
            .required("email", .string), .required("role", .oneOf(Role.allCases.map(\.rawValue))),
            .required("is_active", .boolean), .required("created_at", .instant),
        ])
}

/// One user, and what was done.
struct UserReply: Encodable, Described {
    /// Nil when nothing was.
    let message: String?
    let user: ShownUser

    static let schema = Schema.object(
        "UserReply", [.optional("message", .string), .required("user", ShownUser.schema)])
}

/// A page of users, by user name.
struct UserPage: Encodable, Described {
    let users: [ShownUser]
    let total: Int
    let page: Int
    let perPage: Int
    let pages: Int

    private enum CodingKeys: String, CodingKey {
        case users, total, page, perPage = "per_page", pages
    }

    static let schema = Schema.object(
        "UserPage",
        [
            .required("users", .array(of: ShownUser.schema)), .required("total", .integer(0...Int(Int32.max))),
            .required("page", .integer(1...)), .required("per_page", .integer(1...100)),
            .required("pages", .integer(0...Int(Int32.max))),
        ])
}
