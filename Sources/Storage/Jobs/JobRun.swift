package import Environment
import FoundationEssentials
package import MariaDB
import Synchronization

/// A job in the hands of its handler; belongs to one thread.
package final class JobRun {
    /// The lease was lost: the job was cancelled, or another worker leased it.
    package struct Lost: Error {}

    /// The job, as it was when leased.
    package let job: Job
    /// The thread's connection; in no transaction.
    package let connection: Connection
    /// The settings.
    package let settings: Settings
    /// The log.
    package let log: Log
    private let hold: JobHold
    private let shouldStop: () -> Bool

    init(
        _ job: Job, on connection: Connection, settings: Settings, log: Log, hold: JobHold,
        shouldStop: @escaping () -> Bool
    ) {
        self.job = job
        self.connection = connection
        self.settings = settings
        self.log = log
        self.hold = hold
        self.shouldStop = shouldStop
    }

    /// Whether to let go of it soon: the worker stops, or the job was lost. Answer `.stopped` then.
    package var isStopping: Bool { shouldStop() || hold.isLost }

    /// Records the progress and renews the lease. In the transaction of the work, both commit together.
    ///
    /// - Parameter position: where to go on after a stop or a crash, 255 characters at most; nil leaves it as it is.
    /// - Throws: `Lost`; `DatabaseError`.
    package func progress(_ done: Int, of total: Int, position: String? = nil) throws {
        let isOurs = try JobStore(connection).recordProgress(
            job.id, of: hold.lease, done: done, total: total, position: position, at: Date())
        guard isOurs else {
            hold.lose()
            throw Lost()
        }
    }

    /// Adds to the text of the job's result, which is to be a JSON text once the job is done. In the transaction of the progress, both are
    /// exact, whatever is killed.
    ///
    /// - Throws: `Lost`; `DatabaseError`.
    package func report(_ text: String) throws {
        guard try JobStore(connection).addResult(text, of: job.id, by: hold.lease) else {
            hold.lose()
            throw Lost()
        }
    }
}

/// A worker's lease of a job, shared by its handler and the thread that renews it.
final class JobHold: Sendable {
    let job: Job.ID
    let lease: JobStore.Lease
    private let lost = Atomic(false)

    init(on job: Job.ID, _ lease: JobStore.Lease) {
        self.job = job
        self.lease = lease
    }

    var isLost: Bool { lost.load(ordering: .relaxed) }

    func lose() { lost.store(true, ordering: .relaxed) }
}
