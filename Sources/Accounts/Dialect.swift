import Platform
import Routing

/// The handlers of the Portuguese form of registration and sign-in; its answers are Portuguese whoever asks.
///
/// Source: SPEC section 4, `POST /auth/register`, `/auth/login`.
enum Dialect {
    @Sendable static func register(_ input: DialectRegistrationInput, _ context: Context) throws
        -> Reply<DialectRegistered>
    {
        let registration = Registration(in: context)
        try registration.checkIsOpen()
        let asked = try input.read(under: context.desk.accounts.policy)
        return try registration.register(asked) { Reply(DialectRegistered($0)) }
    }

    @Sendable static func login(_ input: DialectSignInInput, _ context: Context) throws -> Reply<DialectSignedIn> {
        let tokens = try SignIn(in: context).signIn(name: input.email, password: input.password)
        return Reply(DialectSignedIn(access: tokens.access, tokens.user))
    }
}

/// The fields, each by the name of either older front end.
private enum DialectFields {
    static let name = Field("nome", Rule<String>.line(1...200, refusing: "<>"), aliases: ["ds_user"])
    static let email = Field("email", Rule<EmailAddress>.email, aliases: ["ds_user_email"])
    static let password = Field("senha", Rule<String>.newPassword, aliases: ["password"])
    static let role = Field("role", Rule<NamedRole>.role)
    static let username = Field("username", Rule<String>.username)
    static let signInEmail = Field("email", Rule<String>.secret, aliases: ["ds_user_email"])
    static let signInPassword = Field("senha", Rule<String>.secret, aliases: ["password"])
}

extension Field {
    /// The field and its other names as members of a body that may leave each out: one of them must be there.
    fileprivate var oneOfItsNames: [Schema.Member] { ([name] + aliases).map { .optional($0, rule.schema) } }
}

/// What a registration says; read once the caller is known to be allowed to register.
struct DialectRegistrationInput: Input {
    static let declaration = InputDeclaration.json(
        .object(
            "DialectRegistration",
            DialectFields.name.oneOfItsNames + DialectFields.email.oneOfItsNames + DialectFields.password.oneOfItsNames
                + [DialectFields.role.optional, DialectFields.username.optional]))

    private let input: InputReader

    init(reading input: InputReader) {
        self.input = input
    }

    /// Reads and checks it.
    ///
    /// - Throws: `APIError` that names every faulty field.
    func read(under policy: PasswordPolicy) throws -> Registration.Asked {
        try input.readJSON()
        let name = input.required(DialectFields.name)
        let email = input.required(DialectFields.email)
        let password = input.required(DialectFields.password)
        let username = input.optional(DialectFields.username)
        let role = input.optional(DialectFields.role)
        if let password {
            let names = [username, email?.text, email.map { String($0.localPart) }].compactMap(\.self)
            for fault in policy.faults(of: password, names: names) {
                input.note(fault, for: DialectFields.password.name)
            }
        }
        let (checkedName, checkedEmail, checkedPassword) = try input.checked(name, email, password)
        return Registration.Asked(
            username: username, name: checkedName, email: checkedEmail, password: checkedPassword, role: role)
    }
}

/// An address with a password.
struct DialectSignInInput: Input {
    static let declaration = InputDeclaration.json(
        .object("DialectSignIn", DialectFields.signInEmail.oneOfItsNames + DialectFields.signInPassword.oneOfItsNames))

    let email: String
    let password: String

    init(reading input: InputReader) throws {
        try input.readJSON()
        (email, password) = try input.checked(
            input.required(DialectFields.signInEmail), input.required(DialectFields.signInPassword))
    }
}

/// The user, in short; the role by the name it was registered by.
struct DialectUser: Encodable, Described {
    let id: User.ID
    let nome: String
    let email: String
    let role: String

    init(_ user: User) {
        id = user.id
        nome = user.name
        email = user.email
        role = user.roleName
    }

    static let schema = Schema.object(
        "DialectUser",
        [
            .required("id", .identifier), .required("nome", .string), .required("email", .string),
            .required("role", .string),
        ])
}

/// The user with all that the account holds, for the front ends that read `user`.
struct DialectAccount: Encodable, Described {
    private enum CodingKeys: String, CodingKey {
        case id, username, nome, name, email, role
        case isActive = "is_active"
    }

    let id: User.ID
    let username: String
    let nome: String
    let name: String
    let email: String
    let role: String
    let isActive: Bool

    init(_ user: User) {
        id = user.id
        username = user.username
        nome = user.name
        name = user.name
        email = user.email
        role = user.roleName
        isActive = user.isActive
    }

    static let schema = Schema.object(
        "DialectAccount",
        [
            .required("id", .identifier), .required("username", .string), .required("nome", .string),
            .required("name", .string), .required("email", .string), .required("role", .string),
            .required("is_active", .boolean),
        ])
}

/// The answer to a registration.
struct DialectRegistered: Encodable, Described {
    let success = true
    let message = "Usuário criado com sucesso"
    let data: DialectUser
    let user: DialectAccount

    init(_ user: User) {
        data = DialectUser(user)
        self.user = DialectAccount(user)
    }

    static let schema = Schema.object(
        "DialectRegistered",
        [
            .required("success", .boolean), .required("message", .string), .required("data", DialectUser.schema),
            .required("user", DialectAccount.schema),
        ])
}

/// The answer to a sign-in.
struct DialectSignedIn: Encodable, Described {
    private enum CodingKeys: String, CodingKey {
        case success, message, data, user
        case access = "access_token"
    }

    let success = true
    let message = "Login realizado com sucesso"
    let access: String
    let data: DialectUser
    let user: DialectAccount

    init(access: String, _ user: User) {
        self.access = access
        data = DialectUser(user)
        self.user = DialectAccount(user)
    }

    static let schema = Schema.object(
        "DialectSignedIn",
        [
            .required("success", .boolean), .required("message", .string), .required("access_token", .string),
            .required("data", DialectUser.schema), .required("user", DialectAccount.schema),
        ])
}
