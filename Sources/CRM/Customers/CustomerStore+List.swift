import FoundationEssentials
import MariaDB
package import Values

extension CustomerStore {
    /// From here on a page is found by days; nearer the front that costs more.
    private static let deepOffset = 1000

    /// One page of the customers that a filter lets through, newest first, and how many there are in all; of a search at most
    /// `SearchMatch.mostCounted` are counted.
    package func page(_ page: Page, of filter: CustomerFilter) throws -> (customers: [Customer], total: Int) {
        if let search = filter.search {
            return try self.page(page, matching: search, activeOnly: filter.activeOnly)
        }
        if page.offset >= Self.deepOffset { return try deepPage(page, of: filter) }
        let total = try total(of: filter)
        guard page.offset < total else { return ([], total) }
        let customers: [Customer] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM customers \(filter.index)
            \(filter.condition)
            ORDER BY customers.created_at DESC, customers.id DESC
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (customers, total)
    }

    /// A page that is found by how many customers were added on each day, so that it costs the same as one near the front. One snapshot
    /// serves all.
    private func deepPage(
        _ page: Page, of filter: CustomerFilter
    ) throws -> (customers: [Customer], total: Int) {
        try connection.transaction {
            let days = try days(of: filter)
            let total = days.reduce(0) { $0 + $1.count }
            guard page.offset < total, let day = days.holding(page.offset) else { return ([], total) }
            let end = day.span.start.addingTimeInterval(86_400)
            let active: SQL = filter.activeOnly ? "AND customers.is_active = TRUE" : ""
            let customers: [Customer] = try connection.fetchAll(
                """
                SELECT \(Self.columns)
                FROM (
                  SELECT id
                  FROM customers \(filter.index)
                  WHERE customers.created_at < \(end) \(active)
                  ORDER BY customers.created_at DESC, customers.id DESC
                  LIMIT \(page.size) OFFSET \(day.rest)) AS page
                JOIN customers USING (id)
                ORDER BY customers.created_at DESC, customers.id DESC
                """)
            return (customers, total)
        }
    }

    private func days(of filter: CustomerFilter) throws(DatabaseError) -> [CountedSpan] {
        let active: SQL = filter.activeOnly ? "WHERE is_active = TRUE" : ""
        return try connection.fetchAll(
            """
            SELECT CAST(day AS DATETIME) AS start, CAST(SUM(total) AS INT) AS total
            FROM customer_days
            \(active)
            GROUP BY start
            ORDER BY start DESC
            """)
    }

    /// How many customers a filter without a search lets through, counted beforehand.
    private func total(of filter: CustomerFilter) throws(DatabaseError) -> Int {
        let active: SQL = filter.activeOnly ? "WHERE is_active = TRUE" : ""
        return try connection.fetchValue(
            "SELECT CAST(COALESCE(SUM(total), 0) AS INT) FROM customer_counts \(active)") ?? 0
    }
}

extension CustomerFilter {
    /// The filter as a `WHERE` clause; empty when everything passes. A search is not part of it.
    fileprivate var condition: SQL { activeOnly ? "WHERE customers.is_active = TRUE" : "" }

    /// The index that holds the ids in the order of the list.
    fileprivate var index: SQL {
        activeOnly ? "FORCE INDEX (customers_active_created)" : "FORCE INDEX (customers_created)"
    }
}
