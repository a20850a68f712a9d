import CRM
import FoundationEssentials
import Frame
import Leads
import Routing
import Values

/// Which tasks a list shows.
struct TaskListInput: Input {
    let page: Page
    /// The customer whose tasks are listed, with those of the leads that became it.
    let customer: Customer.ID?
    private let assignee: Assignee?
    private let due: TaskDue?
    private let isDone: Bool?
    private let lead: Lead.ID?

    /// Whose tasks are asked for.
    private enum Assignee: Sendable {
        case caller
        case user(User.ID)
    }

    private static let assignee = Field(
        "assignee_id",
        Rule<Assignee>(.string) { (value) throws(Fault) in
            guard let text = value.string else { throw .wrongType("a string", pt: "um texto") }
            if text == "me" { return .caller }
            guard let id = User.ID(text) else {
                throw Fault("Must be a UUID in lower case, or me.", pt: "Deve ser um UUID em letras minúsculas, ou me.")
            }
            return .user(id)
        }, summary: "The id of a user, or `me`.")
    private static let due = Field(
        "due", Rule<TaskDue>.oneOf(),
        summary:
            "`overdue`: open and past its time; `today`; `week`: today and the six days after it. Days are those of the business."
    )
    private static let isDone = Field("is_done", Rule<Bool>.boolean)
    private static let leadID = Field("lead_id", Rule<Lead.ID>.identifier())
    private static let customerID = Field(
        "customer_id", Rule<Customer.ID>.identifier(), summary: "With the tasks of the leads that became the customer.")

    static let declaration = InputDeclaration(
        query: assignee.queryParameters() + due.queryParameters() + isDone.queryParameters()
            + leadID.queryParameters() + customerID.queryParameters() + Page.parameters)

    init(reading input: InputReader) throws {
        assignee = try input.query(Self.assignee)
        due = try input.query(Self.due)
        isDone = try input.query(Self.isDone)
        lead = try input.query(Self.leadID)
        customer = try input.query(Self.customerID)
        page = try Page(reading: input)
        try input.check()
    }

    /// The filter of a caller at a moment.
    func filter(of caller: User.ID, origins: [Lead.ID], by clock: WallClock, at now: Date) -> TaskFilter {
        var filter = TaskFilter()
        filter.assignee = assignee.map { if case .user(let id) = $0 { id } else { caller } }
        filter.isDone = isDone
        filter.lead = lead
        filter.customer = customer.map { TaskFilter.Story(customer: $0, leads: origins) }
        if let due { filter.apply(due, by: clock, at: now) }
        return filter
    }
}
