import Frame
package import MariaDB
package import Routing
import Values

/// The metrics of the leads of a range of days.
///
/// Source: SPEC section 5, "Metrics".
package struct LeadMetrics: Sendable, Equatable, Shaped {
    let from: String
    let to: String
    let grouping: MetricsGrouping
    let total: Int
    let byStatus: Members<Int>
    let byPriority: Members<Int>
    let bySource: [Source]
    let byOwner: [Owner]
    let byForm: [Form]
    let periods: [Period]
    let conversionRate: Double
    let timeToReachOut: Wait
    /// Of the leads with a target that was kept or missed, those that were answered in time, as a fraction.
    let withinTarget: Double?
    /// How soon each of the owners answered, in the order of `byOwner`.
    let responseByOwner: [OwnerResponse]
    /// How soon leads of each of the sources were answered, in the order of `bySource`.
    let responseBySource: [SourceResponse]

    /// How many leads came from one place; null for leads without a source.
    package struct Source: Sendable, Equatable, Shaped {
        let source: String?
        let count: Int
    }

    /// How many leads came through a form first.
    package struct Form: Sendable, Equatable, Shaped {
        let slug: String
        let count: Int
    }

    /// How many leads are one user's; null for leads without an owner.
    package struct Owner: Sendable, Equatable, Shaped {
        let ownerID: User.ID?
        let total: Int
        let converted: Int
    }

    /// How many leads came in during a period, and how many of them are customers now.
    package struct Period: Sendable, Equatable, Shaped {
        /// Its first day, which may lie before the first day asked for; only days asked for are counted.
        let start: String
        var total = 0
        var converted = 0
    }

    /// The time to the first contact; null without any.
    package struct Wait: Sendable, Equatable, Shaped {
        let medianSeconds: Double?
        let p90Seconds: Double?
    }
}

/// The current key figures.
///
/// Source: SPEC section 5, "Metrics".
package struct LeadSummary: Sendable, Equatable, Shaped {
    let today: Int
    let last7Days: Int
    let last30Days: Int
    let open: Int
    let hotOpen: Int
    let byStatus: Members<Int>
    let conversionRate: Double
    /// As in the metrics, of all leads.
    let withinTarget: Double?
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
    /// The shape of SPEC section 5.
    package static let shape = Shape<LeadMetrics>(
        "LeadMetrics",
        [
            .text("from", .string(format: "date")) { $0.from }, .text("to", .string(format: "date")) { $0.to },
            .choice("group_by") { $0.grouping }, .integer("total", 0...) { $0.total },
            .counts("by_status", of: LeadStatus.allCases.map(\.rawValue)) { $0.byStatus },
            .counts("by_priority", of: Priority.allCases.map(\.rawValue)) { $0.byPriority },
            .list("by_source") { $0.bySource }, .list("by_owner") { $0.byOwner },
            .list("by_form") { $0.byForm }, .list("periods") { $0.periods },
            .number("conversion_rate", .fraction) { $0.conversionRate },
            .one("time_to_reach_out") { $0.timeToReachOut },
            .optionalNumber("within_target", .fraction) { $0.withinTarget },
            .list("response_by_owner") { $0.responseByOwner }, .list("response_by_source") { $0.responseBySource },
        ])
}

extension LeadMetrics.Source {
    package static let shape = Shape<LeadMetrics.Source>(
        "SourceCount", [.optionalText("source") { $0.source }, .integer("count", 0...) { $0.count }])
}

extension LeadMetrics.Form: RowDecodable {
    package static let shape = Shape<LeadMetrics.Form>(
        "FormCount", [.text("form") { $0.slug }, .integer("count", 0...) { $0.count }])

    package init(row: borrowing Row) throws(DatabaseError) {
        slug = try row["slug"]
        count = try row["total"]
    }
}

extension LeadMetrics.Owner {
    package static let shape = Shape<LeadMetrics.Owner>(
        "OwnerCount",
        [
            .optionalID("owner_id") { $0.ownerID }, .integer("total", 0...) { $0.total },
            .integer("converted", 0...) { $0.converted },
        ])
}

extension LeadMetrics.Period {
    package static let shape = Shape<LeadMetrics.Period>(
        "PeriodCount",
        [
            .text("start", .string(format: "date")) { $0.start }, .integer("total", 0...) { $0.total },
            .integer("converted", 0...) { $0.converted },
        ])
}

extension LeadMetrics.Wait {
    package static let shape = Shape<LeadMetrics.Wait>(
        "TimeToReachOut",
        [.optionalNumber("median_seconds") { $0.medianSeconds }, .optionalNumber("p90_seconds") { $0.p90Seconds }])
}

extension LeadSummary {
    /// The shape of SPEC section 5.
    package static let shape = Shape<LeadSummary>(
        "LeadSummary",
        [
            .integer("today", 0...) { $0.today }, .integer("last_7_days", 0...) { $0.last7Days },
            .integer("last_30_days", 0...) { $0.last30Days }, .integer("open", 0...) { $0.open },
            .integer("hot_open", 0...) { $0.hotOpen },
            .counts("by_status", of: LeadStatus.allCases.map(\.rawValue)) { $0.byStatus },
            .number("conversion_rate", .fraction) { $0.conversionRate },
            .optionalNumber("within_target", .fraction) { $0.withinTarget },
        ])
}

extension Shape.Member {
    /// How many there are under each of some names.
    fileprivate static func counts(
        _ name: String, of names: [String], _ value: @escaping @Sendable (Value) -> Members<Int>
    ) -> Self {
        json(name, .object(names.map { .required($0, .integer(0...)) })) { counted in
            .object(Members(value(counted).map { ($0.key, JSON($0.value)) }, uniquingKeysWith: { $1 }))
        }
    }
}
