package import Environment
package import StoredSettings

/// Rows that nothing has followed from yet; they are locked, and cannot change meanwhile.
package struct FollowUpBatch {
    /// New leads.
    package let leads: [NewLead]
    /// Further enquiries.
    package let enquiries: [NewEnquiry]
    /// The settings of the environment.
    package let settings: Settings
    /// The stored settings, as they were before.
    package let config: ConfigSnapshot

    var count: Int { leads.count + enquiries.count }
}
