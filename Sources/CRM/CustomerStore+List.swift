import MariaDB
package import Platform

extension CustomerStore {
    /// From here on a page is found by index entries alone and its rows are joined to them; nearer the front that costs more.
    private static let deepOffset = 1000

    /// One page of the customers that a filter lets through, newest first, and how many there are in all; of a search at most
    /// `SearchMatch.mostCounted` are counted.
    package func page(_ page: Page, of filter: CustomerFilter) throws -> (customers: [Customer], total: Int) {
        if let search = filter.search {
            return try self.page(page, matching: search, activeOnly: filter.activeOnly)
        }
        let total = try total(of: filter)
        guard page.offset < total else { return ([], total) }
        if page.offset >= Self.deepOffset { return (try deepPage(page, of: filter), total) }
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

    private func deepPage(_ page: Page, of filter: CustomerFilter) throws(DatabaseError) -> [Customer] {
        try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM (
              SELECT id
              FROM customers \(filter.index)
              \(filter.condition)
              ORDER BY customers.created_at DESC, customers.id DESC
              LIMIT \(page.size) OFFSET \(page.offset)) AS page
            JOIN customers USING (id)
            ORDER BY customers.created_at DESC, customers.id DESC
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
