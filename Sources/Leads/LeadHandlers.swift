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
        let (filter, order) = try input.selection(in: context)
        let found = try LeadStore(context.connection).texts(
            of: input.page, of: filter, in: order, from: .ofProcess)
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
        let remainder = try input.remainder(by: context.service.settings.clock) {
            try context.changes($0, of: .lead, noting: $1)
        }
        try LeadEditing(context).change {
            try current(input.id, context)
        } _: { lead, now in
            try input.applied(to: lead, remainder, at: now)
        }
        return try reply(find(input.id, context))
    }

    /// The lead as it is now, when it is the one that `If-Match` asks for.
    ///
    /// - Throws: `APIError` 404, 412; `DatabaseError`.
    static func current(_ id: Lead.ID, _ context: Context) throws -> Lead {
        let lead = try find(id, context)
        try context.requireMatch(of: lead.eTags.map { EntityTag($0) })
        return lead
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

    static func find(_ id: Lead.ID, _ context: Context) throws -> Lead {
        guard let lead = try LeadStore(context.connection).find(id) else { throw APIError.notFound }
        return lead
    }

    static func reply(_ lead: Lead) -> Reply<Lead> { Reply(lead, eTag: EntityTag(lead.eTag)) }
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
