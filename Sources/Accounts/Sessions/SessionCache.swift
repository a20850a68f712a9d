package import Frame

/// One thread's cache of sessions, so that a request with a token needs no round trip to the database.
///
/// An entry lives three seconds, and all of them end when the revision changes, which every revocation on the host does;
/// so a revoked session ends immediately on this host and within three seconds on any other. For one thread.
///
/// Source: SPEC section 4, "stop working within 5 seconds on every responder".
package final class SessionCache {
    /// Lifetime of an entry.
    package static let lifetime: Duration = .seconds(3)
    /// The most sessions remembered.
    package static let limit = 1024

    private struct Entry {
        let caller: Caller
        let readAt: ContinuousClock.Instant
    }

    private let limit: Int
    private let revision: () -> UInt64
    private let now: () -> ContinuousClock.Instant
    private var entries: [Session.ID: Entry] = [:]
    private var seenRevision: UInt64

    /// An empty cache.
    ///
    /// - Parameters:
    ///   - revision: a number that changes with every revocation on the host.
    ///   - now: the clock.
    package init(
        limit: Int = SessionCache.limit, revision: @escaping () -> UInt64,
        now: @escaping () -> ContinuousClock.Instant = { .now }
    ) {
        self.limit = limit
        self.revision = revision
        self.now = now
        seenRevision = revision()
    }

    /// The caller of a live session, remembered or read by `read`; a session that `read` does not find is not remembered.
    package func caller(of session: Session.ID, read: () throws -> Caller?) rethrows -> Caller? {
        // Before reading: a revocation while `read` is under way must end what it read.
        let revision = revision()
        if revision != seenRevision {
            entries.removeAll(keepingCapacity: true)
            seenRevision = revision
        }
        let now = now()
        if let entry = entries[session], entry.readAt.duration(to: now) < Self.lifetime { return entry.caller }
        guard let caller = try read() else {
            entries[session] = nil
            return nil
        }
        if entries.count >= limit { makeRoom(at: now) }
        entries[session] = Entry(caller: caller, readAt: now)
        return caller
    }

    private func makeRoom(at now: ContinuousClock.Instant) {
        entries = entries.filter { $0.value.readAt.duration(to: now) < Self.lifetime }
        if entries.count >= limit { entries.removeAll(keepingCapacity: true) }
    }
}
