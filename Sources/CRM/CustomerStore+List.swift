package import MariaDB
package import Platform

extension CustomerStore {
    /// From here on a page is found by index entries alone and its rows are joined to them; nearer the front that costs more.
    private static let deepOffset = 1000

    /// One page of the customers that a filter lets through, newest first, and how many there are in all.
    package func page(_ page: Page, of filter: CustomerFilter) throws(DatabaseError) -> (
        customers: [Customer], total: Int
    ) {
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

    /// How many customers a filter lets through; without counting rows when nothing is searched for.
    private func total(of filter: CustomerFilter) throws(DatabaseError) -> Int {
        guard filter.search == nil else {
            return try connection.fetchValue("SELECT COUNT(*) FROM customers \(filter.condition)") ?? 0
        }
        let active: SQL = filter.activeOnly ? "WHERE is_active = TRUE" : ""
        return try connection.fetchValue(
            "SELECT CAST(COALESCE(SUM(total), 0) AS INT) FROM customer_counts \(active)") ?? 0
    }
}

extension CustomerFilter {
    /// The filter as a `WHERE` clause; empty when everything passes.
    var condition: SQL {
        var conditions: [SQL] = []
        if activeOnly { conditions.append("customers.is_active = TRUE") }
        if let search { conditions.append(Self.matches(search)) }
        return conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    }

    /// The index that holds the ids in the order of the list.
    var index: SQL {
        guard search == nil else { return "" }
        return activeOnly ? "FORCE INDEX (customers_active_created)" : "FORCE INDEX (customers_created)"
    }

    /// Text searched for stands for itself: `LIKE`'s own signs are escaped. A document is found with its punctuation, too.
    private static func matches(_ search: String) -> SQL {
        let pattern = "%\(search.escapedForLike)%"
        return """
            (CONCAT_WS(' ', customers.name, customers.email, customers.phone, customers.document, customers.company_name)
              COLLATE utf8mb4_uca1400_ai_ci LIKE \(pattern) ESCAPE '|'
              OR customers.document = \(TaxDocument(search)?.text))
            """
    }
}

extension String {
    /// The text for a `LIKE` pattern with `ESCAPE '|'`.
    var escapedForLike: String {
        reduce(into: "") { pattern, character in
            if character == "%" || character == "_" || character == "|" { pattern += "|" }
            pattern.append(character)
        }
    }
}
