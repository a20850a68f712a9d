package import FoundationEssentials
package import Frame
import MariaDB
package import Passwords
import Posix
import Routing
import Serving
import Storage
import Values

/// Lets users in and out: sign-in, refresh, sign-out, change of password.
///
/// Source: SPEC section 4.
package struct SignIn {
    /// The tokens of a sign-in.
    package struct Tokens {
        /// Opens the API.
        package let access: String
        /// Makes new access tokens.
        package let refresh: String
        /// Lifetime of the access token, in seconds (`expires_in`).
        package let accessSeconds: Int
        /// The user.
        package let user: User
    }

    private let resources: ThreadResources
    private let audit: AuditTrail
    private let userAgent: String?
    private let sender: HashingGate.Sender
    private let now: Date

    /// The operations of one request.
    package init(in context: Context, now: Date = Date()) {
        resources = context.resources
        audit = context.audit
        userAgent = context.userAgent
        sender = HashingGate.Sender(context.clientAddress.flatMap { HostAddress(text: $0) })
        self.now = now
    }

    private var accounts: AccountsEnvironment { resources.accounts }
    private var store: AccountStore { AccountStore(resources.connection) }
    private var sessions: SessionStore { SessionStore(resources.connection) }
    private var failures: LoginFailureStore { LoginFailureStore(resources.connection) }

    /// Begins a session. An unknown name takes the same steps and the same time as a wrong password.
    ///
    /// - Throws: `APIError` 401, 429 or 503; `DatabaseError`.
    package func signIn(name: String, password: String) throws -> Tokens {
        let name = SignInName(name)
        let credential = try store.findCredential(named: name)
        let account = credential.map { LoginFailureStore.Account.user($0.user.id) } ?? .nobody(name)
        try waitTurn(of: .name(name))
        let bytes = PasswordPolicy.bytes(of: password)
        let cost = try accounts.tryCost(meeting: credential?.passwordHash?.cost, store.highestPasswordCost)
        let attempt = PasswordTry(credential?.passwordHash, cost: cost)
        let isMatch = try hashing {
            // Others may have failed while this one waited for its turn: of many concurrent attempts, few are hashed.
            try waitTurn(of: .name(name))
            return attempt.matches(bytes)
        }
        guard isMatch, let credential, let hash = credential.passwordHash, credential.user.isActive else {
            try fail(name, account, of: credential?.user.id)
        }
        // And while it was hashed: a right guess among many is treated like a wrong one. Failures under the user's other name
        // are counted here alone, where the password is known: a wrong one must not reveal that two names are one account.
        try waitTurn(of: .name(name))
        try waitTurn(of: account)
        try failures.forgetSignIns(of: credential.user)
        if hash.cost != accounts.bcryptCost { try rehash(hash, of: credential.user.id, password: bytes) }
        return try beginSession(of: credential.user)
    }

    /// A new access token of a live session.
    ///
    /// - Throws: `APIError.invalidToken`; `DatabaseError`.
    package func refresh(_ text: String) throws -> String {
        let (session, user) = try refreshToken(text)
        guard let live = try sessions.live(session, of: user, at: now) else {
            if resources.refusals.isNew(session.text) { try audit.add(.tokenRefused, of: .session(session), at: now) }
            throw APIError.invalidToken
        }
        return accessToken(of: live.caller, until: live.expiresAt).text
    }

    /// Ends the session of a refresh token.
    ///
    /// - Throws: `APIError.invalidToken`, for one that was ended before, too; `DatabaseError`.
    package func signOut(_ text: String) throws {
        let (session, user) = try refreshToken(text)
        let account = try store.find(user)
        try resources.connection.transaction {
            guard try sessions.revoke(session, of: user, at: now) else { throw APIError.invalidToken }
            try audit.add(.signedOut, of: .session(session), by: account.map(AuditEvent.Actor.init), at: now)
        }
        resources.service.statistics.bumpRevision()
    }

    /// Changes the caller's password and ends all other sessions of the caller.
    ///
    /// - Throws: `APIError` 422, 429 or 503; `DatabaseError`.
    package func changePassword(of caller: Caller, from current: String, to new: String) throws {
        let account = LoginFailureStore.Account.passwordChange(of: caller.id)
        try waitTurn(of: account)
        guard let user = try store.find(caller.id), let stored = try store.passwordHash(of: caller.id) else {
            throw APIError.invalidToken
        }
        var details: Members<[Text]> = [:]
        let faults = accounts.policy.faults(of: new, for: PasswordPolicy.Owner(user))
        if !faults.isEmpty { details["new_password"] = faults.map(\.text) }
        if try !hashing({ stored.matches(PasswordPolicy.bytes(of: current)) }) {
            details["current_password"] = [Fault.wrongPassword.text]
            let count = try failures.noteFailure(of: account, at: now)
            try audit.add(.passwordRefused, of: .user(caller.id), at: now)
            throw try refusal(of: account, after: count, otherwise: .invalid(details))
        }
        guard details.isEmpty else { throw APIError.invalid(details) }
        let hash = try newHash(of: new)
        let isChanged = try resources.connection.transaction {
            guard try store.setPasswordHash(of: caller.id, to: hash, replacing: stored, at: now) else { return false }
            try sessions.revokeAll(of: caller.id, except: caller.session, at: now)
            try PasswordTokenStore(resources.connection).endAll(of: caller.id, at: now)
            try audit.add(.passwordChanged, of: .user(caller.id), by: AuditEvent.Actor(caller), at: now)
            return true
        }
        // Changed by someone else in between: the stated password is no longer the current one.
        guard isChanged else { throw APIError.invalid(["current_password": [Fault.wrongPassword.text]]) }
        resources.service.statistics.bumpRevision()
        try failures.forget(account)
    }

    /// A hash of a new password, made when its turn comes.
    ///
    /// - Throws: `APIError` 422 or 503.
    package func newHash(of password: String) throws -> PasswordHash {
        do {
            return try hashing {
                try PasswordHash.hashing(PasswordPolicy.bytes(of: password), cost: accounts.bcryptCost)
            }
        } catch is PasswordError {
            throw APIError.internalError
        }
    }

    private func hashing<T>(_ hash: () throws -> T) throws -> T {
        do {
            return try accounts.gate.pass(for: sender, until: resources.connection.deadline, hash)
        } catch is HashingGate.Full {
            throw APIError.serviceUnavailable
        }
    }

    private func waitTurn(of account: LoginFailureStore.Account) throws {
        guard let seconds = try failures.secondsToWait(for: account, at: now) else { return }
        throw APIError.rateLimited(retryAfterSeconds: seconds)
    }

    /// Counts a failure and leaves one event, whether there is such a user or not: both take the same steps.
    ///
    /// Whether the next try waits depends on the failures under the name alone.
    private func fail(_ name: SignInName, _ account: LoginFailureStore.Account, of user: User.ID?) throws -> Never {
        let ofName = try failures.noteFailure(of: .name(name), at: now)
        let ofAccount = try failures.noteFailure(of: account, at: now)
        let action: AuditEvent.Action = ofAccount == LoginFailureStore.limit ? .signInLocked : .signInFailed
        let target = user.map { .user($0) } ?? AuditEvent.Target("name", accounts.auditDigest(of: name))
        try audit.add(action, of: target, at: now)
        throw try refusal(of: .name(name), after: ofName, otherwise: .wrongSignIn)
    }

    /// The response to a failure: 429 when concurrent attempts exceed the limit.
    private func refusal(
        of account: LoginFailureStore.Account, after count: Int, otherwise error: APIError
    ) throws -> APIError {
        guard count > LoginFailureStore.limit else { return error }
        return .rateLimited(
            retryAfterSeconds: try failures.secondsToWait(for: account, at: now)
                ?? Int(LoginFailureStore.window.components.seconds))
    }

    /// Replaces a hash of another cost than the present one, now that the password is known.
    private func rehash(_ hash: PasswordHash, of user: User.ID, password: [UInt8]) throws {
        let stronger = try hashing { try PasswordHash.hashing(password, cost: accounts.bcryptCost) }
        try store.setPasswordHash(of: user, to: stronger, replacing: hash, at: now)
    }

    private func beginSession(of user: User) throws -> Tokens {
        let lifetime = max(accounts.accessTokenLifetime, accounts.refreshTokenLifetime)
        let session = Session(
            id: Session.ID(), userID: user.id, createdAt: now, expiresAt: now + lifetime.inSeconds,
            userAgent: userAgent)
        try sessions.removeExpired(of: user.id, at: now)
        try resources.connection.transaction {
            try sessions.insert(session)
            try audit.add(.signedIn, of: .session(session.id), by: AuditEvent.Actor(user), at: now)
        }
        let caller = Caller(id: user.id, username: user.username, role: user.role, session: session.id)
        let access = accessToken(of: caller, until: session.expiresAt)
        let refresh = Token(
            .refresh, of: caller, issuedAt: now, expiresAt: now + accounts.refreshTokenLifetime.inSeconds)
        return Tokens(
            access: access.text, refresh: resources.signer.sign(refresh), accessSeconds: access.seconds, user: user)
    }

    private func accessToken(of caller: Caller, until end: Date) -> (text: String, seconds: Int) {
        let expiresAt = min(now + accounts.accessTokenLifetime.inSeconds, end)
        let token = Token(.access, of: caller, issuedAt: now, expiresAt: expiresAt)
        return (resources.signer.sign(token), Int(expiresAt.wholeSeconds - now.wholeSeconds))
    }

    private func refreshToken(_ text: String) throws -> (session: Session.ID, user: User.ID) {
        do {
            let token = try resources.signer.verify(text, as: .refresh, at: now)
            guard let session = token.session, let user = User.ID(token.subject) else { throw APIError.invalidToken }
            return (session, user)
        } catch is TokenError {
            throw APIError.invalidToken
        }
    }
}

extension Duration {
    /// The whole seconds of a lifetime.
    fileprivate var inSeconds: Double { Double(components.seconds) }
}

extension Fault {
    /// The stated password is not the present one.
    static let wrongPassword = Fault("The current password is incorrect.", pt: "A senha atual está incorreta.")
}

extension APIError {
    /// 401: no active user has that name and password.
    static let wrongSignIn = unauthorized(
        Text("The user name or password is incorrect.", pt: "Usuário ou senha incorretos."))
}
