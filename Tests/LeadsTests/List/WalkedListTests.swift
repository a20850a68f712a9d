import FoundationEssentials
import Frame
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

/// Lists of filters by own fields that many leads pass, in every order.
@Suite struct WalkedListTests {
    private static let count = 12_000

    private let database: ScratchDatabase
    private let connection: Connection
    private let now = SampleLeads.instant("2026-01-31T12:00:00Z")

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
    }

    private func field(_ key: String, _ kind: CustomField.Kind) throws -> CustomField {
        let field = CustomField(
            CustomField.ID(), of: .lead, key: key, kind: kind, .init(label: Text("Size", pt: "Tamanho")), at: now)
        try CustomFieldStore(connection).add(field)
        return field
    }

    /// Leads of which every third is red, the others blue, of sizes in an order of their own; a hundred without a size, and thirty new ones.
    private func fill(_ size: CustomField, _ colour: CustomField) throws {
        try connection.execute(
            """
            INSERT INTO leads (id, first_name, last_name, score, created_at, updated_at, follow_up, custom)
            SELECT UNHEX(LPAD(HEX(seq), 32, '0')), 'Ada', CHAR(97 + seq MOD 7), seq MOD 101,
              \(now) - INTERVAL seq MOD 997 MINUTE, \(now) - INTERVAL seq MOD 613 MINUTE, IF(seq MOD 400 = 0, 'new', 'done'),
              IF(seq MOD 120 = 0, JSON_OBJECT('colour', IF(seq MOD 3, 'blue', 'red')),
                JSON_OBJECT('size', seq * 7919 MOD 4001, 'colour', IF(seq MOD 3, 'blue', 'red')))
            FROM seq_1_to_12000
            """)
        try connection.execute(
            """
            INSERT INTO lead_values (lead_id, field_id, part, number, text, created_at, is_counted)
            SELECT id, \(size.id), 0, JSON_VALUE(custom, '$.size'), NULL, created_at, FALSE
            FROM leads
            WHERE follow_up = 'done' AND JSON_EXISTS(custom, '$.size')
            """)
        try connection.execute(
            """
            INSERT INTO lead_values (lead_id, field_id, part, number, text, created_at, is_counted)
            SELECT id, \(colour.id), 0, NULL, JSON_VALUE(custom, '$.colour'), created_at, TRUE
            FROM leads
            WHERE follow_up = 'done'
            """)
    }

    private func order(_ key: LeadOrder.Key, _ isDescending: Bool, _ custom: CustomField? = nil) -> LeadOrder {
        var order = LeadOrder(key, isDescending: isDescending)
        order.custom = custom
        return order
    }

    private func filter(_ conditions: CustomCondition...) -> LeadFilter {
        var filter = LeadFilter()
        filter.custom = conditions
        return filter
    }

    /// The ids of a page as they are found by sorting all leads.
    private func expected(_ page: Page, _ condition: SQL, _ order: LeadOrder) throws -> [Lead.ID] {
        let rows: [Identified] = try connection.fetchAll(
            """
            SELECT leads.id
            FROM leads
            WHERE \(condition)
            ORDER BY \(order.clause)
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return rows.map(\.id)
    }

    private struct Identified: RowDecodable {
        let id: Lead.ID

        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }

    @Test func `a page is that of all leads sorted, and its cost is not theirs`() throws {
        let (size, colour) = (try field("size", .integer), try field("colour", .choice))
        try fill(size, colour)
        let store = LeadStore(connection)
        let filters: [(LeadFilter, SQL, bound: Int)] = [
            (filter(.init(colour, .texts(["blue"]))), "JSON_VALUE(custom, '$.colour') = 'blue'", 7_000),
            (filter(.init(size, .range(lowest: 1_000, highest: nil))), "JSON_VALUE(custom, '$.size') >= 1000", 18_000),
            (
                filter(.init(size, .range(lowest: nil, highest: 3_000)), .init(colour, .texts(["blue"]))),
                "JSON_VALUE(custom, '$.size') <= 3000 AND JSON_VALUE(custom, '$.colour') = 'blue'", 50_000
            ),
        ]
        for (filter, condition, bound) in filters {
            for isDescending in [false, true] {
                var orders = [LeadOrder.Key.createdAt, .updatedAt, .lastName, .score].map { order($0, isDescending) }
                orders.append(order(.createdAt, isDescending, size))
                for order in orders {
                    for page in [Page(number: 1, size: 20), Page(number: 4, size: 15)] {
                        let before = try entriesRead()
                        let found = try store.page(page, of: filter, in: order)
                        let cost = try entriesRead() - before
                        #expect(
                            try found.leads.map(\.id) == expected(page, condition, order),
                            "\(condition.text) \(order.clause.text)")
                        #expect(cost < bound, "\(condition.text) \(order.clause.text)")
                    }
                }
            }
        }
    }

    @Test func `leads that pass at the other end of the list only, and those without a value, are found too`() throws {
        let (size, colour) = (try field("size", .integer), try field("colour", .choice))
        try fill(size, colour)
        try connection.execute(
            "UPDATE leads SET score = IF(JSON_VALUE(custom, '$.colour') = 'blue', 0, 100)")
        let filter = filter(.init(colour, .texts(["blue"])))
        for order in [order(.score, true), order(.createdAt, true, size)] {
            for page in [Page(number: 1, size: 20), Page(number: 400, size: 20)] {
                let found = try LeadStore(connection).page(page, of: filter, in: order)
                #expect(try found.leads.map(\.id) == expected(page, "JSON_VALUE(custom, '$.colour') = 'blue'", order))
                #expect(found.total == 8_000)
            }
        }
    }

    @Test func `of several conditions the one that fewest leads fulfil is read first, whatever comes first`() throws {
        let (size, colour) = (try field("size", .integer), try field("colour", .choice))
        try fill(size, colour)
        try connection.execute("UPDATE leads SET status = 'REACHED_OUT' WHERE HEX(id) LIKE '%25'")
        // `fill` leaves out what counts a lead when it is no longer new.
        try connection.execute("DELETE FROM lead_counts")
        try connection.execute(
            """
            INSERT INTO lead_counts (status, priority, shard, total)
            SELECT status, 'cold', 0, COUNT(*) FROM leads WHERE follow_up = 'done' GROUP BY status
            """)
        let blue = CustomCondition(colour, .texts(["blue"]))
        let narrow = CustomCondition(size, .range(lowest: 1_000, highest: 1_010))
        let wide = CustomCondition(size, .range(lowest: 0, highest: nil))
        let isBlue: SQL = "JSON_VALUE(custom, '$.colour') = 'blue'"
        let isNarrow: SQL = "JSON_VALUE(custom, '$.size') BETWEEN 1000 AND 1010"
        var reached = filter(wide, blue)
        reached.statuses = [.reachedOut]
        var pending = filter(wide, narrow)
        pending.statuses = [.pending]
        let filters: [(LeadFilter, SQL)] = [
            (filter(blue, narrow), "\(isBlue) AND \(isNarrow)"), (filter(narrow, blue), "\(isBlue) AND \(isNarrow)"),
            (filter(wide, narrow), isNarrow), (pending, "\(isNarrow) AND leads.status = 'PENDING'"),
            (reached, "\(isBlue) AND JSON_VALUE(custom, '$.size') >= 0 AND leads.status = 'REACHED_OUT'"),
        ]
        for (filter, condition) in filters {
            let order = order(.createdAt, true)
            let page = Page(number: 1, size: 20)
            let before = try entriesRead()
            let found = try LeadStore(connection).page(page, of: filter, in: order)
            let cost = try entriesRead() - before
            #expect(try found.leads.map(\.id) == expected(page, condition, order), "\(condition.text)")
            #expect(!found.leads.isEmpty && found.leads.count == min(found.total, 20), "\(condition.text)")
            let size = try connection.fetchValue("SELECT COUNT(*) FROM leads WHERE \(condition)", as: Int.self)
            #expect(found.total == size, "\(condition.text)")
            #expect(cost < 2_000, "\(condition.text): \(cost)")
        }
    }

    /// How many entries of indexes and tables this session has read.
    private func entriesRead() throws -> Int {
        try connection.fetchValue(
            """
            SELECT CAST(SUM(variable_value) AS INT)
            FROM information_schema.session_status
            WHERE variable_name LIKE 'Handler_read_%' AND variable_name NOT LIKE '%_rnd%'
            """) ?? 0
    }
}
