import Environment
import FoundationEssentials
import MariaDB
package import Storage
import StoredSettings
import Values

/// The job that works out again when each lead that waits for an answer is due, by the current settings, newest first; it resumes after the
/// last lead it read.
package struct LeadRetiming: JobHandler {
    private static let name = "leads.retime"

    /// `leads.retime`
    package let kind = LeadRetiming.name

    /// The handler.
    package init() {}

    /// Asks for the job; one runs at a time.
    ///
    /// - Parameters:
    ///   - version: of the settings that were just written, in the transaction of the writing: a job that runs already may have passed
    ///     leads by the old ones, so each version has a job of its own. Nil for another time zone.
    ///   - actor: the 16 bytes of a user's id.
    /// - Returns: the job that is to do it, or is doing it.
    /// - Throws: `DatabaseError`.
    static func ask(_ store: JobStore, forVersion version: Int? = nil, by actor: [UInt8]?) throws -> Job.ID {
        let key = version.map { "\(name).\($0)" } ?? name
        return try store.add(kind: name, lane: name, uniqueKey: key, createdBy: actor)
    }

    /// Asks for the job when due times were counted in another time zone until now.
    ///
    /// - Throws: `DatabaseError`.
    static func askForZone(_ settings: Settings, _ connection: Connection) throws {
        let store = LeadStore(connection)
        let zone = settings.clock.zoneName
        guard try store.dueZone() != zone else { return }
        try connection.transaction {
            // The zone that a new instance begins with changes nothing.
            let before = try store.dueZone()
            guard try store.setDueZone(zone), before != nil else { return }
            _ = try ask(JobStore(connection), by: nil)
        }
    }

    /// Counts batch by batch.
    ///
    /// - Throws: `DatabaseError`; `JobRun.Lost`.
    package func run(_ run: JobRun) throws -> JobOutcome {
        let store = LeadStore(run.connection)
        let clock = ResponseClock(try ConfigStore(run.connection).snapshot(), by: run.settings.clock)
        let total = try store.totalPending()
        var done = run.job.progressDone
        var last = run.job.position.flatMap { LeadStore.WaitingPlace($0) }
        try run.progress(done, of: max(done, total))
        while let batch = try store.retimeBatch(before: last, by: clock) {
            done += batch.leads
            last = batch.end
            try run.progress(done, of: max(done, total), position: batch.end.text)
            if run.isStopping { return .stopped }
        }
        try run.progress(done, of: done)
        return .done
    }
}
