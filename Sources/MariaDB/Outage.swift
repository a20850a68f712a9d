internal import Synchronization

/// What the connections of a process know together about a database that cannot be reached.
///
/// After a failed connect the answer is "unreachable" at once for 250 ms; then one connection at a time tries again, and
/// the others go on answering at once until it has succeeded.
final class Outage: Sendable {
    static let pause: Duration = .milliseconds(250)

    /// No try before this moment; `nil` while all is well.
    private let nextTry = Mutex<ContinuousClock.Instant?>(nil)

    /// Whether a connection may try now; it has the whole of `attempt` for it, alone.
    func admits(attempt: Duration) -> Bool {
        nextTry.withLock { nextTry in
            guard let known = nextTry else { return true }
            let now = ContinuousClock.now
            guard now >= known else { return false }
            nextTry = now + attempt
            return true
        }
    }

    /// A try has succeeded.
    func end() {
        nextTry.withLock { $0 = nil }
    }

    /// A try has failed.
    func begin() {
        nextTry.withLock { $0 = ContinuousClock.now + Self.pause }
    }
}
