package import FoundationEssentials
import MariaDB
package import Passwords
import Platform
import Routing

/// Lets users in and out: sign-in, refresh, sign-out, change of password.
///
/// Source: SPEC section 4.
package struct SignIn {
    /// What a sign-in gives out.
    package struct Tokens {
        /// Opens the API.
        package let access: String
        /// Makes new access tokens.
        package let refresh: String
        /// How many seconds the access token counts.
        package let accessSeconds: Int
        /// Who signed in.
        package let user: User
    }

    private let desk: Desk
    private let audit: AuditTrail
    private let userAgent: String?
    private let now: Date

    /// The operations of one request.
    package init(in context: Context, now: Date = Date()) {
        desk = context.desk
        audit = context.audit
        userAgent = context.userAgent
        self.now = now
    }

    private var accounts: AccountsEnvironment { desk.accounts }
    private var store: AccountStore { AccountStore(desk.connection) }
    private var sessions: SessionStore { SessionStore(desk.connection) }
    private var failures: LoginFailureStore { LoginFailureStore(desk.connection) }

    /// Begins a session. A name that nobody has takes the same steps and the same time as a wrong password.
    ///
    /// - Throws: `APIError` 401, 429 or 503; `DatabaseError`.
    package func signIn(name: String, password: String) throws -> Tokens {
        let name = SignInName(name)
        let credential = try store.findCredential(named: name)
        let account = credential.map { LoginFailureStore.Account.user($0.user.id) } ?? .nobody(name)
        try waitTurn(of: account)
        let bytes = PasswordPolicy.bytes(of: password)
        let hash = credential?.passwordHash ?? accounts.nobodysHash
        let isMatch = try hashing {
            // Others may have failed while this one waited for its turn: of many tries at once, few are hashed.
            try waitTurn(of: account)
            return hash?.matches(bytes) ?? false
        }
        guard isMatch, let credential, let hash = credential.passwordHash, credential.user.isActive else {
            try fail(account, of: credential?.user.id, with: .wrongSignIn, .signInFailed)
        }
        // And while it was hashed: a right guess among many counts no more than a wrong one.
        try waitTurn(of: account)
        try failures.forget(account)
        if hash.cost != accounts.bcryptCost { try strengthen(hash, of: credential.user.id, password: bytes) }
        return try beginSession(of: credential.user)
    }

    /// A new access token of a live session.
    ///
    /// - Throws: `APIError.invalidToken`; `DatabaseError`.
    package func refresh(_ text: String) throws -> String {
        let (session, user) = try refreshToken(text)
        guard let live = try sessions.live(session, of: user, at: now) else {
            if desk.refusals.isNew(session.text) { try audit.add(.tokenRefused, of: .session(session), at: now) }
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
        try desk.connection.transaction {
            guard try sessions.revoke(session, of: user, at: now) else { throw APIError.invalidToken }
            try audit.add(.signedOut, of: .session(session), by: account.map(AuditEvent.Actor.init), at: now)
        }
        desk.service.statistics.bumpRevision()
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
        var details: [String: [Text]] = [:]
        let faults = accounts.policy.faults(of: new, names: [user.username, user.email])
        if !faults.isEmpty { details["new_password"] = faults.map(\.text) }
        if try !hashing({ stored.matches(PasswordPolicy.bytes(of: current)) }) {
            details["current_password"] = [Fault.wrongPassword.text]
            try fail(account, of: caller.id, with: .invalid(details), .passwordRefused)
        }
        guard details.isEmpty else { throw APIError.invalid(details) }
        let hash = try newHash(of: new)
        let isChanged = try desk.connection.transaction {
            guard try store.setPasswordHash(of: caller.id, to: hash, replacing: stored, at: now) else { return false }
            try sessions.revokeAll(of: caller.id, except: caller.session, at: now)
            try PasswordTokenStore(desk.connection).endAll(of: caller.id, at: now)
            try audit.add(.passwordChanged, of: .user(caller.id), by: AuditEvent.Actor(caller), at: now)
            return true
        }
        // Somebody else has changed it in between: what was stated is the present password no more.
        guard isChanged else { throw APIError.invalid(["current_password": [Fault.wrongPassword.text]]) }
        desk.service.statistics.bumpRevision()
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
            return try accounts.gate.pass(hash)
        } catch is HashingGate.Full {
            throw APIError.serviceUnavailable
        }
    }

    private func waitTurn(of account: LoginFailureStore.Account) throws {
        guard let seconds = try failures.secondsToWait(for: account, at: now) else { return }
        throw APIError.rateLimited(retryAfterSeconds: seconds)
    }

    /// Counts a failure and leaves one event, whether there is such a user or not: both take the same time.
    private func fail(
        _ account: LoginFailureStore.Account, of user: User.ID?, with error: APIError, _ action: AuditEvent.Action
    ) throws -> Never {
        let count = try failures.noteFailure(of: account, at: now)
        let isLocked = action == .signInFailed && count == LoginFailureStore.limit
        try audit.add(isLocked ? .signInLocked : action, of: user.map { .user($0) }, at: now)
        guard count > LoginFailureStore.limit else { throw error }
        throw APIError.rateLimited(
            retryAfterSeconds: try failures.secondsToWait(for: account, at: now)
                ?? Int(LoginFailureStore.window.components.seconds))
    }

    /// Replaces a hash of another cost than the present one, now that the password is known.
    private func strengthen(_ hash: PasswordHash, of user: User.ID, password: [UInt8]) throws {
        let stronger = try hashing { try PasswordHash.hashing(password, cost: accounts.bcryptCost) }
        try store.setPasswordHash(of: user, to: stronger, replacing: hash, at: now)
    }

    private func beginSession(of user: User) throws -> Tokens {
        let lifetime = max(accounts.accessTokenLifetime, accounts.refreshTokenLifetime)
        let session = Session(
            id: Session.ID(), userID: user.id, createdAt: now, expiresAt: now + lifetime.inSeconds,
            userAgent: userAgent)
        try sessions.removeExpired(of: user.id, at: now)
        try desk.connection.transaction {
            try sessions.insert(session)
            try audit.add(.signedIn, of: .session(session.id), by: AuditEvent.Actor(user), at: now)
        }
        let caller = Caller(id: user.id, username: user.username, role: user.role, session: session.id)
        let access = accessToken(of: caller, until: session.expiresAt)
        let refresh = Token(
            .refresh, of: caller, issuedAt: now, expiresAt: now + accounts.refreshTokenLifetime.inSeconds)
        return Tokens(
            access: access.text, refresh: desk.signer.sign(refresh), accessSeconds: access.seconds, user: user)
    }

    private func accessToken(of caller: Caller, until end: Date) -> (text: String, seconds: Int) {
        let expiresAt = min(now + accounts.accessTokenLifetime.inSeconds, end)
        let token = Token(.access, of: caller, issuedAt: now, expiresAt: expiresAt)
        return (desk.signer.sign(token), Int(expiresAt.wholeSeconds - now.wholeSeconds))
    }

    private func refreshToken(_ text: String) throws -> (session: Session.ID, user: User.ID) {
        do {
            let token = try desk.signer.verify(text, as: .refresh, at: now)
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
    static let wrongPassword = Fault("Is not the present password.", pt: "Não é a senha atual.")
}

extension APIError {
    /// 401: no active user has that name and password.
    static let wrongSignIn = unauthorized(
        Text("Wrong user name or password.", pt: "Usuário ou senha incorretos."))
}
