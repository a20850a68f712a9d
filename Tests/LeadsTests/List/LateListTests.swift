import DomainTestSupport
import FoundationEssentials
import Frame
import MariaDB
import StoredSettings
import TestSupport
import Testing
import Values

@testable import Leads

/// Lists of the leads that are late, whether the worker has found them so or not, beside the whole list.
@Suite struct LateListTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let store: LeadStore

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        store = LeadStore(connection)
    }

    private struct Key: RowDecodable {
        let id: Lead.ID
        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }

    /// Adds leads that came one a second, the last one now.
    private func add(_ count: Int) throws {
        try connection.execute(
            """
            INSERT INTO leads (id, first_name, last_name, created_at, updated_at)
            SELECT UNHEX(MD5(CONCAT(\(Lead.ID().text), seq))), 'Ada', 'Lovelace',
              UTC_TIMESTAMP(6) - INTERVAL seq SECOND, UTC_TIMESTAMP(6)
            FROM seq_1_to_99999
            WHERE seq <= \(count)
            """)
    }

    /// Finds late what is due, as the alarms do, up to so many leads and by a clock that is so many hours ahead.
    private func find(_ limit: Int, hoursAhead: Int = 0) throws {
        let alarms = LeadAlarmStore(connection)
        let leads = try alarms.due(at: Date().addingTimeInterval(Double(hoursAhead) * 3600), limit)
        try alarms.miss(leads)
        for lead in leads { try alarms.set(.done, at: nil, of: lead) }
    }

    private func change(_ numbers: inout SeededNumbers) throws {
        let some: SQL = "MOD(ASCII(SUBSTR(id, 16)), 5) = \(Int.random(in: 0..<5, using: &numbers))"
        switch Int.random(in: 0..<9, using: &numbers) {
        case 0: try add(10)
        case 1: try connection.execute("UPDATE leads SET due_at = created_at - INTERVAL 1 DAY WHERE \(some)")
        case 2: try connection.execute("UPDATE leads SET due_at = created_at + INTERVAL 2 HOUR WHERE \(some)")
        case 3: try connection.execute("UPDATE leads SET due_at = NULL, reached_out_at = NOW() WHERE \(some)")
        // By a state of the lead that was read before it was found late.
        case 4: try connection.execute("UPDATE leads SET in_time = NULL WHERE \(some)")
        case 5: try connection.execute("DELETE FROM leads WHERE \(some) LIMIT 3")
        case 6: try find(7)
        case 7: try find(9, hoursAhead: 3)
        default: try find(100)
        }
    }

    /// Compares pages of both lists with the leads that the condition of lateness lets through.
    private func expectRight(_ size: Int, _ comment: Comment) throws {
        for isLate in [true, false] {
            var filter = LeadFilter()
            filter.isLate = isLate
            for key in [LeadOrder.Key.createdAt, .dueAt, .updatedAt] {
                for isDescending in [true, false] {
                    let order = LeadOrder(key, isDescending: isDescending)
                    let whole: [Key] = try connection.fetchAll(
                        """
                        SELECT leads.id
                        FROM leads
                        WHERE COALESCE(leads.due_at < UTC_TIMESTAMP(6), FALSE) = \(isLate)
                        ORDER BY \(order.clause)
                        """)
                    for number in 1...whole.count / size + 2 {
                        let page = Page(number: number, size: size)
                        let found = try store.page(page, of: filter, in: order)
                        #expect(found.total == whole.count, comment)
                        #expect(
                            found.leads.map(\.id) == whole.dropFirst(page.offset).prefix(size).map(\.id),
                            "\(comment), late \(isLate), page \(number) by \(order)")
                    }
                }
            }
        }
    }

    @Test(arguments: 0..<4)
    func `hold the same leads as the list of all, whatever was found late, changed or removed`(run: Int) throws {
        var numbers = SeededNumbers(seed: .random(in: 0 ... .max))
        let comment: Comment = "seed \(numbers.seed)"
        try add(60)
        for _ in 0..<25 {
            try change(&numbers)
            try expectRight(Int.random(in: 9...40, using: &numbers), comment)
        }
        try find(1_000)
        #expect(
            try connection.fetchValue(
                """
                SELECT COUNT(*) = (SELECT COUNT(*) FROM late_leads) AND COUNT(*) = (SELECT SUM(total) FROM late_counts)
                FROM leads
                WHERE due_at IS NOT NULL AND in_time = FALSE
                """, as: Bool.self) == true, comment)
    }

    @Test func `cost the same however many leads came later`() throws {
        try add(10_000)
        // The newest are not late, half of the others are.
        try connection.execute(
            """
            UPDATE leads
            SET due_at = IF(created_at > UTC_TIMESTAMP() - INTERVAL 3000 SECOND, '2999-01-01', '2020-01-01')
            WHERE MOD(ASCII(SUBSTR(id, 16)), 2) = 0
            """)
        try find(10_000)
        try connection.execute("UPDATE leads SET due_at = '2020-02-02' WHERE due_at IS NULL LIMIT 5")
        var filter = LeadFilter()
        for isLate in [true, false] {
            filter.isLate = isLate
            for key in [LeadOrder.Key.createdAt, .dueAt] {
                for isDescending in [true, false] {
                    let before = try connection.indexEntriesRead()
                    let found = try store.page(
                        Page(number: 1, size: 20), of: filter, in: LeadOrder(key, isDescending: isDescending))
                    let entries = try connection.indexEntriesRead() - before
                    #expect(found.leads.count == 20 && found.total > 3_000)
                    #expect(!isLate || entries < 300, "\(key) \(isDescending): \(entries)")
                }
            }
        }
    }

    @Test func `show a lead that a change by an older state made forgotten, and its alarm sends no second mail`()
        throws
    {
        let desk = try SampleDesk(["SMTP_FROM_EMAIL": "desk@law.example"], database: database)
        let owner = User.ID()
        try connection.execute(
            """
            INSERT INTO users (id, username, name, email, password_hash, role, role_name, created_at, updated_at)
            VALUES (\(owner), 'ana', 'Ana', 'ana@law.example', '', 'agent', 'agent', NOW(6), NOW(6))
            """)
        try ConfigStore(connection).makeRows(of: [ResponseConfig.self])
        try connection.execute(
            #"UPDATE config_sections SET members = '{"target_minutes": {"cold": 10}}' WHERE name = 'response'"#)
        let id = Lead.ID()
        let moment = SampleLeads.instant(Instant.text(Date().addingTimeInterval(-3600)))
        try store.insert(id, SampleLeads.contact(), resume: nil, at: moment)
        try connection.execute("UPDATE leads SET owner_id = \(owner) WHERE id = \(id)")
        try desk.followUp()
        var stale = try #require(try store.find(id))
        var filter = LeadFilter()
        filter.isLate = true
        func listed() throws -> [Lead.ID] {
            try store.page(Page(number: 1, size: 20), of: filter, in: LeadOrder()).leads.map(\.id)
        }
        #expect(try listed() == [id])
        #expect(try LeadAlarms(connection, desk.settings).runSome(at: Date()) == 1)
        #expect(try store.find(id)?.inTime == false && listed() == [id])
        stale.contact.lastName = "King"
        #expect(try store.update(stale, at: Date()))
        #expect(try store.find(id)?.inTime == nil && listed() == [id])
        #expect(try LeadAlarms(connection, desk.settings).runSome(at: Date()) == 1)
        #expect(try store.find(id)?.inTime == false && listed() == [id])
        #expect(try LeadAlarms(connection, desk.settings).runSome(at: Date()) == 0)
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM outbox WHERE kind = 'lead_late'", as: Int.self) == 1)
    }
}
