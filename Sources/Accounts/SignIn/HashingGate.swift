import Dispatch

/// Lets a bounded number of password hashes run and wait; further ones are refused.
///
/// A hash takes a processor for a fifth of a second: without the gate a burst of sign-ins would keep all of them, and all
/// threads, from everything else. Shared by the threads of a process. Source: SPEC section 4.
package final class HashingGate: Sendable {
    /// Too many are waiting already.
    package struct Full: Error {}

    /// The most concurrent hashes.
    package let running: Int
    /// How many more may wait for their turn.
    package let waiting: Int

    private let turns: DispatchSemaphore
    private let places: DispatchSemaphore
    /// How long a place is waited for that may become free at any moment: many cheap hashes, a small part of a dear one.
    private static let grace = DispatchTimeInterval.milliseconds(25)

    /// A gate; at least one hash may run.
    package init(running: Int, waiting: Int) {
        self.running = max(1, running)
        self.waiting = max(0, waiting)
        turns = DispatchSemaphore(value: self.running)
        places = DispatchSemaphore(value: self.running + self.waiting)
    }

    /// The gate of a process: as many concurrent hashes as leave one processor free, and at most three quarters of the threads
    /// inside, so that the others are there for everything else however many sign in.
    package convenience init(processors: Int, threads: Int) {
        let places = max(1, 3 * threads / 4)
        let running = min(max(1, processors - 1), places)
        self.init(running: running, waiting: places - running)
    }

    /// Runs `hash` when its turn comes.
    ///
    /// - Throws: `Full` within 25 ms when it would be one more than may wait, and at the deadline when its turn has not come; what
    ///   `hash` throws.
    package func pass<T>(until deadline: ContinuousClock.Instant? = nil, _ hash: () throws -> T) throws -> T {
        guard places.wait(timeout: .now() + Self.grace) == .success else { throw Full() }
        defer { places.signal() }
        let left = deadline.map { ContinuousClock.now.duration(to: $0) / .milliseconds(1) }
        let end: DispatchTime = left.map { .now() + .milliseconds(Int(max(0, $0))) } ?? .distantFuture
        guard turns.wait(timeout: end) == .success else { throw Full() }
        defer { turns.signal() }
        return try hash()
    }
}
