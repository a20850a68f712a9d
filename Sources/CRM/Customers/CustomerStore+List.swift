import FoundationEssentials
import MariaDB
package import Values

extension CustomerStore {
    /// From here on a page is not walked to from the front.
    private static let deepOffset = 1000

    /// One page of the customers that a filter lets through, in an order, and how many there are in all; of a search at most
    /// `SearchMatch.mostCounted` are counted.
    package func page(
        _ page: Page, of filter: CustomerFilter, in order: CustomerOrder = CustomerOrder()
    ) throws -> (customers: [Customer], total: Int) {
        if let search = filter.search { return try self.page(page, matching: search, of: filter, in: order) }
        if order.custom != nil || !filter.custom.isEmpty { return try customPage(page, of: filter, in: order) }
        if page.offset >= Self.deepOffset { return try deepPage(page, of: filter, in: order) }
        let total = try total(of: filter)
        guard page.offset < total else { return ([], total) }
        let customers: [Customer] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM customers \(filter.index(of: order, for: total))
            \(filter.condition)
            ORDER BY \(order.clause)
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (customers, total)
    }

    /// A page far from the front. One snapshot serves all.
    private func deepPage(
        _ page: Page, of filter: CustomerFilter, in order: CustomerOrder
    ) throws -> (customers: [Customer], total: Int) {
        try connection.transaction {
            if order.key == .createdAt, filter.lowestBalance == nil {
                return try datedPage(page, of: filter, in: order)
            }
            let total = try total(of: filter)
            guard page.offset < total else { return ([], total) }
            let size = min(page.size, total - page.offset)
            let behind = total - page.offset - size
            // From the nearer end of the list.
            let walk = behind < page.offset ? order.reversed : order
            let ids: SQL = """
                SELECT customers.id
                FROM customers \(filter.index(of: order, for: total))
                \(filter.condition)
                ORDER BY \(walk.clause)
                LIMIT \(size) OFFSET \(min(behind, page.offset))
                """
            return (try customers(of: ids, in: order), total)
        }
    }

    /// A page that is found by how many customers were added on each day, so that it costs the same as one near the front.
    private func datedPage(
        _ page: Page, of filter: CustomerFilter, in order: CustomerOrder
    ) throws -> (customers: [Customer], total: Int) {
        let days = try days(of: filter)
        let total = days.reduce(0) { $0 + $1.count }
        guard page.offset < total else { return ([], total) }
        let size = min(page.size, total - page.offset)
        let offset = order.isDescending ? page.offset : total - page.offset - size
        guard let day = days.holding(offset) else { return ([], total) }
        // From the nearer end of the day.
        let behind = day.span.count - day.rest - size
        let isBackward = behind >= 0 && behind < day.rest
        let end = day.span.start.addingTimeInterval(86_400)
        let edge: SQL =
            isBackward ? "customers.created_at >= \(day.span.start)" : "customers.created_at < \(end)"
        let active: SQL = filter.activeOnly ? "AND customers.is_active = TRUE" : ""
        let ids: SQL = """
            SELECT customers.id
            FROM customers \(filter.index(of: order, for: total))
            WHERE \(edge) \(active)
            ORDER BY \(isBackward ? CustomerOrder().reversed.clause : CustomerOrder().clause)
            LIMIT \(size) OFFSET \(isBackward ? behind : day.rest)
            """
        return (try customers(of: ids, in: order), total)
    }

    /// The customers of a page of ids.
    func customers(of ids: SQL, in order: CustomerOrder) throws(DatabaseError) -> [Customer] {
        try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM (\(ids)) AS page
            STRAIGHT_JOIN customers ON customers.id = page.id
            ORDER BY \(order.clause)
            """)
    }

    private func days(of filter: CustomerFilter) throws(DatabaseError) -> [CountedSpan] {
        let active: SQL = filter.activeOnly ? "WHERE is_active = TRUE" : ""
        return try connection.fetchAll(
            """
            SELECT CAST(day AS DATETIME) AS start, CAST(SUM(total) AS INT) AS total
            FROM customer_days
            \(active)
            GROUP BY day
            ORDER BY day DESC
            """)
    }

    /// How many customers a filter without a search lets through: counted beforehand, or in the index of balances.
    private func total(of filter: CustomerFilter) throws(DatabaseError) -> Int {
        if filter.lowestBalance != nil {
            return try connection.fetchValue(
                "SELECT COUNT(*) FROM customers \(filter.balanceIndex) \(filter.condition)") ?? 0
        }
        let active: SQL = filter.activeOnly ? "WHERE is_active = TRUE" : ""
        return try connection.fetchValue(
            "SELECT CAST(COALESCE(SUM(total), 0) AS INT) FROM customer_counts \(active)") ?? 0
    }
}

extension CustomerFilter {
    /// So many customers of a lowest balance are sorted; more are looked for along the order of the list.
    static let mostSorted = 5_000

    /// The conditions of the filter; a search is not among them.
    var conditions: [SQL] {
        var conditions: [SQL] = activeOnly ? ["customers.is_active = TRUE"] : []
        // Without the cast the server would compare binary fractions.
        if let lowestBalance { conditions.append("customers.balance >= CAST(\(lowestBalance) AS DECIMAL(14,2))") }
        return conditions + custom.map(\.onCustomer)
    }

    /// The conditions as a `WHERE` clause; empty when everything passes.
    var condition: SQL { conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ") }

    /// The index by which a list is read: that of its order, or that of balances where few customers have the lowest one.
    func index(of order: CustomerOrder, for total: Int) -> SQL {
        lowestBalance != nil && total <= Self.mostSorted ? balanceIndex : index(of: order.key)
    }

    /// The index that holds the ids in the order of balances.
    var balanceIndex: SQL { index(of: .balance) }

    private func index(of key: CustomerOrder.Key) -> SQL {
        switch (key, activeOnly) {
        case (.createdAt, true): "FORCE INDEX (customers_active_created)"
        case (.createdAt, false): "FORCE INDEX (customers_created)"
        case (.name, true): "FORCE INDEX (customers_active_name)"
        case (.name, false): "FORCE INDEX (customers_name)"
        case (.balance, true): "FORCE INDEX (customers_active_balance)"
        case (.balance, false): "FORCE INDEX (customers_balance)"
        }
    }
}

extension CustomerOrder {
    /// The `ORDER BY` list.
    var clause: SQL {
        if let custom { return clause(by: custom) }
        return switch (key, isDescending) {
        case (.createdAt, true): "customers.created_at DESC, customers.id DESC"
        case (.createdAt, false): "customers.created_at, customers.id"
        case (.name, true): "customers.name DESC, customers.id DESC"
        case (.name, false): "customers.name, customers.id"
        case (.balance, true): "customers.balance DESC, customers.id DESC"
        case (.balance, false): "customers.balance, customers.id"
        }
    }
}
