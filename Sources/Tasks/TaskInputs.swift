import CRM
import FoundationEssentials
import Frame
import Leads
import Routing
import Values

/// A new task; by default its creator's.
struct TaskInput: Input {
    private let title: String
    private let notes: String?
    private let dueAt: Date?
    private let leadID: Lead.ID?
    private let customerID: Customer.ID?
    private let assigneeID: User.ID?
    private let completion: TaskCompletion

    static let declaration = InputDeclaration.json(
        .object(
            "TaskInput",
            [TaskFields.title.required] + TaskFields.otherMembers + [TaskFields.assigneeID.optional]))

    init(reading input: InputReader) throws {
        try input.readJSON()
        let title = input.required(TaskFields.title)
        notes = input.optional(TaskFields.notes)
        dueAt = input.optional(TaskFields.dueAt)
        leadID = input.optional(TaskFields.leadID)
        customerID = input.optional(TaskFields.customerID)
        assigneeID = input.optional(TaskFields.assigneeID)
        completion = TaskCompletion(reading: input)
        if leadID != nil && customerID != nil {
            for field in [TaskFields.leadID.name, TaskFields.customerID.name] {
                input.note(TaskFields.twoRecords, for: field)
            }
        }
        self.title = try input.checked(title)
    }

    /// The task that someone creates.
    func details(by creator: User.ID, at now: Date) -> TaskDetails {
        var details = TaskDetails(title: title, assigneeID: assigneeID ?? creator)
        details.notes = notes
        details.dueAt = dueAt
        details.leadID = leadID
        details.customerID = customerID
        details.doneAt = completion.applied(to: nil, at: now)
        return details
    }
}

/// The requested changes of a task; omitted fields are kept, null clears.
struct TaskChange: Input {
    let id: Task.ID
    private let title: String?
    private let notes: Change<String>
    private let dueAt: Change<Date>
    private let leadID: Change<Lead.ID>
    private let customerID: Change<Customer.ID>
    private let assigneeID: User.ID?
    private let completion: TaskCompletion

    static let declaration = InputDeclaration.json(
        .object(
            "TaskChange",
            [TaskFields.title.omittable] + TaskFields.otherMembers + [TaskFields.assigneeID.omittable]),
        path: [TaskFields.id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(TaskFields.id)
        try input.readJSON()
        title = input.replacement(TaskFields.title)
        notes = input.change(TaskFields.notes)
        dueAt = input.change(TaskFields.dueAt)
        leadID = input.change(TaskFields.leadID)
        customerID = input.change(TaskFields.customerID)
        assigneeID = input.replacement(TaskFields.assigneeID)
        completion = TaskCompletion(reading: input)
        try input.check()
    }

    /// The task as it is to become.
    ///
    /// - Throws: `APIError` 422 for a task that would belong to a lead and to a customer.
    func applied(to task: Task, at now: Date) throws -> Task {
        var changed = task
        if let title { changed.details.title = title }
        notes.apply(to: &changed.details.notes)
        dueAt.apply(to: &changed.details.dueAt)
        leadID.apply(to: &changed.details.leadID)
        customerID.apply(to: &changed.details.customerID)
        if let assigneeID { changed.details.assigneeID = assigneeID }
        changed.details.doneAt = completion.applied(to: task.details.doneAt, at: now)
        guard changed.details.leadID == nil || changed.details.customerID == nil else {
            let fault = [TaskFields.twoRecords.text]
            throw APIError.invalid([TaskFields.leadID.name: fault, TaskFields.customerID.name: fault])
        }
        return changed
    }
}

/// Which task is meant.
struct TaskReference: Input {
    let id: Task.ID

    static let declaration = InputDeclaration(path: [TaskFields.id.pathParameter])

    init(reading input: InputReader) throws { id = try input.path(TaskFields.id) }
}
