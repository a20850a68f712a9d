package import Accounts
import Leads
package import MariaDB
package import Platform

/// The effects of a change of settings, in its transaction.
package enum ConfigAftermath {
    /// Leaves an audit event for each section that was changed, mails all administrators when a destination is another, and has
    /// every lead scored by rules that changed.
    ///
    /// - Returns: the job that scores, if there is one.
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
            guard section.name == ScoringConfig.name else { continue }
            job = try LeadRescore.ask(
                JobStore(connection), forRules: outcome.snapshot[section].version, by: caller?.id)
        }
        try DestinationNotice(connection, settings).write(outcome, by: caller)
        return job
    }
}

extension AuditEvent.Action {
    /// Stored settings were changed.
    static let configChanged = Self("config.changed")
}
