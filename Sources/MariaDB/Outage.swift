internal import Posix

/// State shared by a process's connections about a database that is unreachable or does not serve.
///
/// After a failed connect the answer is "unreachable" immediately for 250 ms; then one connection at a time retries, and
/// the others fail immediately until it has succeeded.
final class Outage: Sendable {
    static let pause: Duration = .milliseconds(250)
    /// How long a host that does not serve comes after the others.
    static let setAside: Duration = .seconds(5)
    /// How long a refusal for lack of room is remembered.
    static let memory: Duration = .seconds(5)

    private let reserve = Lock<[Int: ContinuousClock.Instant]>([:])
    private let lastRefusal = Lock<ContinuousClock.Instant?>(nil)
    /// No try before this moment; `nil` while all is well.
    private let nextTry = Lock<ContinuousClock.Instant?>(nil)

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

    /// The hosts in the order to try them: as they are listed, those that did not serve a moment ago last.
    func order(of count: Int) -> [Int] {
        let now = ContinuousClock.now
        let avoided = reserve.withLock { $0.filter { $0.value > now } }
        guard !avoided.isEmpty else { return Array(0..<count) }
        return (0..<count).filter { avoided[$0] == nil } + (0..<count).filter { avoided[$0] != nil }
    }

    /// A host does not serve.
    func avoid(_ host: Int) {
        reserve.withLock { $0[host] = ContinuousClock.now + Self.setAside }
    }

    /// A statement was refused for lack of room.
    func noteRefusal() {
        lastRefusal.withLock { $0 = ContinuousClock.now }
    }

    /// Whether a statement was refused for lack of room a moment ago.
    var hasRefused: Bool {
        lastRefusal.withLock { $0.map { ContinuousClock.now - $0 < Self.memory } ?? false }
    }

    /// A try has failed.
    func begin() {
        nextTry.withLock { $0 = ContinuousClock.now + Self.pause }
    }
}
