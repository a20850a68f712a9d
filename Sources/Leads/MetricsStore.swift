package import FoundationEssentials
package import MariaDB
import Platform

/// Counts of leads.
///
/// Totals of all leads and of whole UTC days come from counters that triggers keep (`lead_counts`, `lead_days`); where a day of
/// the business and one of UTC part, the entries of an index are counted. What a stretch of days needs beyond that is read from
/// one index (`leads_created`) that holds every column of it, so that no row of `leads` is touched.
package struct MetricsStore {
    /// The most sources, and the most owners, that are told apart; the most frequent are.
    package static let longestList = 1_000

    private let connection: Connection

    /// The counts that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// How many leads there are in each status and priority.
    package func standing() throws(DatabaseError) -> [LeadGroup] {
        try connection.fetchAll(
            """
            SELECT 0 AS day, status, priority, CAST(SUM(total) AS INT) AS total, 0 AS reached
            FROM lead_counts
            GROUP BY status, priority
            ORDER BY status, priority
            LIMIT 15
            """)
    }

    /// How many leads came in from one moment until another.
    package func total(from start: Date, until end: Date) throws(DatabaseError) -> Int {
        let (first, last) = (Self.nearestMidnight(to: start), Self.nearestMidnight(to: end))
        return try connection.fetchValue(
            """
            SELECT COALESCE((
                SELECT CAST(SUM(total) AS INT)
                FROM lead_days
                WHERE day >= \(first) AND day < \(last)), 0)
              + \(Self.count(from: last, until: end)) - \(Self.count(from: end, until: last))
              - \(Self.count(from: first, until: start)) + \(Self.count(from: start, until: first)) AS total
            """) ?? 0
    }

    private static func nearestMidnight(to moment: Date) -> Date {
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

    /// The leads of a stretch of days by day, status and priority; `day` counts from the first.
    package func groups(of stretch: MetricsRange.Stretch) throws(DatabaseError) -> [LeadGroup] {
        let (hot, warm) = (Priority.hot.scores.lowerBound, Priority.warm.scores.lowerBound)
        return try connection.fetchAll(
            """
            SELECT LEAST(TIMESTAMPDIFF(SECOND, \(stretch.start), created_at) DIV 86400, \(stretch.days - 1)) AS day,
              status, IF(score >= \(hot), 'hot', IF(score >= \(warm), 'warm', 'cold')) AS priority,
              COUNT(*) AS total, COUNT(reached_out_at) AS reached
            FROM leads FORCE INDEX (leads_created)
            WHERE created_at >= \(stretch.start) AND created_at < \(stretch.end)
            GROUP BY day, status, priority
            ORDER BY day, status, priority
            LIMIT \(stretch.days * 15)
            """)
    }

    /// Where the leads came from, the most frequent first.
    package func sources(from start: Date, until end: Date) throws(DatabaseError) -> [LeadMetrics.Source] {
        try connection.fetchAll(
            """
            SELECT business_tracking AS source, COUNT(*) AS total
            FROM leads FORCE INDEX (leads_created)
            WHERE created_at >= \(start) AND created_at < \(end)
            GROUP BY business_tracking
            ORDER BY total DESC, business_tracking
            LIMIT \(Self.longestList)
            """)
    }

    /// Whose the leads are, who has the most first.
    package func owners(from start: Date, until end: Date) throws(DatabaseError) -> [LeadMetrics.Owner] {
        try connection.fetchAll(
            """
            SELECT owner_id, COUNT(*) AS total, CAST(SUM(status = \(LeadStatus.converted)) AS INT) AS converted
            FROM leads FORCE INDEX (leads_created)
            WHERE created_at >= \(start) AND created_at < \(end)
            GROUP BY owner_id
            ORDER BY total DESC, owner_id
            LIMIT \(Self.longestList)
            """)
    }

    /// How long leads waited until somebody reached out, in seconds as both instants are shown, in ascending order.
    ///
    /// - Parameter body: takes a wait and how many leads waited so long.
    package func forEachWait(
        from start: Date, until end: Date, _ body: (_ seconds: Int, _ count: Int) -> Void
    ) throws {
        try connection.forEachRow(
            """
            SELECT
              GREATEST(TIMESTAMPDIFF(SECOND, CAST(created_at AS DATETIME), CAST(reached_out_at AS DATETIME)), 0) AS seconds,
              COUNT(*) AS total
            FROM leads FORCE INDEX (leads_created)
            WHERE created_at >= \(start) AND created_at < \(end) AND reached_out_at IS NOT NULL
            GROUP BY seconds
            ORDER BY seconds
            """
        ) { row in
            body(try row["seconds"], try row["total"])
        }
    }
}

/// How many leads share a day, a status and a priority.
package struct LeadGroup: Sendable, Equatable, RowDecodable {
    /// Since the first day that was asked for.
    package let day: Int
    package let status: LeadStatus
    package let priority: Priority
    package let total: Int
    /// How many of them somebody reached out to.
    package let reached: Int

    package init(row: borrowing Row) throws(DatabaseError) {
        day = try row["day"]
        status = try row["status"]
        priority = try row["priority"]
        total = try row["total"]
        reached = try row["reached"]
    }
}

extension Priority: ColumnDecodable {}

extension LeadMetrics.Source: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        self.init(source: try row["source"], count: try row["total"])
    }
}

extension LeadMetrics.Owner: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        self.init(ownerID: try row["owner_id"], total: try row["total"], converted: try row["converted"])
    }
}
