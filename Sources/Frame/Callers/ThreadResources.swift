import Crypto
import Environment
package import MariaDB
package import Serving
package import StoredSettings

/// The resources of one thread between requests: its connection and its caches.
package final class ThreadResources {
    /// The shared state of all threads.
    package let service: SharedState
    /// Finds the thread's callers.
    package let callers: any CallerSource
    /// The thread's own connection.
    package let connection: Connection
    /// SHA-256 of the client tokens that partner front ends may show.
    package let clientTokenDigests: [[UInt8]]
    /// Recent refusals, so that the audit records each once.
    package let refusals = RecentRefusals()
    /// The thread's cache of the stored settings.
    package let config: ConfigCache
    /// The thread's cache of the own fields of leads and customers.
    package let fields: CustomFieldCache
    private var memories: [ObjectIdentifier: AnyObject] = [:]

    /// Resources with a connection of their own, not open yet, over which their callers are found.
    package init(service: SharedState, callers: (Connection) -> any CallerSource) {
        self.service = service
        connection = Connection(service.settings.database)
        self.callers = callers(connection)
        clientTokenDigests = service.settings.clientTokens.map { sha256($0) }
        let statistics = service.statistics
        config = ConfigCache(revision: { statistics.revision })
        fields = CustomFieldCache(revision: { statistics.revision })
    }

    /// What a domain keeps on this thread between requests, one of each type.
    ///
    /// - Parameter make: makes it, given a number that changes with every change of settings on the host.
    package func kept<Kept: AnyObject>(_ make: (_ revision: @escaping () -> UInt64) -> Kept) -> Kept {
        let key = ObjectIdentifier(Kept.self)
        if let found = memories[key] as? Kept { return found }
        let statistics = service.statistics
        let made = make { statistics.revision }
        memories[key] = made
        return made
    }
}
