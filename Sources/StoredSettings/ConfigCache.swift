/// One thread's cache of the stored settings, so that a request needs no round trip for them.
///
/// A change on this host applies immediately, since it changes the revision; one elsewhere within three seconds. For one thread.
package final class ConfigCache {
    /// Lifetime of an entry.
    package static let lifetime: Duration = .seconds(3)

    private let revision: () -> UInt64
    private let now: () -> ContinuousClock.Instant
    private var known: (snapshot: ConfigSnapshot, revision: UInt64, readAt: ContinuousClock.Instant)?
    private var made: [String: (version: Int, value: Any)] = [:]

    /// An empty cache.
    ///
    /// - Parameters:
    ///   - revision: a number that changes with every change of settings on the host.
    ///   - now: the clock.
    package init(revision: @escaping () -> UInt64, now: @escaping () -> ContinuousClock.Instant = { .now }) {
        self.revision = revision
        self.now = now
    }

    /// The settings, remembered or read by `read`.
    package func snapshot(read: () throws -> ConfigSnapshot) rethrows -> ConfigSnapshot {
        // Before reading: a change while `read` is under way must end what it read.
        let (revision, moment) = (revision(), now())
        if let known, known.revision == revision, known.readAt.duration(to: moment) < Self.lifetime {
            return known.snapshot
        }
        let snapshot = try read()
        known = (snapshot, revision, moment)
        return snapshot
    }

    /// A value derived from a section, once for each of its versions.
    package func value<Value>(
        of section: any ConfigSection.Type, in snapshot: ConfigSnapshot, _ make: (StoredConfig) -> Value
    ) -> Value {
        let stored = snapshot[section]
        if let entry = made[section.name], entry.version == stored.version, let value = entry.value as? Value {
            return value
        }
        let value = make(stored)
        made[section.name] = (stored.version, value)
        return value
    }
}
