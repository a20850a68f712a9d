import Posix

/// Signs of life of the threads that look for work every second.
final class Pulses: Sendable {
    /// A thread whose life is watched.
    enum Beating: CaseIterable {
        case followUp, index, timed
    }

    private let latest: Lock<[Beating: ContinuousClock.Instant]>

    /// Pulses of threads that are about to start.
    init() {
        latest = Lock(Dictionary(uniqueKeysWithValues: Beating.allCases.map { ($0, .now) }))
    }

    /// A thread is alive.
    func beat(_ thread: Beating) { latest.withLock { $0[thread] = .now } }

    /// Whether each thread was alive within a time.
    func areFresh(within time: Duration) -> Bool {
        latest.withLock { $0.values.allSatisfy { .now - $0 <= time } }
    }
}
