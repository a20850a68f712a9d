import Crypto
import FoundationEssentials
package import Frame
import MariaDB
import Routing
package import Serving
import Values

/// The callers of one thread's requests, known by the sessions of their tokens and tickets. For one thread.
package final class SessionCallers: CallerSource {
    /// The shared state of sign-in.
    let accounts: AccountsEnvironment
    private let connection: Connection
    private let verifiedTokens: VerifiedTokens
    private let sessions: SessionCache

    /// Callers whose sessions a connection reaches.
    ///
    /// - Parameter revision: a number that changes with every revocation on the host.
    init(_ accounts: AccountsEnvironment, _ connection: Connection, revision: @escaping () -> UInt64) {
        self.accounts = accounts
        self.connection = connection
        verifiedTokens = VerifiedTokens(accounts.signer)
        sessions = SessionCache(revision: revision)
    }

    /// The caller of a verified token's session.
    package func caller(byAccessToken text: String) throws -> FoundCaller {
        let token: Token
        do {
            token = try verifiedTokens.accessToken(text)
        } catch {
            throw APIError.invalidToken
        }
        guard let session = token.session, let user = User.ID(token.subject) else { throw APIError.invalidToken }
        return try caller(of: session, of: user, until: token.expiresAt)
    }

    /// The caller of the session that asked for the ticket.
    package func caller(byTicket text: String) throws -> FoundCaller {
        guard let ticket = try TicketStore(connection).take(sha256(text), at: Date()) else {
            throw APIError.invalidToken
        }
        return try caller(of: ticket.session, of: ticket.user, until: ticket.accessExpiresAt)
    }

    private func caller(of session: Session.ID, of user: User.ID, until expiresAt: Date) throws -> FoundCaller {
        let found = try sessions.caller(of: session) {
            let now = Date()
            let live = try SessionStore(connection).live(session, of: user, at: now)
            if let live, now.timeIntervalSince(live.seenAt ?? .distantPast) >= SightingStore.stepSeconds {
                // A request does not fail because it cannot be noted that its sender was seen.
                try? SightingStore(connection).note(user, at: now)
            }
            return live?.caller
        }
        // What is remembered under the session may be another user's than the token's.
        guard let found, found.id == user else { throw APIError.invalidToken }
        return FoundCaller(found, until: expiresAt)
    }
}

extension ThreadResources {
    /// Resources whose callers are users with a session.
    package convenience init(service: SharedState, accounts: AccountsEnvironment) {
        let statistics = service.statistics
        self.init(service: service) { SessionCallers(accounts, $0, revision: { statistics.revision }) }
    }

    /// The shared state of sign-in.
    package var accounts: AccountsEnvironment {
        guard let callers = callers as? SessionCallers else {
            preconditionFailure("a program finds its callers by their sessions")
        }
        return callers.accounts
    }

    /// Signs and verifies tokens.
    package var signer: TokenSigner { accounts.signer }
}
