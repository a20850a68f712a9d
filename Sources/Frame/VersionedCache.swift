package import MariaDB

/// One thread's cache of rows that have a version together, which are read again when it has changed. For one thread.
///
/// A change on this host applies immediately, since it changes the revision; one elsewhere within three seconds.
package final class VersionedCache<Value> {
    /// How long the version is not asked for.
    package static var lifetime: Duration { .seconds(3) }

    private let revision: () -> UInt64
    private let now: () -> ContinuousClock.Instant
    private var known: (value: Value, version: Int, revision: UInt64, readAt: ContinuousClock.Instant)?

    /// An empty cache.
    ///
    /// - Parameters:
    ///   - revision: a number that changes with every change of the rows on the host.
    ///   - now: the clock.
    package init(revision: @escaping () -> UInt64, now: @escaping () -> ContinuousClock.Instant = { .now }) {
        self.revision = revision
        self.now = now
    }

    /// The value, remembered or read.
    ///
    /// - Throws: what the readers throw.
    package func value(
        version readVersion: () throws(DatabaseError) -> Int, _ read: (_ version: Int) throws(DatabaseError) -> Value
    ) throws(DatabaseError) -> Value {
        // Before reading: a change meanwhile must end what was read.
        let (revision, moment) = (revision(), now())
        if let known, known.revision == revision, known.readAt.duration(to: moment) < Self.lifetime {
            return known.value
        }
        let version = try readVersion()
        // Read after the version: a change in between is found by the next version.
        let value = if let known, known.version == version { known.value } else { try read(version) }
        known = (value, version, revision, moment)
        return value
    }
}
