import FoundationEssentials
import MariaDB
import TestSupport
import Testing
import Values

@testable import CRM

@Suite struct CustomerOrderTests {
    private let crm: SampleCRM
    private let store: CustomerStore
    private static let orders = CustomerOrder.Key.allCases.flatMap { key in
        [true, false].map { CustomerOrder(key, isDescending: $0) }
    }

    init() throws {
        crm = try SampleCRM()
        store = CustomerStore(crm.connection)
    }

    /// Customers with 50 names, of whom every third owes something and every fourth is out of use.
    private func fill(_ count: Int) throws {
        try crm.connection.execute(
            """
            INSERT INTO customers (id, name, is_active, balance, created_at, updated_at)
            SELECT UNHEX(MD5(seq)), CONCAT(ELT(1 + seq MOD 3, 'ada', 'Élida', 'Zoë'), ' ', seq MOD 50), seq MOD 4 > 0,
              IF(seq MOD 3 = 0, (CAST(seq MOD 1000 AS SIGNED) - 500) / 4, 0), '2026-01-01' + INTERVAL seq * 600 SECOND, '2026-01-01'
            FROM seq_1_to_8000
            WHERE seq <= \(count)
            """)
    }

    private func ids(_ filter: CustomerFilter, _ order: CustomerOrder, _ page: Page) throws -> [Customer.ID] {
        let conditions: [SQL] =
            (filter.activeOnly ? ["is_active"] : ["TRUE"])
            + (filter.lowestBalance.map { ["balance >= CAST(\($0) AS DECIMAL(14,2))"] } ?? [])
        let rows: [Key] = try crm.connection.fetchAll(
            """
            SELECT id
            FROM customers
            WHERE \(conditions.joined(separator: " AND "))
            ORDER BY \(order.clause)
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return rows.map(\.id)
    }

    private struct Key: RowDecodable {
        let id: Customer.ID
        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }

    @Test func `every order has each customer in its place, near the front and far from it`() throws {
        try fill(8_000)
        for order in Self.orders {
            for (activeOnly, lowest) in [(true, nil), (false, nil), (true, "100"), (true, "0"), (false, "-50")] {
                let filter = CustomerFilter(activeOnly: activeOnly, lowestBalance: lowest.flatMap { Money($0) })
                let total = try store.page(Page(number: 1, size: 1), of: filter, in: order).total
                let last = (total + 19) / 20
                for number in [1, 2, last / 3, last - 1, last] where number > 0 {
                    let page = Page(number: number, size: 20)
                    let found = try store.page(page, of: filter, in: order)
                    #expect(
                        try found.customers.map(\.id) == ids(filter, order, page), "\(order), \(filter), page \(number)"
                    )
                    #expect(found.total == total)
                }
                let past = try store.page(Page(number: last + 1, size: 20), of: filter, in: order)
                #expect(past.customers.isEmpty && past.total == total)
            }
        }
    }

    @Test func `a page reads no more than leads to it from the nearer end`() throws {
        try fill(8_000)
        for order in Self.orders {
            for number in [1, 295] {
                let before = try crm.connection.indexEntriesRead()
                let found = try store.page(Page(number: number, size: 20), of: CustomerFilter(), in: order)
                #expect(found.customers.count == 20 && found.total == 6_000)
                // The counters of days, and what lies between the page and the end of the list.
                #expect(try crm.connection.indexEntriesRead() - before < 4 * 56 + 144 + 300, "\(order)")
            }
        }
    }

    @Test func `few who owe much are found without a look at the others`() throws {
        try fill(8_000)
        let filter = CustomerFilter(lowestBalance: Money("124"))
        let before = try crm.connection.indexEntriesRead()
        let found = try store.page(Page(number: 1, size: 100), of: filter)
        #expect(found.total == found.customers.count && found.total > 0)
        #expect(try crm.connection.indexEntriesRead() - before < 500)
    }

    @Test func `a search is sorted and limited to those who owe, however many it finds`() throws {
        try fill(600)
        for isIndexed in [false, true] {
            if isIndexed { _ = try store.reindex(all: false) }
            for order in Self.orders {
                let filter = CustomerFilter(search: "elida", lowestBalance: Money("-10"))
                let found = try store.page(Page(number: 1, size: 100), of: filter, in: order)
                let wanted: [Key] = try crm.connection.fetchAll(
                    """
                    SELECT id
                    FROM customers
                    WHERE is_active AND balance >= -10 AND name LIKE 'élida%'
                    ORDER BY \(order.clause)
                    """)
                #expect(found.total == wanted.count && found.total > 0)
                #expect(found.customers.map(\.id) == Array(wanted.map(\.id).prefix(100)), "\(order)")
            }
        }
    }
}
