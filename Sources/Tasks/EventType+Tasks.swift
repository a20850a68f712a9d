import Frame
package import Storage

/// The events of tasks. Triggers of `schema.sql` write the changes, `TaskStore.remind` the reminders.
extension EventType {
    /// A task was created.
    package static let taskCreated = EventType("task_created", on: .tasks)
    /// A task was changed, completed or reopened.
    package static let taskChanged = EventType("task_changed", on: .tasks)
    /// A task was deleted, alone or with its lead or customer.
    package static let taskDeleted = EventType("task_deleted", on: .tasks)
    /// A task is due; names its assignee.
    package static let taskDue = EventType("task_due", on: .tasks)
}
