package import Environment
import FoundationEssentials
package import MariaDB
import Posix
import Synchronization
import Values

/// Takes jobs from the database and has their handlers do them: `run` on any number of threads, `keepHolds` on one.
package final class JobRunner: Sendable {
    /// How long a thread waits when nothing is due, in milliseconds; random, so that threads do not poll together. Where others wait,
    /// too, it waits as many times as long, so that they ask about as often as one alone; and longer when no job has come for two seconds.
    private static let idleMilliseconds = 60...120
    /// The most times as long: a thread that is to stop sleeps to the end of its wait.
    private static let mostIdlePauses = 4
    private static let awayMilliseconds = 500...1000
    private static let renewalMilliseconds = 5000
    /// Attempts to record an outcome while the database is unavailable, every half second: as long as the lease.
    private static let recordTries = 60
    private static let pause = Backoff(firstSeconds: 2, longestSeconds: 3600)

    private let settings: Settings
    private let log: Log
    private let handlers: [String: any JobHandler]
    private let kinds: [String]
    private let holds = Lock<[JobHold]>([])
    private let stopping = Atomic(false)
    private let idle = Atomic(0)

    /// A runner of the kinds that the handlers do; jobs of other kinds are left to others.
    package init(_ settings: Settings, _ handlers: [any JobHandler], log: Log) {
        self.settings = settings
        self.log = log
        self.handlers = Dictionary(handlers.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
        precondition(self.handlers.count == handlers.count, "two handlers of one kind")
        kinds = self.handlers.keys.sorted()
    }

    /// Stops the handlers, and lets the threads end.
    package func stop() { stopping.store(true, ordering: .relaxed) }

    private var isStopping: Bool { stopping.load(ordering: .relaxed) }

    /// Runs jobs until it is stopped.
    package func run() {
        let connection = Connection(settings.database)
        var pace = IdlePace(restsAfter: 20, factor: 3)
        while !isStopping {
            do {
                let hasRun = try runNext(connection)
                let rests = pace.pauses(afterFinding: hasRun)
                if hasRun { continue }
                let pauses = rests * min(idle.add(1, ordering: .relaxed).newValue, Self.mostIdlePauses)
                ThisProcess.sleep(milliseconds: pauses * .random(in: Self.idleMilliseconds))
                idle.subtract(1, ordering: .relaxed)
            } catch {
                log.write(.warning, "jobs", String(reflecting: error))
                ThisProcess.sleep(milliseconds: .random(in: Self.awayMilliseconds))
            }
        }
    }

    /// Renews the leases of running jobs until it is stopped and none is left.
    package func keepHolds() {
        let connection = Connection(settings.database)
        var waited = 0
        while !isStopping || holds.withLock({ !$0.isEmpty }) {
            ThisProcess.sleep(milliseconds: 100)
            waited += 100
            guard waited >= Self.renewalMilliseconds else { continue }
            waited = 0
            renewHolds(connection)
        }
    }

    /// Renews each lease once; a handler whose lease was lost is notified.
    package func renewHolds(_ connection: Connection) {
        for hold in holds.withLock({ $0 }) {
            do {
                let isOurs = try JobStore(connection).renew(hold.job, for: hold.lease, at: Date())
                if !isOurs { hold.lose() }
            } catch {
                log.write(.warning, "jobs: a hold was not renewed", String(reflecting: error))
            }
        }
    }

    /// Takes the job that is due and has its handler run it.
    ///
    /// - Returns: false when none is due.
    /// - Throws: `DatabaseError`; a leased job is due again when its lease expires.
    @discardableResult
    package func runNext(_ connection: Connection) throws -> Bool {
        let lease = JobStore.Lease()
        guard let job = try JobStore(connection).take(for: lease, kinds: kinds, at: Date()) else { return false }
        let hold = JobHold(on: job.id, lease)
        holds.withLock { $0.append(hold) }
        defer { holds.withLock { $0.removeAll { $0 === hold } } }
        let result = attempt(job, hold, connection)
        try record(result, of: job, hold, in: JobStore(connection))
        return true
    }

    private enum Result {
        case outcome(JobOutcome)
        case threw(String)
        case lost
    }

    private func attempt(_ job: Job, _ hold: JobHold, _ connection: Connection) -> Result {
        guard let handler = handlers[job.kind] else { return .outcome(.stopped) }
        let run = JobRun(job, on: connection, settings: settings, log: log, hold: hold) { [self] in isStopping }
        do {
            return .outcome(try handler.run(run))
        } catch is JobRun.Lost {
            return .lost
        } catch {
            log.write(.warning, "job", "\(job.kind) \(job.id.text): \(String(reflecting: error))")
            return .threw(String(describing: error))
        }
    }

    /// Unrecorded work would be repeated, so this waits for a database that is unavailable for a moment.
    private func record(_ result: Result, of job: Job, _ hold: JobHold, in store: JobStore) throws {
        for remaining in (0..<Self.recordTries).reversed() {
            do {
                return try recordOnce(result, of: job, hold, in: store)
            } catch {
                guard remaining > 0, !hold.isLost else { throw error }
                ThisProcess.sleep(milliseconds: 500)
            }
        }
    }

    private func recordOnce(_ result: Result, of job: Job, _ hold: JobHold, in store: JobStore) throws {
        let now = Date()
        let name = "\(job.kind) \(job.id.text)"
        let isOurs: Bool
        switch result {
        case .lost: isOurs = false
        case .outcome(.done):
            isOurs = try store.finish(job.id, of: hold.lease, at: now)
            if isOurs { log.write(.info, "job done", name) }
        case .outcome(.again(let pause)):
            let seconds = Double(pause.components.seconds) + Double(pause.components.attoseconds) / 1e18
            isOurs = try store.repeatLater(job.id, of: hold.lease, from: now.addingTimeInterval(seconds))
        case .outcome(.stopped):
            isOurs = try store.release(job.id, of: hold.lease, at: now)
            if isOurs { log.write(.info, "job given back", name) }
        case .outcome(.failed(let reason)):
            isOurs = try store.postpone(job.id, of: hold.lease, until: nil, because: reason, at: now)
            if isOurs { log.write(.error, "job failed", "\(name): \(reason)") }
        case .threw(let reason):
            let isOver = job.attempts >= job.maxAttempts
            let next = isOver ? nil : now.addingTimeInterval(Self.pause.seconds(afterAttempts: job.attempts))
            isOurs = try store.postpone(job.id, of: hold.lease, until: next, because: reason, at: now)
            if isOurs { log.write(isOver ? .error : .warning, isOver ? "job failed" : "job postponed", name) }
        }
        guard !isOurs else { return }
        let isCancelled = try store.endCancelled(job.id, at: now)
        log.write(.warning, isCancelled ? "job cancelled" : "job lost to another worker", name)
    }
}
