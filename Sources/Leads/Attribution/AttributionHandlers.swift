import Environment
import FoundationEssentials
import Frame
import Routing
import Serving
import Storage
import Values

/// The handlers of what campaigns led to.
extension MetricsHandlers {
    @Sendable static func attribution(
        _ input: AttributionInput, _ context: Context
    ) throws -> Reply<AttributionMetrics> {
        let settings = context.service.settings
        let range = try input.days.range(in: context, noting: input.reader)
        let groups = try AttributionStore(context.connection).groups(
            by: input.grouping, input.model, from: range.start(by: settings.clock), until: range.end(by: settings.clock)
        )
        return Reply(
            AttributionMetrics(
                groups: groups, from: range.from.text, to: range.to.text, model: input.model, grouping: input.grouping,
                currency: settings.currency))
    }

    @Sendable static func conversions(_ input: ConversionsInput, _ context: Context) throws -> ConversionExport {
        let range = try input.days.range(in: context, noting: input.reader)
        let platform = try input.reader.checked(input.platform)
        try context.audit.add(.conversionsExported)
        return ConversionExport(
            platform, of: range, from: AttributionStore(context.connection), by: context.service.settings,
            for: try context.requireCaller().id.text)
    }
}

extension MetricsDays {
    /// The days that are meant, two years at most.
    fileprivate func range(in context: Context, noting input: InputReader) throws -> MetricsRange {
        try range(
            today: context.service.settings.clock.time(at: Date()).day, atMost: MetricsGrouping.day.longestDays,
            noting: input)
    }
}

extension AuditEvent.Action {
    /// Conversions were exported for an advertising platform.
    static let conversionsExported = Self("conversions.exported")
}

/// Which days attribution is of, and what it is grouped by.
struct AttributionInput: Input {
    let days: MetricsDays
    let model: TouchModel
    let grouping: AttributionMetrics.Grouping
    let reader: InputReader

    private static let model = Field(
        "model", .oneOf(TouchModel.self), summary: "Which touch a lead is attributed to; default `last`.")
    private static let groupBy = Field(
        "group_by", .oneOf(AttributionMetrics.Grouping.self), summary: "Default `source`.")

    static let declaration = InputDeclaration(
        query: MetricsDays.parameters + model.queryParameters() + groupBy.queryParameters())

    init(reading input: InputReader) throws {
        days = try MetricsDays(reading: input)
        model = try input.query(Self.model) ?? .last
        grouping = try input.query(Self.groupBy) ?? .source
        reader = input
    }
}

/// Which conversions are exported, and for whom.
struct ConversionsInput: Input {
    let days: MetricsDays
    let platform: Conversion.Platform?
    let reader: InputReader

    private static let platform = Field(
        "platform", .oneOf(Conversion.Platform.self), summary: "In whose columns, and with whose click ids.")

    static let declaration = InputDeclaration(
        query: platform.queryParameters(isRequired: true) + MetricsDays.parameters)

    init(reading input: InputReader) throws {
        platform = try input.requiredQuery(Self.platform)
        days = try MetricsDays(reading: input)
        reader = input
    }
}
