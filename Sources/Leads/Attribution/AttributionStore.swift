import CRM
package import FoundationEssentials
package import MariaDB
import Routing
import Values

/// What the touches of leads led to.
///
/// Leads are those that came in from one moment until another. The touches of new leads are in the leads alone.
package struct AttributionStore {
    /// The most groups that are listed: those with the most leads.
    static let longestList = MetricsStore.longestList

    let connection: Connection

    /// The attribution over a connection.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The groups, the one with the most leads first; of equals the one whose key comes first, byte by byte, and null last. In one
    /// snapshot.
    package func groups(
        by grouping: AttributionMetrics.Grouping, _ model: TouchModel, from start: Date, until end: Date
    ) throws -> [AttributionMetrics.Group] {
        try connection.transaction {
            var groups = Groups()
            for row in try counted(by: grouping, model, from: start, until: end) { groups.add(row, times: 1) }
            // A new lead was counted as one without a touch.
            if let part = grouping.part {
                for row in try unfolded(by: part, model, from: start, until: end) {
                    groups.add(row, times: 1)
                    groups.add(row.withoutKey, times: -1)
                }
            }
            for row in try won(by: grouping, model, from: start, until: end) { groups[row.key].won = row.won }
            return groups.fullest(atMost: Self.longestList)
        }
    }

    /// The leads of each group, those of new leads among the ones without a touch.
    private func counted(
        by grouping: AttributionMetrics.Grouping, _ model: TouchModel, from start: Date, until end: Date
    ) throws(DatabaseError) -> [Figures] {
        let key: SQL = grouping.part.map { $0.column(of: model) } ?? Self.slug
        let touches: SQL = grouping.part == nil ? "" : "LEFT JOIN lead_touches ON lead_touches.lead_id = leads.id"
        return try connection.fetchAll(
            """
            SELECT \(key) AS name, \(Self.counts)
            FROM leads FORCE INDEX (leads_created)
            \(touches)
            WHERE leads.created_at >= \(start) AND leads.created_at < \(end)
            GROUP BY name
            """)
    }

    private func unfolded(
        by part: TouchPart, _ model: TouchModel, from start: Date, until end: Date
    ) throws(DatabaseError) -> [Figures] {
        let value = part.value(of: model, in: "leads.attribution")
        return try connection.fetchAll(
            """
            SELECT \(value) AS name, \(Self.counts)
            FROM leads FORCE INDEX (leads_follow_up)
            WHERE leads.follow_up = 'new' AND leads.created_at >= \(start) AND leads.created_at < \(end)
              AND \(value) IS NOT NULL
            GROUP BY name
            """)
    }

    /// The slug of the form of the first enquiry, as it is now; null for a lead that no form brought.
    private static let slug: SQL = """
        IF(leads.form = 'form', (
          SELECT forms.slug
          FROM forms
          WHERE forms.id = COALESCE(leads.form_id, \(IntakeForm.contactID))), NULL)
        """

    /// How many there are, and how far they came: the history has each status that a lead moved to.
    private static let counts: SQL = """
        COUNT(*) AS leads, CAST(SUM(
            leads.reached_out_at IS NOT NULL OR leads.status = 'REACHED_OUT' OR \(movedTo("'REACHED_OUT'"))) AS INT)
            AS reached,
          CAST(SUM(leads.status = 'QUALIFIED' OR \(movedTo("'QUALIFIED'"))) AS INT) AS qualified,
          CAST(SUM(leads.status = 'CONVERTED') AS INT) AS converted
        """

    private static func movedTo(_ status: SQL) -> SQL {
        """
        EXISTS (
              SELECT 1
              FROM lead_history FORCE INDEX (lead_history_moved_to)
              WHERE lead_history.moved_to = \(status) AND lead_history.lead_id = leads.id)
        """
    }

    /// What was sold to the customers of each group, each customer once.
    private func won(
        by grouping: AttributionMetrics.Grouping, _ model: TouchModel, from start: Date, until end: Date
    ) throws(DatabaseError) -> [Won] {
        let key: SQL =
            grouping.part.map { (part) -> SQL in
                """
                COALESCE(
                  \(part.column(of: model)), IF(leads.follow_up = 'new', \(part.value(of: model, in: "leads.attribution")), NULL))
                """
            } ?? Self.slug
        return try connection.fetchAll(
            """
            SELECT name, SUM(\(LedgerStore.sales(to: "customer.customer_id"))) AS won
            FROM (
              SELECT DISTINCT \(key) AS name, leads.customer_id
              FROM leads FORCE INDEX (leads_created)
              LEFT JOIN lead_touches ON lead_touches.lead_id = leads.id
              WHERE leads.created_at >= \(start) AND leads.created_at < \(end) AND leads.status = 'CONVERTED'
                AND leads.customer_id IS NOT NULL) AS customer
            GROUP BY name
            """)
    }

    private struct Figures: RowDecodable {
        var key: String?
        let leads: Int
        let reached: Int
        let qualified: Int
        let converted: Int

        init(row: borrowing Row) throws(DatabaseError) {
            key = try row["name"]
            leads = try row["leads"]
            reached = try row["reached"]
            qualified = try row["qualified"]
            converted = try row["converted"]
        }

        var withoutKey: Figures {
            var row = self
            row.key = nil
            return row
        }
    }

    private struct Won: RowDecodable {
        let key: String?
        let won: Money

        init(row: borrowing Row) throws(DatabaseError) {
            key = try row["name"]
            won = try row["won"]
        }
    }

    /// Groups by key, which is compared byte by byte.
    private struct Groups {
        private var keyed = Members<AttributionMetrics.Group>()
        private var keyless = Self.empty(nil)

        private static func empty(_ key: String?) -> AttributionMetrics.Group {
            AttributionMetrics.Group(key: key, leads: 0, reached: 0, qualified: 0, converted: 0, won: .zero)
        }

        subscript(key: String?) -> AttributionMetrics.Group {
            get { key.map { keyed[$0] ?? Self.empty($0) } ?? keyless }
            set { if let key { keyed[key] = newValue } else { keyless = newValue } }
        }

        mutating func add(_ row: Figures, times sign: Int) {
            self[row.key].leads += sign * row.leads
            self[row.key].reached += sign * row.reached
            self[row.key].qualified += sign * row.qualified
            self[row.key].converted += sign * row.converted
        }

        func fullest(atMost limit: Int) -> [AttributionMetrics.Group] {
            let all = (keyed.values + [keyless]).filter { $0.leads > 0 }
            let sorted = all.sorted { one, other in
                guard one.leads == other.leads else { return one.leads > other.leads }
                guard let key = one.key, let next = other.key else { return one.key != nil }
                return key.utf8.lexicographicallyPrecedes(next.utf8)
            }
            return Array(sorted.prefix(limit))
        }
    }
}

extension AttributionMetrics.Grouping {
    /// The part of a touch that leads are grouped by; nil for another member of a lead.
    var part: TouchPart? {
        switch self {
        case .source: .source
        case .medium: .medium
        case .campaign: .campaign
        case .form: nil
        }
    }
}
