package import Accounts
package import Platform

/// The job that gives every lead the score that the rules say now; it goes on behind the last lead that it looked at.
package struct LeadRescore: JobHandler {
    private static let name = "leads.rescore"

    /// `leads.rescore`
    package let kind = LeadRescore.name

    /// The handler.
    package init() {}

    /// Asks for the job, once however often it is asked for.
    ///
    /// - Returns: the job that is to do it, or is doing it.
    /// - Throws: `DatabaseError`.
    package static func ask(_ store: JobStore, by user: User.ID?) throws -> Job.ID {
        try store.add(kind: name, uniqueKey: name, createdBy: user?.bytes)
    }

    /// Scores batch by batch.
    ///
    /// - Throws: `DatabaseError`; `JobRun.Lost`.
    package func run(_ run: JobRun) throws -> JobOutcome {
        let store = LeadStore(run.connection)
        let total = try store.total()
        var done = run.job.progressDone
        var last = run.job.position.flatMap { Lead.ID($0) }
        try run.progress(done, of: max(done, total))
        while let batch = try store.rescoreBatch(after: last, clock: run.settings.clock) {
            done += batch.leads
            last = batch.end
            try run.progress(done, of: max(done, total), position: batch.end.text)
            if run.isStopping { return .stopped }
        }
        try run.progress(done, of: done)
        return .done
    }
}
