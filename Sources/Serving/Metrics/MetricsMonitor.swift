import Environment
import Posix

/// The numbers that the database was last asked for, so that it is asked every few seconds however many ask for `/metrics`.
package final class MetricsMonitor: Sendable {
    private struct State {
        var samples: [Metric.Sample] = []
        var readAt: ContinuousClock.Instant?
        var isReading = false
        var failing: [String] = []
    }

    /// How long numbers are returned before they are read again.
    private static let lifetime: Duration = .seconds(3)

    private let state = Lock(State())
    private let now: @Sendable () -> ContinuousClock.Instant

    /// A monitor without numbers.
    package init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) { self.now = now }

    /// The numbers of sources, read now by this thread when they are too old; those before while another thread reads them. A source that
    /// fails has none, and keeps no other from its own.
    func samples(of sources: [MetricSource], at place: MetricSource.Place, log: Log) -> [Metric.Sample] {
        let known: [Metric.Sample]? = state.withLock { state in
            let isFresh = state.readAt.map { now() - $0 < Self.lifetime } ?? false
            if isFresh || state.isReading { return state.samples }
            state.isReading = true
            return nil
        }
        if let known { return known }
        var failures: [(name: String, cause: String)] = []
        let samples = sources.flatMap { source in
            do {
                return try source.samples(at: place)
            } catch {
                failures.append((source.name, String(reflecting: error)))
                return []
            }
        }
        let before = state.withLock { state in
            defer { state = State(samples: samples, readAt: now(), failing: failures.map(\.name)) }
            return state.failing
        }
        // What goes on failing is logged once.
        for failure in failures where !before.contains(failure.name) {
            log.write(.warning, "metrics: \(failure.name)", failure.cause)
        }
        return samples
    }
}
