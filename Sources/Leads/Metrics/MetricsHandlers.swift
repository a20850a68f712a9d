import Environment
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Serving
import Values

/// The handlers of metrics; each response is one snapshot of the database.
enum MetricsHandlers {
    @Sendable static func leads(_ input: LeadMetricsInput, _ context: Context) throws -> Reply<LeadMetrics> {
        let clock = context.service.settings.clock
        let range = try input.range(today: clock.time(at: Date()).day)
        return try Reply(metrics(of: range, by: input.grouping, clock, context.connection))
    }

    @Sendable static func summary(_ input: NoInput, _ context: Context) throws -> Reply<LeadSummary> {
        try Reply(summary(at: Date(), context.service.settings.clock, context.connection))
    }

    static func metrics(
        of range: MetricsRange, by grouping: MetricsGrouping, _ clock: WallClock, _ connection: Connection
    ) throws -> LeadMetrics {
        let store = MetricsStore(connection)
        let (start, end) = (range.start(by: clock), range.end(by: clock))
        let starts = range.days.map { grouping.start(of: CivilDay(daysSince1970: $0)).text }
        return try connection.transaction {
            var tally = LeadTally()
            var periods: [LeadMetrics.Period] = []
            var positions: [String: Int] = [:]
            for start in starts where positions[start] == nil {
                positions[start] = periods.count
                periods.append(LeadMetrics.Period(start: start))
            }
            func add(_ day: Int, total: Int, converted: Int) {
                guard let position = positions[starts[day - range.days.lowerBound]] else { return }
                periods[position].total += total
                periods[position].converted += converted
            }
            let counted = try store.tallies(from: start, until: end)
            for span in range.spans(by: clock) {
                for day in try store.days(of: span) {
                    add(span.firstDay + day.day, total: day.total, converted: day.converted)
                }
                guard span.isMadeOfSlots else { continue }
                for fact in counted.loose where span.start <= fact.createdAt && fact.createdAt < span.end {
                    add(
                        clock.time(at: fact.createdAt).day.daysSince1970, total: fact.sign,
                        converted: fact.sign * fact.converted)
                }
            }
            for (place, count) in counted.tallies.counts {
                guard case .group(let status, let priority) = place else { continue }
                tally.add(LeadGroup(status, priority, total: count.total))
            }
            let waits = try store.waits(of: counted)
            let (sources, owners) = (counted.tallies.sources, counted.tallies.owners)
            let answers = try store.answers(of: counted, by: owners.map(\.answerer) + sources.map(\.answerer))
            func response(of answerer: Answerer) -> ResponseMetrics {
                ResponseMetrics(answers[answerer], within: counted.tallies.counts[.targets(of: answerer)])
            }
            return LeadMetrics(
                from: range.from.text, to: range.to.text, grouping: grouping, total: tally.total,
                byStatus: tally.byStatus, byPriority: tally.byPriority, bySource: sources,
                byOwner: owners, byForm: try store.forms(from: start, until: end), periods: periods,
                conversionRate: tally.conversionRate,
                timeToReachOut: LeadMetrics.Wait(medianSeconds: waits.median, p90Seconds: waits.ninetieth),
                withinTarget: counted.tallies.withinTarget,
                responseByOwner: owners.map {
                    LeadMetrics.OwnerResponse(ownerID: $0.ownerID, response: response(of: $0.answerer))
                },
                responseBySource: sources.map {
                    LeadMetrics.SourceResponse(source: $0.source, response: response(of: $0.answerer))
                })
        }
    }

    static func summary(at now: Date, _ clock: WallClock, _ connection: Connection) throws -> LeadSummary {
        let store = MetricsStore(connection)
        let today = clock.time(at: now).day
        return try connection.transaction {
            var tally = LeadTally()
            for group in try store.standing() { tally.add(group) }
            func total(ofDays count: Int) throws -> Int {
                let range = MetricsRange(days: count, through: today)
                return try store.total(from: range.start(by: clock), until: range.end(by: clock))
            }
            return LeadSummary(
                today: try total(ofDays: 1), last7Days: try total(ofDays: 7), last30Days: try total(ofDays: 30),
                open: tally.open, hotOpen: tally.hotOpen, byStatus: tally.byStatus,
                conversionRate: tally.conversionRate, withinTarget: try store.withinTarget())
        }
    }
}

extension Tallies {
    /// Where the leads came from, the most frequent first.
    fileprivate var sources: [LeadMetrics.Source] {
        fullest(atMost: MetricsStore.longestList) { place, count in
            guard case .source(let text) = place else { return nil }
            return LeadMetrics.Source(source: text.map { String(decoding: $0, as: UTF8.self) }, count: count.total)
        }
    }

    /// Of the leads with a target that was kept or missed, those that were answered in time; nil of none.
    fileprivate var withinTarget: Double? {
        counts[.target].flatMap { $0.total > 0 ? Double($0.part) / Double($0.total) : nil }
    }

    /// The owners by number of leads, largest first.
    fileprivate var owners: [LeadMetrics.Owner] {
        fullest(atMost: MetricsStore.longestList) { place, count in
            guard case .owner(let id) = place else { return nil }
            return LeadMetrics.Owner(ownerID: id, total: count.total, converted: count.part)
        }
    }
}

/// Which days metrics are of, and how they are gathered.
struct LeadMetricsInput: Input {
    let grouping: MetricsGrouping
    private let days: MetricsDays
    private let reader: InputReader

    private static let groupBy = Field(
        "group_by", .oneOf(MetricsGrouping.self), summary: "Weeks begin on Monday; default `day`.")

    static let declaration = InputDeclaration(query: MetricsDays.parameters + groupBy.queryParameters())

    init(reading input: InputReader) throws {
        days = try MetricsDays(reading: input)
        grouping = try input.query(Self.groupBy) ?? .day
        try input.check()
        reader = input
    }

    /// The days that are meant.
    ///
    /// - Throws: `APIError` 422 when the last is before the first, or there are too many.
    func range(today: CivilDay) throws -> MetricsRange {
        try days.range(today: today, atMost: grouping.longestDays, noting: reader)
    }
}
