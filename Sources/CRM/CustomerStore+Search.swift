import MariaDB
import Platform

extension CustomerWords {
    static let tables = SearchTables(
        records: "customers",
        columns: """
            customers.id, customers.name, customers.email, customers.phone, customers.document, customers.company_name
            """,
        text: """
            CONCAT_WS(' ', customers.name, customers.email, customers.phone, customers.document, customers.company_name)
            """,
        pendingIndex: "customers_search_state", newestIndex: "customers_created", words: "customer_words",
        recordID: "customer_id", recordIndex: "customer_words_customer")
}

extension CustomerStore {
    /// One page of the customers that a text is found in, newest first, and how many there are, counted up to
    /// `SearchMatch.mostCounted`.
    func page(
        _ page: Page, matching search: String, activeOnly: Bool
    ) throws -> (customers: [Customer], total: Int) {
        let match = try SearchStore<CustomerWords>(connection).match(search)
        let source = match.source(
            index: activeOnly ? "FORCE INDEX (customers_active_created)" : "FORCE INDEX (customers_created)")
        let conditions: [SQL] =
            (activeOnly ? ["customers.is_active = TRUE"] : []) + (match.condition.map { [$0] } ?? [])
        let condition: SQL = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let total: Int
        if let known = match.total, !activeOnly {
            total = known
        } else {
            let some = try match.someSource.map { try count($0, "WHERE customers.is_active = TRUE") }
            total = try some == SearchMatch.mostCounted ? SearchMatch.mostCounted : count(source, condition)
        }
        guard page.offset < total else { return ([], total) }
        let customers: [Customer] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM \(source)
            \(condition)
            ORDER BY customers.created_at DESC, customers.id DESC
            LIMIT \(min(page.size, total - page.offset)) OFFSET \(page.offset)
            """)
        return (customers, total)
    }

    private func count(_ source: SQL, _ condition: SQL) throws(DatabaseError) -> Int {
        try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM (
              SELECT customers.id
              FROM \(source)
              \(condition)
              LIMIT \(SearchMatch.mostCounted)) AS counted
            """) ?? 0
    }

    /// Brings the words of new and changed customers up to date, or those of all.
    ///
    /// - Parameters:
    ///   - goesOn: asked before each batch.
    ///   - progress: is told how many customers were done, and how many there are to do.
    /// - Returns: how many customers were looked at.
    /// - Throws: `DatabaseError`; the batches before it stay.
    package func reindex(
        all: Bool, while goesOn: () -> Bool = { true }, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> Int {
        try SearchStore<CustomerWords>(connection).reindex(all: all, while: goesOn, progress: progress)
    }
}
