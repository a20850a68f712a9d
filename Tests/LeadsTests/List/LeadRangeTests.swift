import DomainTestSupport
import Environment
import FoundationEssentials
import MariaDB
import Posix
import TestSupport
import Testing
import Values

@testable import Leads

/// Pages deep in the list, in every order, beside the whole list.
@Suite struct LeadRangeTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let store: LeadStore
    private let settings: Settings
    private static let moment = SampleLeads.instant("2026-03-01T12:00:00Z")
    /// Equal to each other or not by the collation of names, ignored by it, or several weights each.
    private static let names = [
        "", "Silva", "silva", "Sílva", "Souza", "Sousa", "-", "Ávila", "Avila", "Æsir", "ﷺ", "漢字", "😀", "O’Neil",
        "ONeil",
        "Zé\u{301}",
    ]

    init() throws {
        let database = try ScratchDatabase.withSchema()
        self.init(database, try SampleDesk(database: database).settings)
    }

    private init(_ database: ScratchDatabase, _ settings: Settings) {
        self.database = database
        self.settings = settings
        connection = database.connection()
        store = LeadStore(connection)
    }

    private struct Key: RowDecodable {
        let id: Lead.ID
        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }

    private static var orders: [LeadOrder] {
        LeadOrder.Key.allCases.flatMap { [LeadOrder($0), LeadOrder($0, isDescending: false)] }
    }

    /// A lead that shares much with others.
    private func add(_ number: Int, _ numbers: inout SeededNumbers) throws {
        let moment = Self.moment.addingTimeInterval(Double(Int.random(in: 0..<40, using: &numbers)))
        let first = Int.random(in: 0..<80, using: &numbers)
        let email = first < 40 ? "\(first).\(number)@example.com" : nil
        let day = Int.random(in: 0..<8, using: &numbers)
        try connection.execute(
            """
            INSERT INTO leads (id, first_name, last_name, email, scheduling_day, status, score, created_at, updated_at)
            VALUES (
              \(Lead.ID(at: moment.addingTimeInterval(Double(number % 3)))), 'Ada', \(Self.names.randomElement(using: &numbers)),
              \(email), \(day < 4 ? nil : "2030-01-0\(day) 12:00:00"), \(LeadStatus.allCases.randomElement(using: &numbers)?.rawValue),
              \(Int.random(in: 0..<4, using: &numbers) * 30), \(moment), \(moment))
            """)
    }

    private func change(_ numbers: inout SeededNumbers) throws {
        let shift = Int.random(in: 0..<7, using: &numbers)
        let some: SQL = "MOD(ASCII(SUBSTR(id, 16)), 7) = \(shift)"
        let name = Self.names.randomElement(using: &numbers)
        switch Int.random(in: 0..<9, using: &numbers) {
        case 0: try connection.execute("UPDATE leads SET last_name = \(name) WHERE \(some)")
        case 1: try connection.execute("UPDATE leads SET email = CONCAT('x', email) WHERE \(some)")
        case 2: try connection.execute("UPDATE leads SET email = NULL, score = score + 1 WHERE \(some)")
        case 3: try connection.execute("UPDATE leads SET status = 'LOST', updated_at = \(Self.moment) WHERE \(some)")
        case 4: try connection.execute("UPDATE leads SET scheduling_day = NULL WHERE \(some)")
        case 5: try connection.execute("UPDATE leads SET scheduling_day = '2030-01-05 12:00:00' WHERE \(some)")
        case 6: try connection.execute("UPDATE leads SET due_at = NULL WHERE \(some)")
        case 7: try connection.execute("UPDATE leads SET due_at = created_at + INTERVAL score SECOND WHERE \(some)")
        default: try connection.execute("DELETE FROM leads WHERE \(some)")
        }
    }

    private func followUp() throws {
        let steps: [LeadFollowUp.Step] = [LeadTiming(), LeadCounting(), LeadTallying(), LeadPlacing()]
        _ = try LeadFollowUp(settings, log: Log(from: .error), steps: steps).run(connection)
    }

    private func ids(_ order: LeadOrder, _ status: LeadStatus? = nil, on connection: Connection) throws -> [Lead.ID] {
        let condition: SQL = status.map { "WHERE leads.status = \($0)" } ?? ""
        let rows: [Key] = try connection.fetchAll("SELECT leads.id FROM leads \(condition) ORDER BY \(order.clause)")
        return rows.map(\.id)
    }

    /// Compares every page of a list with the whole list, in one snapshot.
    private func expectRight(
        _ order: LeadOrder, of status: LeadStatus? = nil, pageSize: Int, on connection: Connection, _ comment: Comment
    ) throws {
        try connection.transaction {
            let whole = try ids(order, status, on: connection)
            for number in 1...whole.count / pageSize + 2 {
                let page = Page(number: number, size: pageSize)
                let found: (rows: [Key], total: Int)? = try LeadStore(connection).snapshotPage(
                    "leads.id", page, of: status, in: order)
                if found == nil, try isBehind(connection) { return }
                #expect(found?.total == whole.count, comment)
                #expect(
                    found?.rows.map(\.id) == Array(whole.dropFirst(page.offset).prefix(pageSize)),
                    "\(comment), page \(number) by \(order)")
            }
        }
    }

    /// Whether so many leads wait for the worker that no page is found by ranges.
    private func isBehind(_ connection: Connection) throws -> Bool {
        let loose = try connection.fetchValue(
            "SELECT (SELECT COUNT(*) FROM leads WHERE follow_up = 'new') + (SELECT COUNT(*) FROM lead_deltas)",
            as: Int.self)
        return (loose ?? 0) > LeadRangeStore.mostLoose
    }

    @Test(arguments: 0..<4)
    func `hold each lead in its place, whatever is new, changed or gone`(run: Int) throws {
        var numbers = SeededNumbers(seed: .random(in: 0 ... .max))
        let comment: Comment = "seed \(numbers.seed)"
        let ranges = LeadRangeStore(connection: connection, size: 10)
        for number in 0..<150 { try add(number, &numbers) }
        for step in 0..<12 {
            switch Int.random(in: 0..<4, using: &numbers) {
            case 0: for number in 0..<20 { try add(1_000 * (step + 1) + number, &numbers) }
            case 1: try change(&numbers)
            case 2: try followUp()
            default: try ranges.tend()
            }
            let size = Int.random(in: 3...40, using: &numbers)
            for order in Self.orders { try expectRight(order, pageSize: size, on: connection, comment) }
            let status = try #require(LeadStatus.allCases.randomElement(using: &numbers))
            for order in [LeadOrder(), LeadOrder(.status, isDescending: false)] {
                try expectRight(order, of: status, pageSize: size, on: connection, comment)
            }
        }
        try followUp()
        try ranges.tend()
        #expect(try connection.fetchValue("SELECT MIN(total) >= 0 FROM lead_ranges", as: Bool.self) == true, comment)
        #expect(
            try connection.fetchValue(
                "SELECT MAX(total) <= 20 AND COUNT(*) > 7 * 4 FROM lead_ranges WHERE sort <> ''", as: Bool.self)
                == true, comment)
    }

    @Test func `are right while leads come, change and go`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        let comment: Comment = "seed \(seed)"
        let end = ContinuousClock.now + .seconds(4)
        let (database, settings) = (database, settings)
        let writer = try ThreadHandle {
            DatabaseThread.attach()
            defer { DatabaseThread.detach() }
            var numbers = SeededNumbers(seed: seed)
            let own = LeadRangeTests(database, settings)
            var number = 0
            while ContinuousClock.now < end {
                number += 1
                do {
                    if number % 40 == 0 { try own.change(&numbers) } else { try own.add(number, &numbers) }
                    guard number % 400 == 0 else { continue }
                    try own.connection.execute("DELETE FROM leads WHERE MOD(ASCII(SUBSTR(id, 15)), 3) > 0")
                } catch { Issue.record(error) }
            }
        }
        let worker = try ThreadHandle {
            DatabaseThread.attach()
            defer { DatabaseThread.detach() }
            let own = LeadRangeTests(database, settings)
            while ContinuousClock.now < end {
                do {
                    try own.followUp()
                    try LeadRangeStore(connection: own.connection, size: 10).tend()
                } catch { Issue.record(error) }
            }
        }
        var rounds = 0
        while ContinuousClock.now < end || rounds == 0 {
            for order in Self.orders { try expectRight(order, pageSize: 37, on: connection, comment) }
            rounds += 1
        }
        writer.join()
        worker.join()
        for order in Self.orders { try expectRight(order, pageSize: 37, on: connection, comment) }
    }

    @Test func `a long backlog is read to a bound, however long it is`() throws {
        func add(_ numbers: ClosedRange<Int>) throws {
            try connection.execute(
                """
                INSERT INTO leads (id, first_name, last_name, created_at, updated_at)
                SELECT UNHEX(MD5(seq)), 'Ada', '', '2025-06-01' + INTERVAL seq SECOND, '2025-06-01' + INTERVAL seq SECOND
                FROM seq_1_to_99999
                WHERE seq BETWEEN \(numbers.lowerBound) AND \(numbers.upperBound)
                """)
        }
        try add(1...1_000)
        try followUp()
        try add(1_001...21_000)
        let before = try connection.indexEntriesRead()
        // Ranges are too long, and cannot be cut now.
        try LeadRangeStore(connection: connection, size: 50).tend()
        let perOrder = try (connection.indexEntriesRead() - before) / LeadOrder.Key.allCases.count
        #expect(perOrder < 5_500)
        let page = try connection.indexEntriesRead()
        #expect(try store.page(Page(number: 30, size: 20), of: LeadFilter(), in: LeadOrder()).total == 21_000)
        #expect(try connection.indexEntriesRead() - page < 30_000)
    }

    @Test(arguments: LeadOrder.Key.allCases)
    func `cost the same at every depth`(key: LeadOrder.Key) throws {
        try connection.execute(
            """
            INSERT INTO leads (id, first_name, last_name, email, created_at, updated_at)
            SELECT UNHEX(MD5(seq)), 'Ada', ELT(1 + seq MOD 3, 'Silva', 'Souza', ''), IF(seq MOD 50, CONCAT(MD5(seq), '@example.com'), NULL),
              '2025-06-01' + INTERVAL seq SECOND, '2025-06-01' + INTERVAL seq SECOND
            FROM seq_1_to_5000
            """)
        try followUp()
        try LeadRangeStore(connection: connection, size: 50).tend()
        for order in [LeadOrder(key), LeadOrder(key, isDescending: false)] {
            let before = try connection.indexEntriesRead()
            let page = try store.page(Page(number: 200, size: 20), of: LeadFilter(), in: order)
            #expect(page.leads.count == 20 && page.total == 5_000)
            // The hundred ranges, the half of one, and the page itself.
            let entries = try connection.indexEntriesRead() - before
            #expect(entries < 105 + 50 + 100, "\(order)")
        }
    }
}
