package import Environment
package import FoundationEssentials
import Frame
package import StoredSettings

/// Rows that nothing has followed from yet; they are locked, and cannot change meanwhile but by a step.
///
/// A step that changes a row changes it here as well, so that the steps after it derive theirs of the row as it is.
package final class FollowUpBatch {
    /// New leads.
    package private(set) var leads: [NewLead]
    /// Further enquiries.
    package private(set) var enquiries: [NewEnquiry]
    /// The settings of the environment.
    package let settings: Settings
    /// The stored settings, as they were when the rows were locked.
    package let config: ConfigSnapshot
    /// When the batch began.
    package let moment: Date

    /// Rows that are locked since a moment.
    package init(
        leads: [NewLead], enquiries: [NewEnquiry], settings: Settings, config: ConfigSnapshot, at moment: Date
    ) {
        self.leads = leads
        self.enquiries = enquiries
        self.settings = settings
        self.config = config
        self.moment = moment
    }

    var count: Int { leads.count + enquiries.count }

    /// Notes that a lead has an owner now, of an address.
    func assign(_ lead: Lead.ID, to owner: User.ID, email: String?) {
        for index in leads.indices where leads[index].id == lead { leads[index].assign(to: owner, at: moment) }
        for index in enquiries.indices where enquiries[index].leadID == lead { enquiries[index].ownerEmail = email }
    }
}
