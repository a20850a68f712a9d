import FoundationEssentials
import MariaDB
import Values

/// The leads that are late now: those that the worker has found late, which have a table of their own, and those whose alarm has come since.
/// Belongs in the transaction that reads the list.
struct LateLeadStore {
    /// From so many alarms on that no worker has answered, reading them costs more than walking the list.
    private static let mostAlarms = 1_000

    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// How many leads are late, and where they are found; nil when too many alarms are not answered.
    func standing() throws(DatabaseError) -> LateLeads? {
        // What a worker whose clock is ahead has found late becomes so by the clock of the database.
        let count: Count? = try connection.fetchFirst(
            """
            SELECT UTC_TIMESTAMP(6) AS moment, COUNT(*) AS alarms,
              CAST(COALESCE(SUM(leads.due_at < UTC_TIMESTAMP(6) AND NOT leads.in_time <=> FALSE), 0) AS INT) AS unfound, (
                SELECT CAST(COALESCE(SUM(total), 0) AS INT)
                FROM late_counts) - (
                SELECT COUNT(*)
                FROM late_leads FORCE INDEX (late_leads_due)
                WHERE due_at >= UTC_TIMESTAMP(6)) AS found
            FROM (\(Self.alarms("UTC_TIMESTAMP(6)"))) AS alarms
            STRAIGHT_JOIN leads ON leads.id = alarms.lead_id
            """)
        guard let count, count.alarms <= Self.mostAlarms else { return nil }
        return count.late
    }

    /// The leads whose alarms had come at a moment; one more than are read.
    fileprivate static func alarms(_ moment: SQL) -> SQL {
        """
        SELECT lead_id
        FROM lead_alarms FORCE INDEX (lead_alarms_time)
        WHERE alarm_at < \(moment)
        ORDER BY alarm_at, lead_id
        LIMIT \(mostAlarms + 1)
        """
    }

    private struct Count: RowDecodable {
        let late: LateLeads
        let alarms: Int

        init(row: borrowing Row) throws(DatabaseError) {
            late = LateLeads(moment: try row["moment"], found: try row["found"], unfound: try row["unfound"])
            alarms = try row["alarms"]
        }
    }
}

/// Which leads are late at a moment.
struct LateLeads {
    let moment: Date
    /// How many the worker has found late.
    let found: Int
    /// How many have become so since.
    let unfound: Int

    var total: Int { found + unfound }

    /// The ids of a page of them; nil for an order that they have no index for.
    func ids(of page: Page, in order: LeadOrder) -> SQL? {
        let (index, columns): (SQL, SQL)
        switch (order.key, order.isDescending) {
        case (.createdAt, true): (index, columns) = ("late_leads_created", "created_at DESC, lead_id DESC")
        case (.createdAt, false): (index, columns) = ("late_leads_created", "created_at, lead_id")
        case (.dueAt, true): (index, columns) = ("late_leads_due", "due_at DESC, created_at DESC, lead_id DESC")
        case (.dueAt, false): (index, columns) = ("late_leads_due", "due_at, created_at, lead_id")
        default: return nil
        }
        guard unfound > 0 else {
            return """
                SELECT lead_id AS id
                FROM late_leads FORCE INDEX (\(index))
                WHERE due_at < \(moment)
                ORDER BY \(columns)
                LIMIT \(page.size) OFFSET \(page.offset)
                """
        }
        // The limit is in the first part, too, since MariaDB reads a union whole; the second one has few.
        return """
            SELECT lead_id AS id
            FROM (
              (SELECT lead_id, created_at, due_at
              FROM late_leads FORCE INDEX (\(index))
              WHERE due_at < \(moment)
              ORDER BY \(columns)
              LIMIT \(page.offset + page.size))
              UNION ALL
              (SELECT leads.id, leads.created_at, leads.due_at
              FROM (\(LateLeadStore.alarms("\(moment)"))) AS alarms
              STRAIGHT_JOIN leads ON leads.id = alarms.lead_id
              WHERE leads.due_at < \(moment) AND NOT leads.in_time <=> FALSE)) AS late
            ORDER BY \(columns)
            LIMIT \(page.size) OFFSET \(page.offset)
            """
    }
}
