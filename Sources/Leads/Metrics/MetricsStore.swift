package import FoundationEssentials
package import MariaDB

/// Counts of leads.
///
/// Totals of all leads and of whole UTC days come from counters (`lead_counts`, `lead_days`) and, for leads that are not counted yet, from
/// the index of the new ones, in one statement; where a day of the business and one of UTC part, the entries of an index are counted.
/// Further figures of a range of days are summed from tallies (`MetricsStore+Range.swift`).
package struct MetricsStore {
    /// The most sources, and the most owners, that are listed: the most frequent ones.
    package static let longestList = 1_000
    /// How many groups of status and priority there are.
    private static let mostGroups = LeadStatus.allCases.count * Priority.allCases.count

    let connection: Connection

    /// The counts, over a connection.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// How many leads there are in each status and priority.
    package func standing() throws(DatabaseError) -> [LeadGroup] {
        let (hot, warm) = (Priority.hot.scores.lowerBound, Priority.warm.scores.lowerBound)
        return try connection.fetchAll(
            """
            SELECT status, priority, CAST(SUM(total) AS INT) AS total
            FROM (
              SELECT status, priority, total
              FROM lead_counts
              UNION ALL
              SELECT status, IF(score >= \(hot), 'hot', IF(score >= \(warm), 'warm', 'cold')), 1
              FROM leads FORCE INDEX (leads_follow_up)
              WHERE follow_up = 'new') AS standing
            GROUP BY status, priority
            ORDER BY status, priority
            LIMIT \(Self.mostGroups)
            """)
    }

    /// Of all leads with a target that was kept or missed, those that were answered in time, as a fraction; nil of none.
    package func withinTarget() throws(DatabaseError) -> Double? {
        let answered: TargetCount? = try connection.fetchFirst(
            """
            SELECT CAST(SUM(total) AS INT) AS total, CAST(SUM(part) AS INT) AS part
            FROM (
              SELECT COALESCE(SUM(total), 0) AS total, COALESCE(SUM(part), 0) AS part
              FROM lead_tallies
              WHERE dimension = 'target'
              UNION ALL
              SELECT COALESCE(SUM(sign * (in_time IS NOT NULL)), 0), COALESCE(SUM(sign * in_time), 0)
              FROM lead_deltas
              UNION ALL
              SELECT COUNT(*), COALESCE(SUM(in_time), 0)
              FROM leads FORCE INDEX (leads_follow_up)
              WHERE follow_up = 'new' AND in_time IS NOT NULL) AS answered
            """)
        return answered.flatMap { $0.total > 0 ? Double($0.part) / Double($0.total) : nil }
    }

    private struct TargetCount: RowDecodable {
        let total: Int
        let part: Int

        init(row: borrowing Row) throws(DatabaseError) {
            total = try row["total"]
            part = try row["part"]
        }
    }

    /// How many leads came in from one moment until another.
    package func total(from start: Date, until end: Date) throws(DatabaseError) -> Int {
        let (first, last) = (Self.nearestMidnight(to: start), Self.nearestMidnight(to: end))
        return try connection.fetchValue(
            """
            SELECT COALESCE((
                SELECT CAST(SUM(total) AS INT)
                FROM lead_days
                WHERE day >= \(first) AND day < \(last)), 0) + (
                SELECT COUNT(*)
                FROM leads FORCE INDEX (leads_follow_up)
                WHERE follow_up = 'new' AND created_at >= \(first) AND created_at < \(last))
              + \(Self.count(from: last, until: end)) - \(Self.count(from: end, until: last))
              - \(Self.count(from: first, until: start)) + \(Self.count(from: start, until: first)) AS total
            """) ?? 0
    }

    static func nearestMidnight(to moment: Date) -> Date {
        Date(timeIntervalSince1970: (moment.timeIntervalSince1970 / 86_400).rounded() * 86_400)
    }

    /// None when the second moment is not after the first.
    private static func count(from start: Date, until end: Date) -> SQL {
        """
        (
            SELECT COUNT(*)
            FROM leads FORCE INDEX (leads_created)
            WHERE created_at >= \(start) AND created_at < \(end))
        """
    }
}

/// How many leads share a status and a priority.
package struct LeadGroup: Sendable, Equatable, RowDecodable {
    package let status: LeadStatus
    package let priority: Priority
    package let total: Int

    init(_ status: LeadStatus, _ priority: Priority, total: Int) {
        self.status = status
        self.priority = priority
        self.total = total
    }

    package init(row: borrowing Row) throws(DatabaseError) {
        status = try row["status"]
        priority = try row["priority"]
        total = try row["total"]
    }
}

extension Priority: ColumnDecodable {}
