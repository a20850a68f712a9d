import Accounts
import CRM
import FoundationEssentials
import Frame
import Leads
import MariaDB
import Routing
import Values

/// The handlers of timelines.
enum TimelineHandlers<Catalog: TimelineCatalog> {
    typealias Timeline = Reply<PageOf<TimelineEntry<Catalog>>>

    @Sendable static func lead(_ input: TimelineInput<Lead>, _ context: Context) throws -> Timeline {
        try context.connection.transaction {
            guard let lead = try LeadStore(context.connection).find(input.id) else { throw APIError.notFound }
            let phones = lead.contact.phone.map { [$0] } ?? []
            return try timeline(input.page, of: TimelineSubject(leads: [lead.id.bytes], phones: phones), context)
        }
    }

    @Sendable static func customer(_ input: TimelineInput<Customer>, _ context: Context) throws -> Timeline {
        try context.connection.transaction {
            guard let customer = try CustomerStore(context.connection).find(input.id) else { throw APIError.notFound }
            let store = LeadStore(context.connection)
            let leads = try store.origins(of: customer.id)
            let phone = customer.details[.phone].map { [$0] } ?? []
            let subject = TimelineSubject(
                leads: leads.map(\.bytes), customer: customer.id.bytes, phones: try phone + store.phones(of: leads))
            return try timeline(input.page, of: subject, context)
        }
    }

    /// A page of the entries that the caller may see. Call it within a transaction: its reads are of one state of the database.
    private static func timeline(_ page: Page, of subject: TimelineSubject, _ context: Context) throws -> Timeline {
        let caller = try context.requireCaller()
        let sources = Catalog.sources.filter { caller.holds($0.permission) }
        let found = try TimelineStore(context.connection).page(page, of: subject, from: sources)
        var records: [Int: [[UInt8]: TimelineRecord]] = [:]
        for (source, keys) in Dictionary(grouping: found.keys, by: \.source) {
            let read = try sources[source].records(keys.map(\.id), context)
            records[source] = Dictionary(read.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
        let actors = Set(records.values.flatMap(\.values).compactMap(\.actorID))
        let people = try AccountStore(context.connection).people(Array(actors))
        let names = Dictionary(people.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let entries = found.keys.compactMap { key in
            records[key.source]?[key.id].map { record in
                TimelineEntry<Catalog>(
                    at: key.at, kind: sources[key.source].kind, actor: record.actorID.flatMap { names[$0] },
                    content: record.content)
            }
        }
        return Reply(PageOf(entries, total: found.total, page))
    }
}

/// Whose timeline to list, and the page.
struct TimelineInput<Subject>: Input {
    let id: Identifier<Subject>
    let page: Page

    private static var field: Field<Identifier<Subject>> { Field("id", Rule.identifier()) }

    static var declaration: InputDeclaration {
        InputDeclaration(path: [field.pathParameter], query: Page.parameters)
    }

    init(reading input: InputReader) throws {
        id = try input.path(Self.field)
        page = try Page(reading: input)
        try input.check()
    }
}
