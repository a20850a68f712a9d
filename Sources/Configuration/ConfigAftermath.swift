package import Accounts
import Leads
package import Platform

/// What follows from a change of settings, in its transaction.
package enum ConfigAftermath {
    /// Leaves an audit event for each section that was changed, and has every lead scored anew by rules that changed.
    ///
    /// - Returns: the job that scores, if there is one.
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    @discardableResult
    package static func record(
        _ outcome: ConfigEditor.Outcome, in trail: AuditTrail, _ jobs: JobStore, by user: User.ID?
    ) throws -> Job.ID? {
        var job: Job.ID?
        for (section, changes) in outcome.changed {
            try trail.add(.configChanged, of: AuditEvent.Target("config", section.name), changes: changes)
            guard section.name == ScoringConfig.name else { continue }
            job = try LeadRescore.ask(jobs, forRules: outcome.snapshot[section].version, by: user)
        }
        return job
    }
}

extension AuditEvent.Action {
    /// Stored settings were changed.
    static let configChanged = Self("config.changed")
}
