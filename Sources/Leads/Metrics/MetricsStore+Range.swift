import FoundationEssentials
import MariaDB

/// The leads of a range, counted by the groups of the metrics.
struct RangeTallies {
    /// Of the whole range.
    let tallies: Tallies
    /// Leads, changes and deletions that are in no slot yet.
    let loose: [LeadFact]
    /// The corrections to the tallies of whole UTC days: pending changes, and leads between UTC midnight and that of the business.
    let corrections: [LeadFact]
    /// The whole UTC days.
    let days: Range<Date>
}

/// How many leads came in on a day, and how many of them are customers now.
struct LeadDay: RowDecodable {
    /// Since the first of the span.
    let day: Int
    let total: Int
    let converted: Int

    init(row: borrowing Row) throws(DatabaseError) {
        day = try row["day"]
        total = try row["total"]
        converted = try row["converted"]
    }
}

// Each of these reads one snapshot, together with the others, in the caller's transaction: what is worked into the tallies between two of
// them is seen by none.
extension MetricsStore {
    /// The leads that came in from one moment until another.
    func tallies(from start: Date, until end: Date) throws(DatabaseError) -> RangeTallies {
        let (first, last) = (Self.nearestMidnight(to: start), Self.nearestMidnight(to: end))
        var tallies = Tallies()
        for row in try tallied(from: first, until: last) {
            tallies.add((row.total, row.part), at: row.place)
        }
        let loose = try looseFacts(from: min(first, start), until: max(last, end))
        var corrections = loose.filter { first <= $0.createdAt && $0.createdAt < last }
        corrections += try facts(from: last, until: end, sign: 1) + facts(from: end, until: last, sign: -1)
        corrections += try facts(from: start, until: first, sign: 1) + facts(from: first, until: start, sign: -1)
        for fact in corrections { tallies.add(fact) }
        return RangeTallies(tallies: tallies, loose: loose, corrections: corrections, days: first..<max(first, last))
    }

    private func tallied(from first: Date, until last: Date) throws(DatabaseError) -> [TalliedPlace] {
        try connection.fetchAll(
            """
            SELECT dimension, value, CAST(SUM(total) AS INT) AS total, CAST(SUM(part) AS INT) AS part
            FROM lead_tallies
            WHERE dimension IN (\(list: TallyPlace.Dimension.allCases)) AND day >= \(first) AND day < \(last)
            GROUP BY dimension, value
            HAVING SUM(total) <> 0 OR SUM(part) <> 0
            """)
    }

    /// The leads in no tally yet: new ones, and pending changes and deletions.
    private func looseFacts(from start: Date, until end: Date) throws(DatabaseError) -> [LeadFact] {
        try connection.fetchAll(
            """
            SELECT created_at, status, score, business_tracking, owner_id, reached_out_at, in_time, answer_seconds, 1 AS sign
            FROM leads FORCE INDEX (leads_follow_up)
            WHERE follow_up = 'new' AND created_at >= \(start) AND created_at < \(end)
            UNION ALL
            SELECT created_at, status, score, business_tracking, owner_id, reached_out_at, in_time, answer_seconds, sign
            FROM lead_deltas
            WHERE created_at >= \(start) AND created_at < \(end)
            """)
    }

    /// Every lead of a part of a day; none when the second moment is not after the first.
    private func facts(from start: Date, until end: Date, sign: Int) throws(DatabaseError) -> [LeadFact] {
        guard start < end else { return [] }
        return try connection.fetchAll(
            """
            SELECT created_at, status, score, business_tracking, owner_id, reached_out_at, in_time, answer_seconds,
              \(sign) AS sign
            FROM leads FORCE INDEX (leads_created)
            WHERE created_at >= \(start) AND created_at < \(end)
            """)
    }

    /// The days of a span on which leads came in; those that are loose are not among them when its days are made of slots.
    func days(of span: MetricsRange.DaySpan) throws(DatabaseError) -> [LeadDay] {
        let last = span.days - 1
        guard span.isMadeOfSlots else {
            return try connection.fetchAll(
                """
                SELECT LEAST(TIMESTAMPDIFF(SECOND, \(span.start), created_at) DIV 86400, \(last)) AS day,
                  COUNT(*) AS total, CAST(SUM(status = \(LeadStatus.converted)) AS INT) AS converted
                FROM leads FORCE INDEX (leads_created)
                WHERE created_at >= \(span.start) AND created_at < \(span.end)
                GROUP BY day
                ORDER BY day
                LIMIT \(span.days)
                """)
        }
        return try connection.fetchAll(
            """
            SELECT LEAST(TIMESTAMPDIFF(SECOND, \(span.start), slot) DIV 86400, \(last)) AS day,
              CAST(SUM(total) AS INT) AS total, CAST(SUM(converted) AS INT) AS converted
            FROM lead_slots
            WHERE slot >= \(span.start) AND slot < \(span.end)
            GROUP BY day
            ORDER BY day
            LIMIT \(span.days)
            """)
    }

    /// Median and 90th percentile of the time to the first contact of the leads of a range: counted by steps, and by seconds in
    /// those steps alone that a quantile lies in.
    func waits(of range: RangeTallies) throws(DatabaseError) -> Quantiles {
        var steps = SteppedCounts()
        for (place, count) in range.tallies.counts {
            if case .wait(let step) = place { steps.add(count.total, at: step) }
        }
        for step in steps.needed { steps.detail(step, try waits(in: step, of: range)) }
        return steps.quantiles
    }

    private func waits(in step: WaitStep, of range: RangeTallies) throws(DatabaseError) -> [Int: Int] {
        let rows: [WaitCount] = try connection.fetchAll(
            """
            SELECT seconds, CAST(SUM(total) AS INT) AS total
            FROM lead_waits
            WHERE seconds BETWEEN \(step.seconds.lowerBound) AND \(step.seconds.upperBound)
              AND day >= \(range.days.lowerBound) AND day < \(range.days.upperBound)
            GROUP BY seconds
            """)
        var counts = Dictionary(rows.map { ($0.seconds, $0.total) }, uniquingKeysWith: +)
        for fact in range.corrections {
            guard let seconds = fact.waitSeconds, step.seconds.contains(seconds) else { continue }
            counts[seconds, default: 0] += fact.sign
        }
        return counts
    }

    private struct TalliedPlace: RowDecodable {
        let place: TallyPlace
        let total: Int
        let part: Int

        init(row: borrowing Row) throws(DatabaseError) {
            place = try TallyPlace(row: row)
            total = try row["total"]
            part = try row["part"]
        }
    }

    private struct WaitCount: RowDecodable {
        let seconds: Int
        let total: Int

        init(row: borrowing Row) throws(DatabaseError) {
            seconds = try row["seconds"]
            total = try row["total"]
        }
    }
}
