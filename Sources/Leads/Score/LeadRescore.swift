import Environment
package import Frame
package import MariaDB
package import Storage
import StoredSettings
import Values

/// The job that rescores every lead by the current rules; it resumes after the last lead it read.
package struct LeadRescore: JobHandler {
    private static let name = "leads.rescore"

    /// `leads.rescore`
    package let kind = LeadRescore.name

    /// The handler.
    package init() {}

    /// Asks for the job, once however often it is asked for; one runs at a time.
    ///
    /// - Parameters:
    ///   - version: of the rules that were just written, in the transaction of the writing: a job that runs already may have
    ///     passed leads by the old ones, so each version has a job of its own.
    ///   - actor: the 16 bytes of a user's id.
    /// - Returns: the job that is to do it, or is doing it.
    /// - Throws: `DatabaseError`.
    package static func ask(_ store: JobStore, forRules version: Int? = nil, by actor: [UInt8]?) throws -> Job.ID {
        let key = version.map { "\(name).\($0)" } ?? name
        return try store.add(kind: name, lane: name, uniqueKey: key, createdBy: actor)
    }

    /// Asks for the job when rules name an own field whose values were deleted; call in the transaction that deletes it.
    ///
    /// - Throws: `DatabaseError`.
    package static func ask(afterDeletionOf field: CustomField, on connection: Connection) throws {
        guard field.subject == .lead else { return }
        let rules = try ScoreRules(ConfigStore(connection).snapshot()).rules
        guard rules.contains(where: { $0.field == .custom(field.key) }) else { return }
        _ = try JobStore(connection).add(kind: name, lane: name, uniqueKey: "\(name).\(field.id.text)")
    }

    /// Scores batch by batch.
    ///
    /// - Throws: `DatabaseError`; `JobRun.Lost`.
    package func run(_ run: JobRun) throws -> JobOutcome {
        let store = LeadStore(run.connection)
        let config = try ConfigStore(run.connection).snapshot()
        let rules = ScoreRules(config)
        let response = ResponseClock(config, by: run.settings.clock)
        let total = try store.total()
        var done = run.job.progressDone
        var last = run.job.position.flatMap { Lead.ID($0) }
        try run.progress(done, of: max(done, total))
        while let batch = try store.rescoreBatch(after: last, by: rules, and: response, clock: run.settings.clock) {
            done += batch.leads
            last = batch.end
            try run.progress(done, of: max(done, total), position: batch.end.text)
            if run.isStopping { return .stopped }
        }
        try run.progress(done, of: done)
        return .done
    }
}
