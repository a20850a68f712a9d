import Crypto
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Posix
import Routing
import Serving
import Storage
import Values

/// Replaces a forgotten password: a one-time token goes out by mail, and comes back with the new password.
///
/// A token is 256 random bits, kept as its digest, good once and for 30 minutes, and void when the password changes, by another
/// token, too. A newer token does not end an older one: anyone may ask for one, and must not take a person's link away.
///
/// Source: SPEC section 4, `POST /api/v1/auth/password/forgot`, `/reset`.
package struct PasswordReset {
    /// Lifetime of a token.
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

    /// Mails a token to the active user with an address, at most three within a quarter of an hour. An unknown address takes the same time
    /// and gets the same response.
    ///
    /// - Throws: `DatabaseError`.
    func ask(for email: EmailAddress) throws {
        let start = ContinuousClock.now
        let found = try AccountStore(context.connection).findCredential(named: .email(email.text))?.user
        if let user = found, user.isActive { _ = try mail(user, at: email, noting: .passwordForgotten) }
        let rest = start.advanced(by: Self.answerTime) - .now
        if rest > .zero { ThisProcess.sleep(milliseconds: Int(rest / .milliseconds(1))) }
    }

    /// Mails a token to a user for whom someone else asks; the same limit applies.
    ///
    /// - Throws: `APIError` 404, 409 for a user who is not active, 429; `DatabaseError`.
    func send(to id: User.ID) throws {
        guard let user = try AccountStore(context.connection).find(id), let email = EmailAddress(user.email) else {
            throw APIError.notFound
        }
        guard user.isActive else {
            throw APIError.conflict(
                Text(
                    "This user is inactive. Activate the user first.",
                    pt: "Este usuário está inativo. Ative-o antes."))
        }
        guard try mail(user, at: email, noting: .passwordLinkSent) else {
            throw APIError.rateLimited(retryAfterSeconds: Int(PasswordTokenStore.limitSeconds))
        }
    }

    /// Whether it was mailed: not when the user was mailed as many as are let through.
    private func mail(_ user: User, at email: EmailAddress, noting action: AuditEvent.Action) throws -> Bool {
        let token = base64URLEncoded(randomBytes(32))
        let draft = try AccountMails.passwordResetDraft(token, of: user, to: email, in: context.language)
        return try context.connection.transaction {
            guard try tokens.mayAdd(for: user.id, at: now) else { return false }
            try tokens.add(sha256(token), of: user.id, at: now, until: now + Double(Self.lifetime.components.seconds))
            try OutboxStore(context.connection).add(
                [draft], about: user.id.bytes, domain: context.service.settings.mail.messageDomain, at: now)
            try context.audit.add(action, of: .user(user.id), at: now)
            return true
        }
    }

    /// Replaces the password of a token's user, ends all sessions of the user and lets failed sign-ins be forgotten.
    ///
    /// - Throws: `APIError` 422 or 503; `DatabaseError`.
    func reset(_ token: String, to password: String) throws {
        let digest = sha256(token)
        let found = try tokens.user(of: digest, at: now)
        let owner = found.map(PasswordPolicy.Owner.init) ?? PasswordPolicy.Owner(username: nil, email: nil)
        let faults = context.resources.accounts.policy.faults(of: password, for: owner)
        var details: Members<[Text]> = [:]
        if !faults.isEmpty { details["new_password"] = faults.map(\.text) }
        if found == nil { details["token"] = [OneTimeLink.spent] }
        guard details.isEmpty, let user = found else { throw APIError.invalid(details) }
        let hash = try SignIn(in: context).newHash(of: password)
        let connection = context.connection
        let isDone = try connection.transaction {
            guard try tokens.end(digest, at: now) else { return false }
            try tokens.endAll(of: user.id, at: now)
            try AccountStore(connection).setPasswordHash(of: user.id, to: hash, at: now)
            try SessionStore(connection).revokeAll(of: user.id, at: now)
            try LoginFailureStore(connection).forgetSignIns(of: user)
            try context.audit.add(.passwordReset, of: .user(user.id), at: now)
            return true
        }
        guard isDone else { throw APIError.invalid(["token": [OneTimeLink.spent]]) }
        context.service.statistics.bumpRevision()
    }
}

/// The address of a password reset request.
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
    /// Mails a one-time token, if the account exists.
    @Sendable static func forgotPassword(_ input: ForgottenPasswordInput, _ context: Context) throws -> Reply<
        Acknowledged
    > {
        try PasswordReset(in: context).ask(for: input.email)
        let message = Text(
            "If an account exists for this address, we have sent it an e-mail.",
            pt: "Se houver uma conta com este endereço, enviamos um e-mail para ele.")
        return Reply(Acknowledged(message: message.wording(in: context.language)))
    }

    /// Replaces a forgotten password.
    @Sendable static func resetPassword(_ input: PasswordResetInput, _ context: Context) throws -> NoContent {
        try PasswordReset(in: context).reset(input.token, to: input.new)
        return NoContent()
    }
}
