import Platform
import Routing

/// The handler of the audit's route.
enum AuditHandlers {
    @Sendable static func list(_ input: AuditListInput, _ context: Context) throws -> Reply<AuditPage> {
        let filter = input.filter(by: context.service.settings.clock)
        let found = try AuditStore(context.connection).page(input.page, of: filter)
        return Reply(
            AuditPage(
                events: found.events, total: found.total, page: input.page.number, perPage: input.page.size,
                pages: input.page.count(for: found.total)))
    }
}

/// Which events are asked for.
struct AuditListInput: Input {
    let page: Page
    private let actor: AuditEvent.Actor.ID?
    private let action: String?
    private let from: DayOrInstant?
    private let to: DayOrInstant?

    private static let actor = Field("actor_id", Rule<AuditEvent.Actor.ID>.identifier())
    private static let action = Field("action", .line(1...40), summary: "The full name, such as `login.failed`.")
    private static let from = Field("from", .dayOrInstant, summary: "A day or an instant, inclusive.")
    private static let to = Field("to", .dayOrInstant, summary: "A day or an instant, inclusive.")

    static let declaration = InputDeclaration(
        query: actor.queryParameters() + action.queryParameters() + from.queryParameters() + to.queryParameters()
            + Page.parameters)

    init(reading input: InputReader) throws {
        actor = try input.query(Self.actor)
        action = try input.query(Self.action)
        from = try input.query(Self.from)
        to = try input.query(Self.to)
        page = try Page(reading: input)
        try input.check()
    }

    /// The filter, with days in the business's time zone.
    func filter(by clock: WallClock) -> AuditStore.Filter {
        var filter = AuditStore.Filter()
        filter.actor = actor
        filter.action = action
        filter.from = from?.start(by: clock)
        filter.before = to?.end(by: clock)
        return filter
    }
}

/// A page of audit events, newest first.
struct AuditPage: Encodable, Described {
    let events: [AuditEvent]
    let total: Int
    let page: Int
    let perPage: Int
    let pages: Int

    private enum CodingKeys: String, CodingKey {
        case events, total, page, perPage = "per_page", pages
    }

    /// The shape of SPEC section 4.
    static let schema = Schema.object(
        "AuditPage",
        [
            .required("events", .array(of: AuditEvent.schema)), .required("total", .integer(0...Int(Int32.max))),
            .required("page", .integer(1...)), .required("per_page", .integer(1...100)),
            .required("pages", .integer(0...Int(Int32.max))),
        ])
}
