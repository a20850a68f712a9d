import Accounts
import HTTP
import MariaDB
import Platform
import Posix
import Routing

/// What the routes of a lead's life do: its history, its end, the table of all.
extension LeadHandlers {
    @Sendable static func history(_ input: LeadHistoryInput, _ context: Context) throws -> Reply<LeadHistoryPage> {
        guard let found = try LeadHistoryStore(context.connection).page(input.page, of: input.id) else {
            throw APIError.notFound
        }
        return Reply(
            LeadHistoryPage(
                history: found.events, total: found.total, page: input.page.number, perPage: input.page.size,
                pages: input.page.count(for: found.total)))
    }

    @Sendable static func export(_ input: LeadExportInput, _ context: Context) throws -> LeadExport {
        try context.audit.add(.leadsExported)
        return LeadExport(
            of: input.list.filter(by: context.service.settings.clock), in: input.list.order, from: context.connection)
    }

    /// The row goes first, then the file: a crash between them leaves a file that the sweep takes, never a row without its file.
    @Sendable static func remove(_ input: LeadReference, _ context: Context) throws -> NoContent {
        let store = LeadStore(context.connection)
        for _ in 0..<tries {
            let lead = try current(input.id, context)
            let resumes = try context.connection.transaction {
                try OutboxStore(context.connection).remove(about: lead.id.bytes)
                guard let resumes = try store.remove(lead) else { return nil as [String]? }
                try context.audit.add(.leadDeleted, of: AuditEvent.Target("lead", lead.id.text))
                return resumes
            }
            guard let resumes else { continue }
            context.service.log.write(.info, "lead deleted", requestID: context.requestID, lead.id.text)
            for resume in resumes { discard(resume, context) }
            return NoContent()
        }
        throw busy
    }

    private static func discard(_ resumePath: String, _ context: Context) {
        do {
            try ResumeFolder(context.service.settings.uploadFolder).remove(resumePath)
        } catch {
            context.service.log.write(
                .warning, "file left to the sweep", requestID: context.requestID,
                "\(resumePath): \(String(reflecting: error))")
        }
    }
}

/// A lead, and which piece of its history is asked for.
struct LeadHistoryInput: Input {
    let id: Lead.ID
    let page: Page

    static let declaration = InputDeclaration(path: [LeadFields.id.pathParameter], query: Page.parameters)

    init(reading input: InputReader) throws {
        id = try input.path(LeadFields.id)
        page = try Page(reading: input)
        try input.check()
    }
}

/// Which leads a table holds, in which order; a list without pages.
struct LeadExportInput: Input {
    let list: LeadListInput

    static let declaration = InputDeclaration(query: LeadListInput.filterParameters)

    init(reading input: InputReader) throws { list = try LeadListInput(reading: input) }
}

extension AuditEvent.Action {
    /// A lead was removed, with its file and its history.
    static let leadDeleted = Self("lead.deleted")
    /// A list of leads was asked for as a table.
    static let leadsExported = Self("leads.exported")
}
