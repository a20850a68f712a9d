import FoundationEssentials
import MariaDB
package import Platform

extension LeadStore {
    /// From here on a page is found by index entries alone and its rows are joined to them; nearer the front that costs more.
    private static let deepOffset = 1000

    /// One page of the leads that a filter lets through, and how many there are in all; of a search at most
    /// `SearchMatch.mostCounted` are counted.
    package func page(_ page: Page, of filter: LeadFilter, in order: LeadOrder) throws -> (leads: [Lead], total: Int) {
        if let search = filter.search { return try self.page(page, matching: search, of: filter, in: order) }
        guard page.offset < Self.deepOffset else {
            let total = try total(of: filter)
            return (page.offset < total ? try deepPage(page, of: filter, in: order) : [], total)
        }
        let rows: [CountedLead] = try connection.fetchAll(
            """
            SELECT \(Self.columns), (\(Self.count(of: filter))) AS total
            FROM leads \(order.index(for: filter))
            \(filter.condition)
            ORDER BY \(order.clause)
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        guard let total = rows.first?.total else { return ([], try self.total(of: filter)) }
        return (rows.map(\.lead), total)
    }

    private func deepPage(_ page: Page, of filter: LeadFilter, in order: LeadOrder) throws(DatabaseError) -> [Lead] {
        try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM (
              SELECT id
              FROM leads \(order.index(for: filter))
              \(filter.condition)
              ORDER BY \(order.clause)
              LIMIT \(page.size) OFFSET \(page.offset)) AS page
            JOIN leads USING (id)
            ORDER BY \(order.clause)
            """)
    }

    private func total(of filter: LeadFilter) throws(DatabaseError) -> Int {
        try connection.fetchValue(Self.count(of: filter)) ?? 0
    }

    /// How many leads a filter lets through; without counting rows when it asks for nothing but statuses.
    private static func count(of filter: LeadFilter) -> SQL {
        guard filter.isByStatusOnly else { return "SELECT COUNT(*) FROM leads \(filter.condition)" }
        guard !filter.statuses.isEmpty else { return "SELECT CAST(COALESCE(SUM(total), 0) AS INT) FROM lead_counts" }
        return """
            SELECT CAST(COALESCE(SUM(total), 0) AS INT)
            FROM lead_counts
            WHERE status IN (\(list: filter.statuses))
            """
    }

    /// A lead of a page, and how many there are in all.
    private struct CountedLead: RowDecodable {
        let lead: Lead
        let total: Int

        init(row: borrowing Row) throws(DatabaseError) {
            lead = try Lead(row: row)
            total = try row["total"]
        }
    }
}

extension LeadFilter {
    /// The filter as a `WHERE` clause; empty when everything passes. A search is not part of it.
    fileprivate var condition: SQL { LeadSelection(self, LeadOrder()).condition }

    /// What a lead must fulfil, but for the search.
    var conditions: [SQL] {
        var conditions: [SQL] = []
        if !statuses.isEmpty { conditions.append("leads.status IN (\(list: statuses))") }
        if let source { conditions.append("leads.business_tracking = \(source)") }
        if let ownerID { conditions.append("leads.owner_id = \(ownerID)") }
        if let priority {
            let (lowest, highest) = (priority.scores.lowerBound, priority.scores.upperBound)
            conditions.append("leads.score BETWEEN \(lowest) AND \(highest)")
        }
        if let lowestScore { conditions.append("leads.score >= \(lowestScore)") }
        if let highestScore { conditions.append("leads.score <= \(highestScore)") }
        if let hasResume {
            conditions.append(hasResume ? "leads.resume_path IS NOT NULL" : "leads.resume_path IS NULL")
        }
        if let createdFrom { conditions.append("leads.created_at >= \(createdFrom)") }
        if let createdBefore { conditions.append("leads.created_at < \(createdBefore)") }
        return conditions
    }
}

extension LeadOrder {
    /// The list behind `ORDER BY`.
    var clause: SQL {
        switch (key, isDescending) {
        case (.createdAt, true): "leads.created_at DESC, leads.id DESC"
        case (.createdAt, false): "leads.created_at, leads.id"
        case (.updatedAt, true): "leads.updated_at DESC, leads.id DESC"
        case (.updatedAt, false): "leads.updated_at, leads.id"
        case (.lastName, true): "leads.last_name DESC, leads.id DESC"
        case (.lastName, false): "leads.last_name, leads.id"
        case (.email, true): "leads.email DESC, leads.id DESC"
        case (.email, false): "leads.email, leads.id"
        case (.status, true): "leads.status DESC, leads.created_at DESC, leads.id DESC"
        case (.status, false): "leads.status, leads.created_at, leads.id"
        case (.score, true): "leads.score DESC, leads.id DESC"
        case (.score, false): "leads.score, leads.id"
        case (.schedulingDay, true): "leads.scheduling_day DESC, leads.id DESC"
        case (.schedulingDay, false): "leads.scheduling_day, leads.id"
        }
    }

    /// The index that holds the ids in this order, so that a page deep in the list reads index entries and no rows.
    func index(for filter: LeadFilter) -> SQL {
        guard filter.isByStatusOnly else { return "" }
        if filter.statuses.count == 1 {
            return key == .createdAt || key == .status ? "FORCE INDEX (leads_status_created)" : ""
        }
        guard filter.statuses.isEmpty else { return "" }
        return switch key {
        case .createdAt: "FORCE INDEX (leads_created)"
        case .updatedAt: "FORCE INDEX (leads_updated)"
        case .lastName: "FORCE INDEX (leads_last_name)"
        case .email: "FORCE INDEX (leads_email)"
        case .status: "FORCE INDEX (leads_status_created)"
        case .score: "FORCE INDEX (leads_score)"
        case .schedulingDay: "FORCE INDEX (leads_scheduling_day)"
        }
    }
}
