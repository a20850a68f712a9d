import Environment
import Frame
import Routing
import Serving
import Storage
import Values

/// The handler of the audit's route.
enum AuditHandlers {
    @Sendable static func list(_ input: AuditListInput, _ context: Context) throws -> Reply<PageOf<AuditEvent>> {
        let filter = input.filter(by: context.service.settings.clock)
        let found = try AuditStore(context.connection).page(input.page, of: filter)
        return Reply(PageOf(found.events, total: found.total, input.page))
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
    private static let action = Field("action", .declaredName, summary: "The full name, such as `login.failed`.")
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
