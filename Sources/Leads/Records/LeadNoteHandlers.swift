import FoundationEssentials
import Frame
import MariaDB
import Routing
import Serving
import Storage
import Values

/// The handlers of a lead's notes and mails.
enum LeadNoteHandlers {
    @Sendable static func list(_ input: LeadRecordsInput, _ context: Context) throws -> Reply<PageOf<LeadNote>> {
        guard let found = try LeadNoteStore(context.connection).page(input.page, of: input.id) else {
            throw APIError.notFound
        }
        return Reply(PageOf(found.notes, total: found.total, input.page))
    }

    @Sendable static func add(_ input: LeadNoteInput, _ context: Context) throws -> Reply<LeadNoteReply> {
        guard let caller = context.caller else { throw APIError.invalidToken }
        let now = Date()
        let note = LeadNote(
            id: LeadNote.ID(at: now), text: input.text,
            author: LeadNote.Author(id: caller.id, username: caller.username), createdAt: now)
        let reply = Reply(LeadNoteReply(note: note))
        do {
            try context.connection.transaction {
                try LeadNoteStore(context.connection).add(
                    note.text, as: note.id, to: input.lead, by: caller.id, at: now)
                try context.audit.add(.leadNoteAdded, of: .lead(input.lead), at: now)
                try context.idempotency?.complete(with: reply)
            }
        } catch let error as DatabaseError where error.code == .missingReference {
            throw APIError.notFound
        }
        return reply
    }

    @Sendable static func mails(_ input: LeadRecordsInput, _ context: Context) throws -> Reply<PageOf<LeadMail>> {
        guard try LeadStore(context.connection).find(input.id) != nil else { throw APIError.notFound }
        let found = try OutboxStore(context.connection).page(input.page, about: input.id.bytes)
        let mails = found.mails.map { LeadMail($0, context.service.title(ofMail: $0.kind, in: context.language)) }
        return Reply(PageOf(mails, total: found.total, input.page))
    }
}

/// A lead, and which piece of what hangs on it is asked for.
struct LeadRecordsInput: Input {
    let id: Lead.ID
    let page: Page

    static let declaration = InputDeclaration(path: [LeadFields.id.pathParameter], query: Page.parameters)

    init(reading input: InputReader) throws {
        id = try input.path(LeadFields.id)
        page = try Page(reading: input)
        try input.check()
    }
}

/// A note that is to be added.
struct LeadNoteInput: Input {
    let lead: Lead.ID
    let text: String

    private static let text = Field("text", Rule<String>.text(1...4000), summary: "Several lines.")

    static let declaration = InputDeclaration.json(
        .object("LeadNoteInput", [text.required]), path: [LeadFields.id.pathParameter])

    init(reading input: InputReader) throws {
        lead = try input.path(LeadFields.id)
        try input.readJSON()
        text = try input.checked(input.required(Self.text))
    }
}
