import FoundationEssentials
import Routing
import Storage
import Values

extension AuditEvent.Action {
    /// A task was created.
    static let taskCreated = Self("task.created")
    /// The fields of a task were changed.
    static let taskUpdated = Self("task.updated")
    /// A task was completed, whatever else was changed with it.
    static let taskCompleted = Self("task.completed")
    /// A completed task was opened again.
    static let taskReopened = Self("task.reopened")
    /// A task was deleted.
    static let taskDeleted = Self("task.deleted")
}

extension AuditEvent.Target {
    /// A task.
    static func task(_ id: Task.ID) -> Self { Self("task", id.text) }
}

/// What a change makes of a task: how the audit calls it, and what the client reads.
struct TaskTransition {
    let action: AuditEvent.Action
    let message: Text

    init(from before: TaskDetails, to after: TaskDetails) {
        switch (before.doneAt, after.doneAt) {
        case (nil, .some): (action, message) = (.taskCompleted, Text("Task completed.", pt: "Tarefa concluída."))
        case (.some, nil): (action, message) = (.taskReopened, Text("Task reopened.", pt: "Tarefa reaberta."))
        default: (action, message) = (.taskUpdated, Text("Task updated.", pt: "Tarefa atualizada."))
        }
    }
}

extension TaskDetails {
    /// The changes since an earlier version, without what was written.
    func auditChanges(since before: TaskDetails) -> Members<JSON> {
        var changes: Members<JSON> = [:]
        if title != before.title { changes["title"] = .untoldChange }
        if notes != before.notes { changes["notes"] = .untoldChange }
        func note(_ field: String, _ value: (TaskDetails) -> String?) {
            let (old, new) = (value(before), value(self))
            guard old != new else { return }
            changes[field] = .change(from: old.map(JSON.string) ?? .null, to: new.map(JSON.string) ?? .null)
        }
        note("due_at") { $0.dueAt.map(Instant.text) }
        note("lead_id") { $0.leadID?.text }
        note("customer_id") { $0.customerID?.text }
        note("assignee_id") { $0.assigneeID.text }
        note("done_at") { $0.doneAt.map(Instant.text) }
        return changes
    }
}
