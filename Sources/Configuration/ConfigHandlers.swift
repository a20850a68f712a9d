import FoundationEssentials
import Frame
import HTTP
import MariaDB
import Routing
import Serving
import StoredSettings
import Values

/// The handlers of one section.
enum SectionHandlers<Section: ConfigSection> {
    @Sendable static func get(_ input: NoInput, _ context: Context) throws -> Reply<SectionAnswer<Section>> {
        reply((try ConfigStore(context.connection).snapshot(), nil))
    }

    @Sendable static func put(_ input: SectionInput<Section>, _ context: Context) throws -> Reply<
        SectionAnswer<Section>
    > {
        reply(try ConfigWriting.write([input.draft], .replace, context) { $0.eTag(of: Section.self) })
    }

    @Sendable static func patch(_ input: SectionInput<Section>, _ context: Context) throws -> Reply<
        SectionAnswer<Section>
    > {
        reply(try ConfigWriting.write([input.draft], .merge, context) { $0.eTag(of: Section.self) })
    }

    @Sendable static func history(_ input: HistoryInput, _ context: Context) throws -> Reply<PageOf<ConfigEvent>> {
        let found = try ConfigStore(context.connection).history(of: Section.name, input.page)
        return Reply(PageOf(found.events, total: found.total, input.page))
    }

    private static func reply(_ written: ConfigWriting.Written) -> Reply<SectionAnswer<Section>> {
        Reply(
            SectionAnswer(values: written.snapshot.shown(Section.self), job: written.job),
            eTag: written.snapshot.eTag(of: Section.self))
    }
}

/// The handlers of all sections.
enum ConfigHandlers<Catalog: ConfigCatalog> {
    @Sendable static func get(_ input: NoInput, _ context: Context) throws -> Reply<WholeAnswer<Catalog>> {
        reply((try ConfigStore(context.connection).snapshot(), nil))
    }

    @Sendable static func put(_ input: WholeInput<Catalog>, _ context: Context) throws -> Reply<WholeAnswer<Catalog>> {
        try write(input, .replace, context)
    }

    @Sendable static func patch(
        _ input: WholeInput<Catalog>, _ context: Context
    ) throws -> Reply<WholeAnswer<Catalog>> {
        try write(input, .merge, context)
    }

    /// From what the thread remembers: the pages ask for it all day.
    @Sendable static func showPublic(_ input: NoInput, _ context: Context) throws -> Reply<PublicAnswer<Catalog>> {
        let snapshot = try context.config()
        let settings = context.service.settings
        var values: Members<JSON> = [:]
        var states: [String] = []
        for each in Catalog.publicSettings {
            values.merge(each.values(in: snapshot, over: settings)) { $1 }
            states.append(each.state(in: snapshot, over: settings))
        }
        return Reply(
            PublicAnswer(values: .object(values)), eTag: EntityTag("public-" + states.joined(separator: "-")),
            cacheControl: "public, max-age=30")
    }

    private static func write(
        _ input: WholeInput<Catalog>, _ manner: ConfigEditor.Manner, _ context: Context
    ) throws -> Reply<WholeAnswer<Catalog>> {
        for draft in input.drafts { try context.require(draft.section.permission) }
        return reply(
            try ConfigWriting.write(input.drafts, manner, isWhole: true, context) { $0.eTag(of: Catalog.self) })
    }

    private static func reply(_ written: ConfigWriting.Written) -> Reply<WholeAnswer<Catalog>> {
        Reply(WholeAnswer(written.snapshot, job: written.job), eTag: written.snapshot.eTag(of: Catalog.self))
    }
}
