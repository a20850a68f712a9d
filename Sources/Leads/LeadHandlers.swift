import Environment
import FoundationEssentials
import Frame
import HTTP
import MariaDB
package import Routing
import Serving
import Storage
import Values

/// The handlers of leads.
enum LeadHandlers {
    @Sendable static func submit(_ input: SubmissionInput, _ context: Context) throws -> SubmissionAnswer {
        try LeadSubmission(input.reader, in: context).accept()
    }

    @Sendable static func list(_ input: LeadListInput, _ context: Context) throws -> Reply<LeadPage> {
        let filter = input.filter(by: context.service.settings.clock)
        let found = try LeadStore(context.connection).texts(
            of: input.page, of: filter, in: input.order, from: .ofProcess)
        return Reply(
            LeadPage(
                items: found.texts, total: found.total, page: input.page.number, size: input.page.size,
                pages: input.page.count(for: found.total)))
    }

    @Sendable static func get(_ input: LeadReference, _ context: Context) throws -> Reply<Lead> {
        try reply(find(input.id, context))
    }

    @Sendable static func move(_ input: LeadStatusChange, _ context: Context) throws -> Reply<Lead> {
        try change(input.change, context)
    }

    /// Attempts of an optimistic update before 409.
    static let tries = 5

    @Sendable static func change(_ input: LeadChange, _ context: Context) throws -> Reply<Lead> {
        let store = LeadStore(context.connection)
        let schedulingDay = try input.schedulingDay(by: context.service.settings.clock)
        let rules = try context.scoreRules()
        let clock = try context.responseClock()
        for _ in 0..<tries {
            let lead = try current(input.id, context)
            let now = Date()
            var changed = try input.applied(to: lead, schedulingDay: schedulingDay, at: now)
            if changed == lead { return reply(lead) }
            changed.score = LeadScore(of: changed, by: rules, clock: context.service.settings.clock).score
            clock.settle(&changed, from: lead, at: now)
            let isDone: Bool
            do {
                isDone = try context.connection.transaction {
                    guard try store.update(changed, at: now) else { return false }
                    let changes = LeadChanges(from: lead, to: changed)
                    try LeadHistoryStore(context.connection).add(changes, of: lead, by: context.caller?.id, at: now)
                    try context.audit.add(
                        .leadChanged, of: .lead(lead.id), changes: changes.members.mapValues { _ in .untoldChange },
                        at: now)
                    return true
                }
            } catch let error as DatabaseError {
                throw failure(of: error)
            }
            if isDone { return try reply(find(input.id, context)) }
        }
        throw APIError.busy
    }

    /// The lead as it is now, when it is the one that `If-Match` asks for.
    ///
    /// - Throws: `APIError` 404, 412; `DatabaseError`.
    static func current(_ id: Lead.ID, _ context: Context) throws -> Lead {
        let lead = try find(id, context)
        try context.requireMatch(of: lead.eTags.map { EntityTag($0) })
        return lead
    }

    private static func failure(of error: DatabaseError) -> any Error {
        switch error.code {
        case .duplicateEntry:
            APIError.conflict(
                Text("Another lead has this e-mail address.", pt: "Outro lead tem este e-mail."),
                details: [LeadFields.email.name: [Text("Already in use.", pt: "Já está em uso.")]])
        case .missingReference:
            APIError.invalid([
                LeadFields.ownerID.name: [Text("This user does not exist.", pt: "Este usuário não existe.")]
            ]
            )
        default: error
        }
    }

    @Sendable static func resume(_ input: LeadReference, _ context: Context) throws -> ResumeDownload {
        guard let resume = try find(input.id, context).resume else { throw APIError.notFound }
        if context.request.method == .get { try context.audit.add(.resumeRead, of: .lead(input.id)) }
        return ResumeDownload(of: resume, in: context)
    }

    @Sendable static func score(_ input: LeadReference, _ context: Context) throws -> Reply<LeadScore> {
        try Reply(
            LeadScore(of: find(input.id, context), by: context.scoreRules(), clock: context.service.settings.clock))
    }

    @Sendable static func rescore(_ input: NoInput, _ context: Context) throws -> Reply<JobReply> {
        let store = JobStore(context.connection)
        let id = try context.connection.transaction {
            try context.audit.add(.leadsRescored)
            return try LeadRescore.ask(store, by: context.caller?.id.bytes)
        }
        guard let job = try store.find(id) else { throw APIError.internalError }
        return Reply(JobReply(job))
    }

    private static func find(_ id: Lead.ID, _ context: Context) throws -> Lead {
        guard let lead = try LeadStore(context.connection).find(id) else { throw APIError.notFound }
        return lead
    }

    private static func reply(_ lead: Lead) -> Reply<Lead> { Reply(lead, eTag: EntityTag(lead.eTag)) }
}

/// A page of leads.
package struct LeadPage: JSONWritable, Described {
    let items: [JSONObjectText]
    let total: Int
    let page: Int
    let size: Int
    let pages: Int

    /// Writes the page.
    package func write(to object: inout JSONObjectWriter) {
        object.add("items", items)
        object.add("total", total)
        object.add("page", page)
        object.add("size", size)
        object.add("pages", pages)
    }

    /// The shape of SPEC section 5.
    package static let schema = Schema.object(
        "LeadPage",
        [
            .required("items", .array(of: Lead.schema)), .required("total", .integer(0...Int(Int32.max))),
            .required("page", .integer(1...)), .required("size", .integer(1...100)),
            .required("pages", .integer(0...Int(Int32.max))),
        ])
}
