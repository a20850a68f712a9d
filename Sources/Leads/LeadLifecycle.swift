import Environment
import Frame
import HTTP
import MariaDB
import Routing
import Serving
package import Storage
import Values

/// The handlers of a lead's history, deletion and export.
extension LeadHandlers {
    @Sendable static func history(_ input: LeadHistoryInput, _ context: Context) throws -> Reply<PageOf<LeadEvent>> {
        guard let found = try LeadHistoryStore(context.connection).page(input.page, of: input.id) else {
            throw APIError.notFound
        }
        return Reply(PageOf(found.events, total: found.total, input.page))
    }

    @Sendable static func export(_ input: LeadExportInput, _ context: Context) throws -> LeadExport {
        let (filter, order) = try input.list.selection(in: context)
        try context.audit.add(.leadsExported)
        return try LeadExport(
            of: filter, in: order, as: input.form,
            with: context.fields(of: .lead).active, from: context.connection, for: context.requireCaller().id.text)
    }

    /// The row goes first, then the file, to the trash: a crash between them leaves a file that the sweep takes there, never a row
    /// without its file.
    @Sendable static func remove(_ input: LeadReference, _ context: Context) throws -> NoContent {
        let store = LeadStore(context.connection)
        for _ in 0..<tries {
            let lead = try current(input.id, context)
            let resumes = try context.connection.transaction {
                guard let resumes = try store.remove(lead) else { return nil as [String]? }
                // The lead first: what follows from it holds the row, and may just have written mails.
                try OutboxStore(context.connection).remove(about: lead.id.bytes)
                if let customer = lead.customerID {
                    try ConsentStore(context.connection).move(from: lead.id, to: customer)
                }
                try context.audit.add(.leadDeleted, of: .lead(lead.id))
                return resumes
            }
            guard let resumes else { continue }
            context.service.log.write(.info, "lead deleted", requestID: context.requestID, lead.id.text)
            for resume in resumes { discard(resume, context) }
            return NoContent()
        }
        throw APIError.busy
    }

    static func discard(_ resumePath: String, _ context: Context) {
        do {
            try context.service.files.trash(resumePath)
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
    let form: CSVText.Form

    /// A program that wants the table in its own way.
    private enum Reader: String, CaseIterable {
        case excel
    }

    private static let reader = Field(
        "for", Rule<Reader>.oneOf(),
        summary: "`excel`: with byte order mark, `;` between cells, and dates and numbers in text as `=\"11-50\"`.")

    static let declaration = InputDeclaration(query: LeadListInput.filterParameters + reader.queryParameters())

    init(reading input: InputReader) throws {
        form = try input.query(Self.reader) == nil ? .plain : .spreadsheet
        list = try LeadListInput(reading: input)
    }
}

extension AuditEvent.Target {
    /// A lead.
    static func lead(_ id: Lead.ID) -> Self { Self("lead", id.text) }
}

extension AuditEvent.Action {
    /// Staff entered a lead by hand.
    static let leadCreated = Self("lead.created")
    /// Staff entered a further enquiry of a lead by hand.
    static let enquiryCreated = Self("enquiry.created")
    /// Staff changed a lead; recorded with the names of the fields, without values.
    static let leadChanged = Self("lead.changed")
    /// A note was added to a lead.
    static let leadNoteAdded = Self("lead.note_added")
    /// A résumé was read.
    static let resumeRead = Self("resume.read")
    /// All leads were to be scored again.
    package static let leadsRescored = Self("leads.rescored")
    /// A lead was removed, with its file and its history.
    static let leadDeleted = Self("lead.deleted")
    /// A list of leads was asked for as a table.
    static let leadsExported = Self("leads.exported")
}
