import Dispatch
import Synchronization

/// Lets a bounded number of password hashes run at once and a bounded number wait; whoever comes then is turned away.
///
/// A hash takes a processor for a fifth of a second: without the gate a burst of sign-ins would keep all of them, and all
/// threads, from everything else. Shared by the threads of a process. Source: SPEC section 4.
package final class HashingGate: Sendable {
    /// Too many are waiting already.
    package struct Full: Error {}

    /// How many hashes run at once.
    package let running: Int
    /// How many more may wait for their turn.
    package let waiting: Int

    private let turns: DispatchSemaphore
    private let inside = Atomic<Int>(0)

    /// A gate; at least one hash may run.
    package init(running: Int, waiting: Int) {
        self.running = max(1, running)
        self.waiting = max(0, waiting)
        turns = DispatchSemaphore(value: self.running)
    }

    /// Runs `hash` when its turn comes.
    ///
    /// - Throws: `Full` at once when it would be one more than may wait; what `hash` throws.
    package func pass<T>(_ hash: () throws -> T) throws -> T {
        guard inside.add(1, ordering: .acquiringAndReleasing).newValue <= running + waiting else {
            inside.subtract(1, ordering: .acquiringAndReleasing)
            throw Full()
        }
        defer { inside.subtract(1, ordering: .acquiringAndReleasing) }
        turns.wait()
        defer { turns.signal() }
        return try hash()
    }
}
