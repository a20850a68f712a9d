import CRM
import FoundationEssentials
import Frame
import Leads
import Routing
import Values

/// The fields of a task and their rules, each declared here once.
///
/// Source: SPEC section 16, "Tasks".
enum TaskFields {
    static let id = Field("id", Rule<Task.ID>.identifier())
    static let title = Field("title", Rule<String>.line(1...200))
    static let notes = Field("notes", Rule<String>.text(1...10_000))
    static let dueAt = Field("due_at", Rule<Date>.moment)
    static let leadID = Field("lead_id", Rule<Lead.ID>.identifier(), summary: "Excludes `customer_id`.")
    static let customerID = Field("customer_id", Rule<Customer.ID>.identifier(), summary: "Excludes `lead_id`.")
    static let assigneeID = Field("assignee_id", Rule<User.ID>.identifier(), summary: "Default the creator.")
    static let doneAt = Field("done_at", Rule<Date>.moment, summary: "When it was completed; null reopens it.")
    static let isDone = Field("is_done", Rule<Bool>.boolean, summary: "`true` completes it now, `false` reopens it.")

    /// All that a body may say of a task but the title and the assignee.
    static let otherMembers: [Schema.Member] = [
        notes.optional, dueAt.optional, leadID.optional, customerID.optional, doneAt.optional, isDone.optional,
    ]

    /// Both ids of records were given.
    static let twoRecords = Fault(
        "A task belongs to a lead or to a customer, not to both.",
        pt: "Uma tarefa é de um lead ou de um cliente, não dos dois.")
}

/// What a request says of a task's completion, by `is_done`, `done_at` or both.
struct TaskCompletion {
    private let isDone: Bool?
    private let doneAt: Change<Date>

    /// Reads it; a contradiction is a fault of `is_done`.
    init(reading input: InputReader) {
        isDone = input.optional(TaskFields.isDone)
        doneAt = input.change(TaskFields.doneAt)
        switch (isDone, doneAt) {
        case (true, .clear), (false, .set):
            input.note(Fault("Contradicts `done_at`.", pt: "Contradiz `done_at`."), for: TaskFields.isDone.name)
        default: break
        }
    }

    /// When the task is completed then; one that is completed again keeps its moment.
    func applied(to before: Date?, at now: Date) -> Date? {
        switch doneAt {
        case .set(let moment): moment
        case .clear: nil
        case .keep: isDone.map { $0 ? before ?? now : nil } ?? before
        }
    }
}
