import Crypto
import Environment
package import MariaDB
package import Serving
package import StoredSettings

/// The resources of one thread between requests: its connection and its caches.
package final class ThreadResources {
    /// The shared state of all threads.
    package let service: SharedState
    /// The shared state of sign-in.
    package let accounts: AccountsEnvironment
    /// The thread's own connection.
    package let connection: Connection
    /// SHA-256 of the client tokens that partner front ends may show.
    package let clientTokenDigests: [[UInt8]]
    /// The thread's cache of access tokens.
    let verifiedTokens: VerifiedTokens
    /// Recent refusals, so that the audit records each once.
    let refusals = RecentRefusals()
    /// The thread's cache of sessions.
    package let sessions: SessionCache
    /// The thread's cache of the stored settings.
    package let config: ConfigCache

    /// Resources with a connection of their own, not open yet.
    package init(service: SharedState, accounts: AccountsEnvironment) {
        self.service = service
        self.accounts = accounts
        clientTokenDigests = service.settings.clientTokens.map { sha256($0) }
        connection = Connection(service.settings.database)
        verifiedTokens = VerifiedTokens(accounts.signer)
        let statistics = service.statistics
        sessions = SessionCache(revision: { statistics.revision })
        config = ConfigCache(revision: { statistics.revision })
    }

    /// Signs and verifies tokens.
    package var signer: TokenSigner { accounts.signer }
}
