package import CRM
package import FoundationEssentials
package import Frame
package import HTTP
package import Leads
package import MariaDB
package import Routing
package import Values

/// Something that a member of staff is to do, perhaps about a lead or a customer.
///
/// Source: SPEC section 16, "Tasks".
package struct Task: Sendable, Equatable {
    /// The id of a task.
    package typealias ID = Identifier<Task>

    package let id: ID
    package var details: TaskDetails
    package let createdBy: User.ID
    /// Incremented by every change.
    package let version: Int

    /// The entity tag of this version.
    package var eTag: EntityTag { EntityTag("\(version)") }
}

/// What may be changed of a task.
package struct TaskDetails: Sendable, Equatable {
    /// One line, 1 through 200 characters.
    package var title: String
    /// Several lines.
    package var notes: String?
    package var dueAt: Date?
    /// The lead that it is about; nil when it is about a customer.
    package var leadID: Lead.ID?
    package var customerID: Customer.ID?
    package var assigneeID: User.ID
    /// Nil while it is open.
    package var doneAt: Date?

    /// An open task about nothing, without a time.
    package init(title: String, assigneeID: User.ID) {
        self.title = title
        self.assigneeID = assigneeID
    }
}

extension Task: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        var details = TaskDetails(title: try row["title"], assigneeID: try row["assignee_id"])
        details.notes = try row["notes"]
        details.dueAt = try row["due_at"]
        details.leadID = try row["lead_id"]
        details.customerID = try row["customer_id"]
        details.doneAt = try row["done_at"]
        self.details = details
        createdBy = try row["created_by"]
        version = try row["version"]
    }
}

extension Task: CRMResource, Shaped {
    package static let singular = "task"
    package static let plural = "tasks"
    package static let shapeName = "Task"

    /// The shape of SPEC section 16.
    package static let shape = Shape<Task>(
        shapeName,
        [
            .id("id") { $0.id }, .text("title") { $0.details.title }, .optionalText("notes") { $0.details.notes },
            .optionalInstant("due_at") { $0.details.dueAt }, .optionalID("lead_id") { $0.details.leadID },
            .optionalID("customer_id") { $0.details.customerID }, .id("assignee_id") { $0.details.assigneeID },
            .optionalInstant("done_at") { $0.details.doneAt }, .id("created_by") { $0.createdBy },
        ])
}
