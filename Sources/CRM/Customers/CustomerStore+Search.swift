import MariaDB
package import Storage
import Values

extension CustomerWords {
    static let tables = SearchTables(
        records: "customers",
        columns:
            "customers.id, customers.name, customers.is_active, customers.custom_words, \(CustomerStore.searchedDetailColumns)",
        text: "CONCAT_WS(' ', customers.name, \(CustomerStore.searchedDetailColumns), customers.custom_words)",
        mark: "search_state", indexed: "'indexed'", pending: "'new', 'changed'", markIndex: "customers_search_state",
        newestIndex: "customers_created", words: "customer_words", recordID: "customer_id",
        recordIndex: "customer_words_customer")
}

extension CustomerStore {
    /// One page of the customers that a text is found in and the rest of the filter lets through, and how many there are, counted up to
    /// `SearchMatch.mostCounted`.
    func page(
        _ page: Page, matching search: String, of filter: CustomerFilter, in order: CustomerOrder
    ) throws -> (customers: [Customer], total: Int) {
        let match = try SearchStore<CustomerWords>(connection).match(search)
        let owing = filter.lowestBalance == nil ? 0 : try count("customers \(filter.balanceIndex)", filter.condition)
        let index = filter.index(of: order, for: owing < SearchMatch.mostCounted ? owing : .max)
        let source = match.source(index: index)
        let conditions = filter.conditions + (match.condition.map { [$0] } ?? [])
        let condition: SQL = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let total = try total(of: match, filter, source, condition)
        guard page.offset < total else { return ([], total) }
        let limit = min(page.size, total - page.offset)
        let isPlain = order == CustomerOrder() && filter.lowestBalance == nil && filter.custom.isEmpty
        if isPlain,
            let newest = match.newest(
                limit, offset: page.offset, index: index,
                passing: filter.activeOnly ? "WHERE is_active = TRUE" : "")
        {
            let customers = try customers(of: newest, in: order)
            if customers.count == limit { return (customers, total) }
        }
        let customers: [Customer] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM \(source)
            \(condition)
            ORDER BY \(order.clause)
            LIMIT \(limit) OFFSET \(page.offset)
            """)
        return (customers, total)
    }

    /// How many customers are found, without those out of use where these are left out: recognised by their ids alone, since rows of
    /// thousands that are found lie in thousands of places.
    private func total(
        of match: SearchMatch, _ filter: CustomerFilter, _ source: SQL, _ condition: SQL
    ) throws -> Int {
        if filter.lowestBalance == nil, filter.custom.isEmpty {
            let inactive = filter.activeOnly ? try inactiveIDs() : []
            if let inactive, let known = match.total(without: inactive) { return known }
        }
        let some = try match.someSource.map { try count($0, filter.condition) }
        return try some == SearchMatch.mostCounted ? SearchMatch.mostCounted : count(source, condition)
    }

    /// The customers out of use; nil when there are too many to be left out one by one.
    private func inactiveIDs() throws(DatabaseError) -> [[UInt8]]? {
        let rows: [InactiveID] = try connection.fetchAll(
            """
            SELECT id
            FROM customers FORCE INDEX (customers_active_created)
            WHERE is_active = FALSE
            LIMIT \(Self.mostInactive + 1)
            """)
        return rows.count > Self.mostInactive ? nil : rows.map(\.bytes)
    }

    private static let mostInactive = 2_000

    private struct InactiveID: RowDecodable {
        let bytes: [UInt8]
        init(row: borrowing Row) throws(DatabaseError) { bytes = try row["id"] }
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

    /// The active customers that a text finds, best first.
    ///
    /// - Throws: `DatabaseError`.
    package func best(_ text: String, atMost limit: Int) throws -> [FoundRecord] {
        try SearchStore<CustomerWords>(connection).best(text, atMost: limit)
    }

    /// Brings the words of new and changed customers up to date, or those of all.
    ///
    /// - Parameters:
    ///   - isRunning: asked before each batch.
    ///   - progress: receives the number of customers done and their total.
    /// - Returns: how many customers were looked at.
    /// - Throws: `DatabaseError`; the batches before it stay.
    package func reindex(
        all: Bool, while isRunning: () -> Bool = { true }, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> Int {
        try SearchStore<CustomerWords>(connection).reindex(all: all, while: isRunning, progress: progress)
    }
}
