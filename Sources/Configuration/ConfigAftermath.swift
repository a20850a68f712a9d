package import Environment
package import Frame
package import MariaDB
package import Storage
package import StoredSettings
import Values

/// The effects of a change of settings, in its transaction.
package enum ConfigAftermath {
    /// Leaves an audit event for each section that was changed, mails all administrators when a destination is another, and starts the
    /// job of a section that has one.
    ///
    /// - Returns: the job, if there is one.
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    @discardableResult
    package static func record(
        _ outcome: ConfigEditor.Outcome, in trail: AuditTrail, _ connection: Connection, _ settings: Settings,
        by caller: Caller?
    ) throws -> Job.ID? {
        var job: Job.ID?
        for change in outcome.changed {
            let section = change.section
            try trail.add(.configChanged, of: AuditEvent.Target("config", section.name), changes: change.changes)
            guard section.startsJob else { continue }
            job = try section.startJob(
                JobStore(connection), forVersion: outcome.snapshot[section].version, by: caller?.id.bytes)
        }
        try DestinationNotice(connection, settings).write(outcome, by: caller)
        return job
    }
}

extension AuditEvent.Action {
    /// Stored settings were changed.
    static let configChanged = Self("config.changed")
}
