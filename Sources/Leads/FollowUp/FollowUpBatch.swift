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
    /// The leads that rules gave to users; written by the end of the follow-up.
    private(set) var assignments: [LeadAssignment] = []

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

    /// What each row says of its form.
    var submissions: [FormSubmission] { leads.map { FormSubmission($0) } + enquiries.map { FormSubmission($0) } }

    /// Notes that leads have owners from now on.
    ///
    /// - Parameter email: the address of an owner.
    func assign(_ assignments: [LeadAssignment], email: (User.ID) -> String?) {
        self.assignments += assignments
        let owners = Dictionary(assignments.map { ($0.lead.id, $0.owner) }, uniquingKeysWith: { $1 })
        for index in leads.indices {
            if let owner = owners[leads[index].id] { leads[index].assign(to: owner) }
        }
        for index in enquiries.indices {
            if let owner = owners[enquiries[index].leadID] { enquiries[index].ownerEmail = email(owner) }
        }
    }
}
