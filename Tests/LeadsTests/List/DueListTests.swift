import DomainTestSupport
import FoundationEssentials
import MariaDB
import TestSupport
import Testing
import Values

@testable import Leads

/// Lists by due times, and of late leads, beside the whole list.
@Suite struct DueListTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let store: LeadStore

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        store = LeadStore(connection)
    }

    /// Adds leads of which some are late, some are due later, and the others are not due.
    ///
    /// - Parameters:
    ///   - late: how many of ten are late.
    ///   - due: how many of ten are due later.
    ///   - found: whether the worker has found late ones so.
    private func add(_ count: Int, late: Int, due: Int, found: Bool = false) throws {
        try store.seed(count)
        _ = try SampleDesk(database: database).followUp()
        try connection.execute(
            """
            UPDATE leads
            SET due_at = IF(MOD(ASCII(SUBSTR(id, 16)), 10) < \(late), created_at - INTERVAL 1 YEAR,
              IF(MOD(ASCII(SUBSTR(id, 16)), 10) < \(late + due), created_at + INTERVAL 2 YEAR, NULL)),
              in_time = IF(\(found) AND due_at < UTC_TIMESTAMP(), FALSE, NULL)
            """)
        if found { try connection.execute("UPDATE lead_alarms SET alarm_at = NULL WHERE alarm_at < UTC_TIMESTAMP()") }
        try MetricsStore(connection).settleChanges()
        try LeadRangeStore(connection: connection, size: 500).tend()
    }

    private struct Key: RowDecodable {
        let id: Lead.ID
        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }

    private func filter(_ isLate: Bool?) -> LeadFilter {
        var filter = LeadFilter()
        filter.isLate = isLate
        return filter
    }

    @Test(arguments: [(30, 4, 3), (30, 10, 0), (30, 0, 10), (30, 0, 0)], [true, false])
    func `show the right leads in every order`(shares: (count: Int, late: Int, due: Int), found: Bool) throws {
        try add(shares.count, late: shares.late, due: shares.due, found: found)
        for isLate in [nil, true, false] {
            for key in LeadOrder.Key.allCases {
                for isDescending in [true, false] {
                    let order = LeadOrder(key, isDescending: isDescending)
                    let filter = filter(isLate)
                    let condition = LeadSelection(filter, order).condition
                    let whole: [Key] = try connection.fetchAll(
                        "SELECT leads.id FROM leads \(condition) ORDER BY \(order.clause)")
                    for number in 1...4 {
                        let page = Page(number: number, size: 11)
                        let found = try store.page(page, of: filter, in: order)
                        #expect(found.total == whole.count)
                        #expect(
                            found.leads.map(\.id) == whole.dropFirst(page.offset).prefix(page.size).map(\.id),
                            "\(order), page \(number)")
                    }
                }
            }
        }
    }

    @Test func `leads without a due time come last in both directions`() throws {
        try add(30, late: 4, due: 3)
        for isDescending in [true, false] {
            let leads = try store.page(
                Page(number: 1, size: 30), of: LeadFilter(), in: LeadOrder(.dueAt, isDescending: isDescending)
            ).leads
            let due = leads.map { $0.dueAt.map(Instant.text) }
            let known = due.compactMap { $0 }
            #expect(due == known.map { $0 } + due.dropFirst(known.count).map { _ in nil })
            #expect(known == known.sorted { isDescending ? $0 > $1 : $0 < $1 })
        }
    }

    @Test(arguments: [true, false])
    func `read about as much of many leads as of few`(found: Bool) throws {
        try add(10_000, late: 6, due: 2, found: found)
        let pages = [1, 40, 200, 490]
        for filter in [filter(nil), filter(true), filter(false)] {
            for isDescending in [true, false] {
                for key in [LeadOrder.Key.dueAt, .createdAt] {
                    for number in filter.isLate == nil ? pages : [1] {
                        let before = try connection.indexEntriesRead()
                        let found = try store.page(
                            Page(number: number, size: 20), of: filter, in: LeadOrder(key, isDescending: isDescending))
                        let entries = try connection.indexEntriesRead() - before
                        #expect(!found.leads.isEmpty && entries < 8_000, "\(key) \(number) \(entries)")
                    }
                }
            }
        }
    }
}
