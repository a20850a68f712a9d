package import Platform

/// What follows from a change of settings, in its transaction.
package enum ConfigAftermath {
    /// Leaves an audit event for each section that was changed.
    ///
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    package static func record(_ outcome: ConfigEditor.Outcome, in trail: AuditTrail) throws {
        for (section, changes) in outcome.changed {
            try trail.add(.configChanged, of: AuditEvent.Target("config", section.name), changes: changes)
        }
    }
}

extension AuditEvent.Action {
    /// Stored settings were changed.
    static let configChanged = Self("config.changed")
}
