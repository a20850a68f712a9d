import FoundationEssentials
package import MariaDB
import Synchronization

/// A job in the hands of its handler; belongs to one thread.
package final class JobRun {
    /// The worker holds the job no longer: somebody cancelled it, or another worker took it over.
    package struct Lost: Error {}

    /// The job, as it was when it was taken.
    package let job: Job
    /// The thread's connection; in no transaction.
    package let connection: Connection
    /// The settings.
    package let settings: Settings
    /// The log.
    package let log: Log
    private let hold: JobHold
    private let isTold: () -> Bool

    init(
        _ job: Job, on connection: Connection, settings: Settings, log: Log, hold: JobHold, isTold: @escaping () -> Bool
    ) {
        self.job = job
        self.connection = connection
        self.settings = settings
        self.log = log
        self.hold = hold
        self.isTold = isTold
    }

    /// Whether to let go of it soon: the worker stops, or the job was lost. Answer `.stopped` then.
    package var isStopping: Bool { isTold() || hold.isLost }

    /// Tells how far it has come, and keeps the hold on it. In a transaction of the work, work and position stand or fall together.
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
}

/// A worker's hold on a job, which its handler and the thread that renews it both look at.
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
