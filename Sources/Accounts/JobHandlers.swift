import Frame
import Routing
import Storage
import Values

/// The handlers of jobs.
enum JobHandlers {
    @Sendable static func list(_ input: JobListInput, _ context: Context) throws -> Reply<PageOf<Job>> {
        let store = JobStore(context.connection)
        let total = try store.count(input.filter)
        guard input.page.offset < total else { return Reply(PageOf([], total: total, input.page)) }
        let jobs = try store.list(input.filter, limit: input.page.size, offset: input.page.offset)
        return Reply(PageOf(jobs, total: total, input.page))
    }

    /// Whoever asked for a job may see it; it does not exist for others without the permission.
    @Sendable static func find(_ input: JobReference, _ context: Context) throws -> Reply<JobReply> {
        let caller = try context.requireCaller()
        guard let job = try JobStore(context.connection).findWithResult(input.id),
            caller.holds(.manageConfig) || job.createdBy == caller.id.bytes
        else { throw APIError.notFound }
        return Reply(JobReply(job))
    }
}

/// Which jobs a list shows, and which piece of it.
struct JobListInput: Input {
    let filter: JobStore.Filter
    let page: Page

    private static let state = Field("state", .oneOf(Job.State.self))
    private static let kind = Field("kind", .declaredName, summary: "Such as `leads.rescore`.")

    static let declaration = InputDeclaration(
        query: state.queryParameters() + kind.queryParameters() + Page.parameters)

    init(reading input: InputReader) throws {
        let state = try input.query(Self.state)
        let kind = try input.query(Self.kind)
        filter = JobStore.Filter(state: state, kind: kind)
        page = try Page(reading: input)
        try input.check()
    }
}

/// Which job is meant.
struct JobReference: Input {
    let id: Job.ID

    private static let id = Field("id", Rule<Job.ID>.identifier())

    static let declaration = InputDeclaration(path: [id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(Self.id)
    }
}
