import Accounts
import FoundationEssentials
import HTTP
import MariaDB
import Platform
import Routing

/// The handlers of one section.
enum SectionHandlers<Section: ConfigSection> {
    @Sendable static func get(_ input: NoInput, _ context: Context) throws -> Reply<SectionAnswer<Section>> {
        reply((try ConfigStore(context.connection).snapshot(), nil))
    }

    @Sendable static func put(_ input: SectionInput<Section>, _ context: Context) throws -> Reply<
        SectionAnswer<Section>
    > {
        reply(try ConfigHandlers.write([input.draft], .replace, context) { $0.eTag(of: Section.self) })
    }

    @Sendable static func patch(_ input: SectionInput<Section>, _ context: Context) throws -> Reply<
        SectionAnswer<Section>
    > {
        reply(try ConfigHandlers.write([input.draft], .merge, context) { $0.eTag(of: Section.self) })
    }

    @Sendable static func history(_ input: HistoryInput, _ context: Context) throws -> Reply<HistoryPage> {
        let found = try ConfigStore(context.connection).history(of: Section.name, input.page)
        return Reply(
            HistoryPage(
                history: found.events, total: found.total, page: input.page.number, perPage: input.page.size,
                pages: input.page.count(for: found.total)))
    }

    private static func reply(_ written: ConfigHandlers.Written) -> Reply<SectionAnswer<Section>> {
        Reply(
            SectionAnswer(values: written.snapshot.shown(Section.self), job: written.job),
            eTag: written.snapshot.eTag(of: Section.self))
    }
}

/// The handlers of all sections.
enum ConfigHandlers {
    /// All sections, and the job that follows from a change, if one does.
    typealias Written = (snapshot: ConfigSnapshot, job: Job.ID?)

    @Sendable static func get(_ input: NoInput, _ context: Context) throws -> Reply<WholeAnswer> {
        reply((try ConfigStore(context.connection).snapshot(), nil))
    }

    @Sendable static func put(_ input: WholeInput, _ context: Context) throws -> Reply<WholeAnswer> {
        try write(input, .replace, context)
    }

    @Sendable static func patch(_ input: WholeInput, _ context: Context) throws -> Reply<WholeAnswer> {
        try write(input, .merge, context)
    }

    /// From what the thread remembers: the pages ask for it all day.
    @Sendable static func showPublic(_ input: NoInput, _ context: Context) throws -> Reply<PublicAnswer> {
        let snapshot = try context.config()
        let settings = context.service.settings
        let service = snapshot.whatsAppService(over: settings)
        let canMail = snapshot.mail(over: settings).host != nil
        let versions = "\(snapshot[AppearanceConfig.self].version).\(snapshot[IntakeConfig.self].version)"
        var values = snapshot.publicValues
        values["mail"] = .boolean(canMail)
        values["whatsapp"] = .string(service.rawValue)
        return Reply(
            PublicAnswer(values: .object(values)),
            eTag: EntityTag("public-\(versions)-\(canMail ? "mail" : "no-mail")-\(service.rawValue)"),
            cacheControl: "public, max-age=30")
    }

    private static func write(
        _ input: WholeInput, _ manner: ConfigEditor.Manner, _ context: Context
    ) throws -> Reply<WholeAnswer> {
        for draft in input.drafts { try context.require(draft.section.permission) }
        return reply(try write(input.drafts, manner, isWhole: true, context) { $0.eTag })
    }

    private static func reply(_ written: Written) -> Reply<WholeAnswer> {
        Reply(WholeAnswer(written.snapshot, job: written.job), eTag: written.snapshot.eTag)
    }

    /// Changes sections and records it, in one transaction.
    ///
    /// - Parameter eTag: names the state that `If-Match` speaks of.
    /// - Returns: all sections afterwards, and the job that follows, if one does.
    /// - Throws: `APIError` 409, 412, 422; `DatabaseError`.
    static func write(
        _ drafts: [ConfigDraft], _ manner: ConfigEditor.Manner, isWhole: Bool = false, _ context: Context,
        eTag: (ConfigSnapshot) -> EntityTag
    ) throws -> Written {
        let condition = context.request[.ifMatch]
        let caller = try context.requireCaller()
        let settings = context.service.settings
        let (outcome, job) = try redirecting(context) {
            try context.connection.transaction {
                let outcome = try ConfigEditor(context.connection, settings).apply(
                    drafts, manner, isWhole: isWhole, mayRedirect: caller.holds(.manageConfig), by: caller.id.bytes
                ) { snapshot in
                    if let condition, !eTag(snapshot).isNamed(in: condition) { throw APIError.preconditionFailed }
                }
                let job = try ConfigAftermath.record(
                    outcome, in: context.audit, context.connection, settings, by: caller)
                return (outcome, job)
            }
        }
        if !outcome.changed.isEmpty { context.service.statistics.bumpRevision() }
        return (outcome.snapshot, job)
    }

    /// Changes settings; a caller who may not change the destinations among them is refused, and the audit has it.
    private static func redirecting<T>(_ context: Context, _ change: () throws -> T) throws -> T {
        do {
            return try change()
        } catch let redirection as ConfigEditor.Redirection {
            do {
                try context.require(.manageConfig)
                throw redirection
            } catch let error as APIError where error.code == .forbidden {
                let needed = Text(
                    "Only an administrator may change this.", pt: "Só um administrador pode alterar isto.")
                let details = redirection.settings.map { ($0, [needed]) }
                throw APIError(
                    error.code, error.status, error.message, details: Members(details, uniquingKeysWith: { $1 }))
            }
        }
    }
}
