import Frame
import Routing
import Values

/// The handlers of the Portuguese form of registration and sign-in; its responses are always in Portuguese.
///
/// Source: SPEC section 4, `POST /auth/register`, `/auth/login`.
enum LegacyAuth {
    @Sendable static func register(_ input: LegacyRegistrationInput, _ context: Context) throws
        -> Reply<LegacyRegistered>
    {
        let registration = Registration(in: context)
        try registration.checkIsOpen()
        let asked = try input.read(under: context.resources.accounts.policy)
        return try registration.register(asked) { Reply(LegacyRegistered($0)) }
    }

    @Sendable static func login(_ input: LegacySignInInput, _ context: Context) throws -> Reply<LegacySignedIn> {
        let tokens = try SignIn(in: context).signIn(name: input.email, password: input.password)
        return Reply(LegacySignedIn(access: tokens.access, tokens.user))
    }
}

/// The fields, each by the name of either older front end.
private enum LegacyFields {
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

/// The fields of a registration; read once the caller may register.
struct LegacyRegistrationInput: Input {
    static let declaration = InputDeclaration.json(
        .object(
            "DialectRegistration",
            LegacyFields.name.oneOfItsNames + LegacyFields.email.oneOfItsNames + LegacyFields.password.oneOfItsNames
                + [LegacyFields.role.optional, LegacyFields.username.optional]))

    private let input: InputReader

    init(reading input: InputReader) {
        self.input = input
    }

    /// Reads and checks it.
    ///
    /// - Throws: `APIError` that names every faulty field.
    func read(under policy: PasswordPolicy) throws -> Registration.Asked {
        try input.readJSON()
        let name = input.required(LegacyFields.name)
        let email = input.required(LegacyFields.email)
        let password = input.required(LegacyFields.password)
        let username = input.optional(LegacyFields.username)
        let role = input.optional(LegacyFields.role)
        if let password {
            let owner = PasswordPolicy.Owner(username: username, email: email?.text)
            for fault in policy.faults(of: password, for: owner) {
                input.note(fault, for: LegacyFields.password.name)
            }
        }
        let (checkedName, checkedEmail, checkedPassword) = try input.checked(name, email, password)
        return Registration.Asked(
            username: username, name: checkedName, email: checkedEmail, password: checkedPassword, role: role)
    }
}

/// An address with a password.
struct LegacySignInInput: Input {
    static let declaration = InputDeclaration.json(
        .object("DialectSignIn", LegacyFields.signInEmail.oneOfItsNames + LegacyFields.signInPassword.oneOfItsNames))

    let email: String
    let password: String

    init(reading input: InputReader) throws {
        try input.readJSON()
        (email, password) = try input.checked(
            input.required(LegacyFields.signInEmail), input.required(LegacyFields.signInPassword))
    }
}

/// The user, in short; the role by the name it was registered by.
struct LegacyUser: Encodable, Described {
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
struct LegacyAccount: Encodable, Described {
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
struct LegacyRegistered: Encodable, Described {
    let success = true
    let message = "Usuário criado com sucesso"
    let data: LegacyUser
    let user: LegacyAccount

    init(_ user: User) {
        data = LegacyUser(user)
        self.user = LegacyAccount(user)
    }

    static let schema = Schema.object(
        "DialectRegistered",
        [
            .required("success", .boolean), .required("message", .string), .required("data", LegacyUser.schema),
            .required("user", LegacyAccount.schema),
        ])
}

/// The answer to a sign-in.
struct LegacySignedIn: Encodable, Described {
    private enum CodingKeys: String, CodingKey {
        case success, message
        case access = "access_token"
        case data, user
    }

    let success = true
    let message = "Login realizado com sucesso"
    let access: String
    let data: LegacyUser
    let user: LegacyAccount

    init(access: String, _ user: User) {
        self.access = access
        data = LegacyUser(user)
        self.user = LegacyAccount(user)
    }

    static let schema = Schema.object(
        "DialectSignedIn",
        [
            .required("success", .boolean), .required("message", .string), .required("access_token", .string),
            .required("data", LegacyUser.schema), .required("user", LegacyAccount.schema),
        ])
}
