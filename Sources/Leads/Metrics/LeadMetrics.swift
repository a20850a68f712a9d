import Accounts
import Platform
package import Routing

/// The metrics of the leads of a range of days.
///
/// Source: SPEC section 5, "Metrics".
package struct LeadMetrics: Sendable, Equatable, Encodable, Described {
    let from: String
    let to: String
    let grouping: MetricsGrouping
    let total: Int
    let byStatus: Members<Int>
    let byPriority: Members<Int>
    let bySource: [Source]
    let byOwner: [Owner]
    let periods: [Period]
    let conversionRate: Double
    let timeToReachOut: Wait

    /// How many leads came from one place; null for leads without a source.
    package struct Source: Sendable, Equatable, Encodable, Described {
        let source: String?
        let count: Int
    }

    /// How many leads are one user's; null for leads without an owner.
    package struct Owner: Sendable, Equatable, Encodable, Described {
        let ownerID: User.ID?
        let total: Int
        let converted: Int
    }

    /// How many leads came in during a period, and how many of them are customers now.
    package struct Period: Sendable, Equatable, Encodable, Described {
        /// Its first day, which may lie before the first day asked for; only days asked for are counted.
        let start: String
        var total = 0
        var converted = 0
    }

    /// The time to the first contact; null without any.
    package struct Wait: Sendable, Equatable, Encodable, Described {
        let medianSeconds: Double?
        let p90Seconds: Double?
    }
}

/// The current key figures.
///
/// Source: SPEC section 5, "Metrics".
package struct LeadSummary: Sendable, Equatable, Encodable, Described {
    let today: Int
    let last7Days: Int
    let last30Days: Int
    let open: Int
    let hotOpen: Int
    let byStatus: Members<Int>
    let conversionRate: Double
}

/// Leads counted by status and priority.
struct LeadTally: Sendable, Equatable {
    private(set) var total = 0
    private(set) var byStatus = Members(LeadStatus.allCases.map { ($0.rawValue, 0) }, uniquingKeysWith: { $1 })
    private(set) var byPriority = Members(Priority.allCases.map { ($0.rawValue, 0) }, uniquingKeysWith: { $1 })
    /// How many are neither customers nor lost.
    private(set) var open = 0
    private(set) var hotOpen = 0
    private(set) var converted = 0

    /// Converted ones as a fraction of all; 0 of none.
    var conversionRate: Double { total == 0 ? 0 : Double(converted) / Double(total) }

    mutating func add(_ group: LeadGroup) {
        total += group.total
        byStatus[group.status.rawValue, default: 0] += group.total
        byPriority[group.priority.rawValue, default: 0] += group.total
        if group.status == .converted { converted += group.total }
        guard group.status.isOpen else { return }
        open += group.total
        if group.priority == .hot { hotOpen += group.total }
    }
}

extension LeadMetrics {
    private enum CodingKeys: String, CodingKey {
        case from, to, grouping = "group_by", total, byStatus = "by_status", byPriority = "by_priority"
        case bySource = "by_source", byOwner = "by_owner", periods, conversionRate = "conversion_rate"
        case timeToReachOut = "time_to_reach_out"
    }

    /// Writes every member.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(from, forKey: .from)
        try container.encode(to, forKey: .to)
        try container.encode(grouping.rawValue, forKey: .grouping)
        try container.encode(total, forKey: .total)
        try container.encode(byStatus, forKey: .byStatus)
        try container.encode(byPriority, forKey: .byPriority)
        try container.encode(bySource, forKey: .bySource)
        try container.encode(byOwner, forKey: .byOwner)
        try container.encode(periods, forKey: .periods)
        try container.encode(conversionRate, forKey: .conversionRate)
        try container.encode(timeToReachOut, forKey: .timeToReachOut)
    }

    /// The shape of SPEC section 5.
    package static let schema = Schema.object(
        "LeadMetrics",
        [
            .required("from", .string(format: "date")), .required("to", .string(format: "date")),
            .required("group_by", .oneOf(MetricsGrouping.allCases.map(\.rawValue))), .required("total", .integer(0...)),
            .required("by_status", .counts(of: LeadStatus.allCases.map(\.rawValue))),
            .required("by_priority", .counts(of: Priority.allCases.map(\.rawValue))),
            .required("by_source", .array(of: Source.schema)), .required("by_owner", .array(of: Owner.schema)),
            .required("periods", .array(of: Period.schema)), .required("conversion_rate", .fraction),
            .required("time_to_reach_out", Wait.schema),
        ])
}

extension LeadMetrics.Source {
    private enum CodingKeys: String, CodingKey { case source, count }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(source, forKey: .source)
        try container.encode(count, forKey: .count)
    }

    package static let schema = Schema.object(
        "SourceCount", [.required("source", Schema.string.orNull), .required("count", .integer(0...))])
}

extension LeadMetrics.Owner {
    private enum CodingKeys: String, CodingKey { case ownerID = "owner_id", total, converted }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ownerID?.text, forKey: .ownerID)
        try container.encode(total, forKey: .total)
        try container.encode(converted, forKey: .converted)
    }

    package static let schema = Schema.object(
        "OwnerCount",
        [
            .required("owner_id", Schema.identifier.orNull), .required("total", .integer(0...)),
            .required("converted", .integer(0...)),
        ])
}

extension LeadMetrics.Period {
    package static let schema = Schema.object(
        "PeriodCount",
        [
            .required("start", .string(format: "date")), .required("total", .integer(0...)),
            .required("converted", .integer(0...)),
        ])
}

extension LeadMetrics.Wait {
    private enum CodingKeys: String, CodingKey { case medianSeconds = "median_seconds", p90Seconds = "p90_seconds" }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(medianSeconds, forKey: .medianSeconds)
        try container.encode(p90Seconds, forKey: .p90Seconds)
    }

    package static let schema = Schema.object(
        "TimeToReachOut",
        [.required("median_seconds", Schema.number.orNull), .required("p90_seconds", Schema.number.orNull)])
}

extension LeadSummary {
    private enum CodingKeys: String, CodingKey {
        case today, last7Days = "last_7_days", last30Days = "last_30_days", open, hotOpen = "hot_open"
        case byStatus = "by_status", conversionRate = "conversion_rate"
    }

    /// The shape of SPEC section 5.
    package static let schema = Schema.object(
        "LeadSummary",
        [
            .required("today", .integer(0...)), .required("last_7_days", .integer(0...)),
            .required("last_30_days", .integer(0...)), .required("open", .integer(0...)),
            .required("hot_open", .integer(0...)),
            .required("by_status", .counts(of: LeadStatus.allCases.map(\.rawValue))),
            .required("conversion_rate", .fraction),
        ])
}

extension Schema {
    /// How many there are under each of some names.
    fileprivate static func counts(of names: [String]) -> Schema {
        .object(names.map { .required($0, .integer(0...)) })
    }
}
