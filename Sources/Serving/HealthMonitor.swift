import Environment
import Posix

/// The health of a process, checked by one thread at a time, once a second at most, and only while someone asks.
package final class HealthMonitor: Sendable {
    /// A check: its name, and what throws when it fails.
    typealias Check = (name: String, probe: () throws -> Void)

    private struct State {
        var report: HealthReport?
        var failing: Set<String> = []
        var checkedAt: ContinuousClock.Instant?
        var probingSince: ContinuousClock.Instant?
    }

    /// How long a report is returned before the next check.
    private static let lifetime: Duration = .seconds(1)
    /// How long a check may take before every unfinished check is reported as failing.
    private static let checkTimeLimit: Duration = .milliseconds(500)
    private static let waitMilliseconds = 10

    private let state = Lock(State())
    private let now: @Sendable () -> ContinuousClock.Instant

    /// A monitor without a report.
    package init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) { self.now = now }

    /// The latest report, made now when it is too old. While another thread makes it, the one before; when that takes longer than half a
    /// second, a report in which every check that has not succeeded since is failing.
    func report(log: Log, _ checks: [Check]) -> HealthReport {
        while true {
            let now = self.now()
            let known: HealthReport?? = state.withLock { state in
                if let report = state.report, let at = state.checkedAt, now - at < Self.lifetime { return report }
                guard let since = state.probingSince else {
                    state.probingSince = now
                    return nil
                }
                if now - since < Self.checkTimeLimit { return .some(state.report) }
                return HealthReport(checks: checks.map(\.name), failing: Set(checks.map(\.name)))
            }
            switch known {
            case .none: return renewed(by: checks, log)
            case .some(.some(let report)): return report
            case .some(.none): ThisProcess.sleep(milliseconds: Self.waitMilliseconds)
            }
        }
    }

    private func renewed(by checks: [Check], _ log: Log) -> HealthReport {
        var failures: [String: any Error] = [:]
        for check in checks {
            do { try check.probe() } catch { failures[check.name] = error }
        }
        let failing = Set(failures.keys)
        let report = HealthReport(checks: checks.map(\.name), failing: failing)
        let before = state.withLock { state in
            defer { state = State(report: report, failing: failing, checkedAt: now()) }
            return state.failing
        }
        // What goes on failing is logged once.
        for (name, error) in failures where !before.contains(name) {
            log.write(.error, "health: \(name) fails", String(reflecting: error))
        }
        for name in before.subtracting(failing).sorted() { log.write(.info, "health: \(name) is well again") }
        return report
    }
}
