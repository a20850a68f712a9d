import Environment
package import Storage
import StoredSettings
import Values

/// The job that works out the working time to the first answer of the leads that were answered before it was kept, by the current settings;
/// it resumes after the last lead it read. The migration that adds the column asks for it.
package struct LeadMeasuring: JobHandler {
    /// `leads.measure`
    package let kind = "leads.measure"

    /// The handler.
    package init() {}

    /// Measures batch by batch.
    ///
    /// - Throws: `DatabaseError`; `JobRun.Lost`.
    package func run(_ run: JobRun) throws -> JobOutcome {
        let store = LeadStore(run.connection)
        let clock = ResponseClock(try ConfigStore(run.connection).snapshot(), by: run.settings.clock)
        let total = try store.total()
        var done = run.job.progressDone
        var last = run.job.position.flatMap { Lead.ID($0) }
        try run.progress(done, of: max(done, total))
        while let batch = try store.measureBatch(after: last, by: clock.time) {
            done += batch.leads
            last = batch.end
            try run.progress(done, of: max(done, total), position: batch.end.text)
            if run.isStopping { return .stopped }
        }
        try run.progress(done, of: done)
        return .done
    }
}
