import Accounts
import CRM
import Environment
import FoundationEssentials
import Frame
import Leads
import MariaDB
import Routing
import Serving
import Storage
import Values

/// The handlers of tasks.
enum TaskHandlers {
    @Sendable static func list(_ input: TaskListInput, _ context: Context) throws -> Reply<PageOf<Task>> {
        let caller = try context.requireCaller()
        let origins = try input.customer.map { try LeadStore(context.connection).origins(of: $0) } ?? []
        let filter = input.filter(
            of: caller.id, origins: origins, by: context.service.settings.clock, at: Date())
        let found = try TaskStore(context.connection).page(input.page, of: filter)
        return Reply(PageOf(found.tasks, total: found.total, input.page))
    }

    @Sendable static func get(_ input: TaskReference, _ context: Context) throws -> Reply<Shown<Task>> {
        guard let task = try TaskStore(context.connection).find(input.id) else { throw APIError.notFound }
        return Reply(Shown(resource: task), eTag: task.eTag)
    }

    @Sendable static func create(_ input: TaskInput, _ context: Context) throws -> Reply<Changed<Task>> {
        let creator = try context.requireCaller().id
        let now = Date()
        let details = input.details(by: creator, at: now)
        let id = Task.ID(at: now)
        return try writing(context) { store in
            try check(details, context)
            try store.add(details, as: id, by: creator, at: now)
            try context.audit.add(.taskCreated, of: .task(id), at: now)
            let reply = try reply(
                find(id, in: store), Text("Task created.", pt: "Tarefa criada."), context)
            try context.idempotency?.complete(with: reply)
            return reply
        }
    }

    @Sendable static func change(_ input: TaskChange, _ context: Context) throws -> Reply<Changed<Task>> {
        try writing(context) { store in
            let now = Date()
            let task = try hold(input.id, in: store, context)
            let wanted = try input.applied(to: task, at: now)
            let change = TaskTransition(from: task.details, to: wanted.details)
            guard wanted != task else { return reply(task, change.message, context) }
            try check(wanted.details, since: task.details, context)
            guard try store.update(task, to: wanted.details, at: now) else { throw APIError.busy }
            try context.audit.add(
                change.action, of: .task(task.id), changes: wanted.details.auditChanges(since: task.details), at: now)
            return try reply(find(task.id, in: store), change.message, context)
        }
    }

    @Sendable static func remove(_ input: TaskReference, _ context: Context) throws -> Reply<Done> {
        try writing(context) { store in
            guard try store.remove(hold(input.id, in: store, context)) else { throw APIError.busy }
            try context.audit.add(.taskDeleted, of: .task(input.id))
        }
        return Reply(Done(message: Text("Task removed.", pt: "Tarefa removida.").wording(in: context.language)))
    }

    /// Runs a transaction; what a task names may go between the check and the write.
    private static func writing<Result>(_ context: Context, _ body: (TaskStore) throws -> Result) throws -> Result {
        do {
            return try context.connection.transaction { try body(TaskStore(context.connection)) }
        } catch let error as DatabaseError where error.code == .missingReference {
            throw APIError.busy
        }
    }

    /// Passes when what a task newly names exists.
    ///
    /// - Throws: `APIError` 422 naming each field; `DatabaseError`.
    private static func check(
        _ details: TaskDetails, since before: TaskDetails? = nil, _ context: Context
    ) throws {
        let connection = context.connection
        var faults: Members<[Text]> = [:]
        if let lead = details.leadID, lead != before?.leadID, try LeadStore(connection).find(lead) == nil {
            faults[TaskFields.leadID.name] = [Text("This lead does not exist.", pt: "Este lead não existe.")]
        }
        if let customer = details.customerID, customer != before?.customerID,
            try CustomerStore(connection).find(customer) == nil
        {
            faults[TaskFields.customerID.name] = [
                Text("This customer does not exist.", pt: "Este cliente não existe.")
            ]
        }
        if details.assigneeID != before?.assigneeID, try AccountStore(connection).find(details.assigneeID) == nil {
            faults[TaskFields.assigneeID.name] = [Text("This user does not exist.", pt: "Este usuário não existe.")]
        }
        guard faults.isEmpty else { throw APIError.invalid(faults) }
    }

    /// The task, locked until the transaction ends.
    ///
    /// - Throws: `APIError` 404, 412; `DatabaseError`.
    private static func hold(_ id: Task.ID, in store: TaskStore, _ context: Context) throws -> Task {
        guard let task = try store.hold(id) else { throw APIError.notFound }
        try context.requireMatch(of: task.eTag)
        return task
    }

    private static func find(_ id: Task.ID, in store: TaskStore) throws -> Task {
        guard let task = try store.find(id) else { throw APIError.internalError }
        return task
    }

    private static func reply(_ task: Task, _ message: Text, _ context: Context) -> Reply<Changed<Task>> {
        Reply(Changed(message: message.wording(in: context.language), resource: task), eTag: task.eTag)
    }
}
