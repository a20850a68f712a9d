import Crypto
package import MariaDB

/// The named lock by which a running worker is known: the publisher of events holds it for as long as it works.
package enum WorkerLock {
    /// The name of the lock; locks are the server's, so it names the database.
    package static func name(of database: ConnectionOptions) -> String {
        "guiche-events-" + hexEncoded(Array(sha256(database.database).prefix(16)))
    }
}
