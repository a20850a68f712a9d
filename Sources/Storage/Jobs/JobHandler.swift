/// Does the jobs of one kind.
package protocol JobHandler: Sendable {
    /// The kind; unique among the handlers of a worker.
    var kind: String { get }

    /// Does one job, or a piece of it. It may be run again after a crash: what it does twice must come out as if done once.
    ///
    /// A handler that runs longer than a second checks `JobRun.isStopping` regularly.
    ///
    /// - Throws: anything; the job is retried with backoff, and fails for good after its last attempt. The error's
    ///   `description` is kept, so it holds no personal data.
    func run(_ run: JobRun) throws -> JobOutcome
}

/// The outcome of one run of a job.
package enum JobOutcome: Sendable, Equatable {
    /// All is done.
    case done
    /// It is to run again after a while; this is no failure.
    case again(after: Duration)
    /// The worker stops before it is done: it is given back, and goes on in another.
    case stopped
    /// It can never be done; without personal data.
    case failed(String)
}
