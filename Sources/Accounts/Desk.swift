import Crypto
package import MariaDB
package import Platform

/// What one thread keeps between requests: its connection, and what it remembers of sessions.
package final class Desk {
    /// What all threads share.
    package let service: Service
    /// What all threads share to sign people in.
    package let accounts: AccountsEnvironment
    /// The thread's own connection.
    package let connection: Connection
    /// SHA-256 of the client tokens that partner front ends may show.
    package let clientTokenDigests: [[UInt8]]
    /// What the thread remembers of access tokens.
    let verifiedTokens: VerifiedTokens
    /// What was refused a moment ago, so that the audit tells it once.
    let refusals = RecentRefusals()
    /// What the thread remembers of sessions.
    package let sessions: SessionCache
    /// What the thread remembers of the stored settings.
    package let config: ConfigCache

    /// A desk with a connection of its own, not open yet.
    package init(service: Service, accounts: AccountsEnvironment) {
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
