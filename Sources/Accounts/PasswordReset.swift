import Crypto
import FoundationEssentials
import MariaDB
import Platform
import Posix
import Routing

/// Replaces a forgotten password: a one-time token goes out by mail, and comes back with the new password.
///
/// A token is 256 random bits, kept as its digest, good once and for 30 minutes, and void when a newer one is asked for or the
/// password changes.
///
/// Source: SPEC section 4, `POST /api/v1/auth/password/forgot`, `/reset`.
package struct PasswordReset {
    /// The name of the mail's templates.
    package static let mailKind = "password_reset"
    /// How long a token counts.
    static let lifetime: Duration = .seconds(1800)
    /// When a request for a token is answered, whether there was something to do or not.
    private static let answerTime: Duration = .milliseconds(150)

    private let context: Context
    private let tokens: PasswordTokenStore
    private let now = Date()

    /// The operations of one request.
    init(in context: Context) {
        self.context = context
        tokens = PasswordTokenStore(context.connection)
    }

    /// Mails a token to the active user who has an address, three within an hour at most; takes the same time for an address that
    /// nobody has, and does not tell.
    ///
    /// - Throws: `DatabaseError`.
    func ask(for email: EmailAddress) throws {
        let start = ContinuousClock.now
        let found = try AccountStore(context.connection).findCredential(named: .email(email.text))?.user
        if let user = found, user.isActive { try mail(user, at: email) }
        let rest = start.advanced(by: Self.answerTime) - .now
        if rest > .zero { ThisProcess.sleep(milliseconds: Int(rest / .milliseconds(1))) }
    }

    private func mail(_ user: User, at email: EmailAddress) throws {
        let token = base64URLEncoded(randomBytes(32))
        let values = [OutboxMail.secretName: token, "name": user.name, "username": user.username]
        let draft = OutboxMail.Draft(
            kind: Self.mailKind, to: email, in: context.language,
            values: String(decoding: try JSONText.bytes(of: values), as: UTF8.self))
        try context.connection.transaction {
            guard try tokens.mayAdd(for: user.id, at: now) else { return }
            try tokens.add(sha256(token), of: user.id, at: now, until: now + Double(Self.lifetime.components.seconds))
            try OutboxStore(context.connection).add(
                [draft], about: user.id.bytes, domain: context.service.settings.mail.messageDomain, at: now)
            try context.audit.add(.passwordForgotten, of: .user(user.id), at: now)
        }
    }

    /// Replaces the password of a token's user, ends all sessions of the user and lets failed sign-ins be forgotten.
    ///
    /// - Throws: `APIError` 422 or 503; `DatabaseError`.
    func reset(_ token: String, to password: String) throws {
        let digest = sha256(token)
        let found = try tokens.user(of: digest, at: now)
        let names = found.map { [$0.username, $0.email] } ?? []
        let faults = context.desk.accounts.policy.faults(of: password, names: names)
        var details: [String: [Text]] = [:]
        if !faults.isEmpty { details["new_password"] = faults.map(\.text) }
        if found == nil { details["token"] = [Self.spent] }
        guard details.isEmpty, let user = found else { throw APIError.invalid(details) }
        let hash = try SignIn(in: context).newHash(of: password)
        let connection = context.connection
        let isDone = try connection.transaction {
            guard try tokens.end(digest, at: now) else { return false }
            try tokens.endAll(of: user.id, at: now)
            try AccountStore(connection).setPasswordHash(of: user.id, to: hash, at: now)
            try SessionStore(connection).revokeAll(of: user.id, at: now)
            try LoginFailureStore(connection).forget(.user(user.id))
            try context.audit.add(.passwordReset, of: .user(user.id), at: now)
            return true
        }
        guard isDone else { throw APIError.invalid(["token": [Self.spent]]) }
        context.service.statistics.bumpRevision()
    }

    private static let spent = Text(
        "Is not valid, was used already, or is too old.", pt: "Não é válido, já foi usado ou venceu.")
}

/// Whose password is forgotten.
struct ForgottenPasswordInput: Input {
    private static let email = Field("email", Rule<EmailAddress>.email)

    static let declaration = InputDeclaration.json(.object("ForgottenPassword", [email.required]))

    let email: EmailAddress

    init(reading input: InputReader) throws {
        try input.readJSON()
        email = try input.checked(input.required(Self.email))
    }
}

/// A one-time token and the new password.
struct PasswordResetInput: Input {
    private static let token = Field("token", Rule<String>.secret)
    private static let new = Field("new_password", Rule<String>.newPassword)

    static let declaration = InputDeclaration.json(.object("PasswordReset", [token.required, new.required]))

    let token: String
    let new: String

    init(reading input: InputReader) throws {
        try input.readJSON()
        (token, new) = try input.checked(input.required(Self.token), input.required(Self.new))
    }
}

extension Authentication {
    /// Mails a one-time token, if there is somebody to mail it to.
    @Sendable static func forgotPassword(_ input: ForgottenPasswordInput, _ context: Context) throws -> Reply<
        Acknowledged
    > {
        try PasswordReset(in: context).ask(for: input.email)
        let message = Text(
            "If the address is a user's, a mail is on its way.",
            pt: "Se o endereço for de um usuário, um e-mail está a caminho.")
        return Reply(Acknowledged(message: message.wording(in: context.language)))
    }

    /// Replaces a forgotten password.
    @Sendable static func resetPassword(_ input: PasswordResetInput, _ context: Context) throws -> NoContent {
        try PasswordReset(in: context).reset(input.token, to: input.new)
        return NoContent()
    }
}
