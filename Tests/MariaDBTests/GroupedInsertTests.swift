import MariaDB
import Posix
import Synchronization
import TestSupport
import Testing

struct GroupedInsertTests {
    let database: ScratchDatabase
    let group: GroupedInsert
    private static let head: SQL = "INSERT INTO numbers (number) VALUES"

    init() throws {
        database = try ScratchDatabase()
        group = GroupedInsert(database.options)
        try database.connection().execute("CREATE TABLE numbers (number BIGINT PRIMARY KEY) ENGINE = InnoDB")
    }

    private func numbers() throws -> [Int] {
        struct Number: RowDecodable {
            let number: Int
            init(row: borrowing Row) throws(DatabaseError) { number = try row["number"] }
        }
        return try database.connection().fetchAll("SELECT number FROM numbers ORDER BY number", as: Number.self)
            .map(\.number)
    }

    /// What became of the rows of some threads.
    private final class Outcomes: Sendable {
        struct State {
            var inserted: [Int] = []
            var alone: [Int] = []
            var unknown = 0
            var ended = 0
        }
        let state = Mutex(State())
    }

    /// Has each thread insert its rows one after another, once `row` has made them, and waits for all.
    private func insert(_ rows: [[Int]], row: @escaping @Sendable (Int) -> SQL = { "(\($0))" }) throws -> Outcomes.State
    {
        let outcomes = Outcomes()
        let group = group
        for numbers in rows {
            try ThreadHandle {
                DatabaseThread.attach()
                defer { DatabaseThread.detach() }
                for number in numbers {
                    do throws(DatabaseError) {
                        let isInserted = try group.insert(row(number), under: Self.head, until: nil)
                        outcomes.state.withLock {
                            if isInserted { $0.inserted.append(number) } else { $0.alone.append(number) }
                        }
                    } catch {
                        outcomes.state.withLock { $0.unknown += error.code == .commitOutcomeUnknown ? 1 : 100 }
                    }
                }
                outcomes.state.withLock {
                    $0.ended += 1
                }
            }.detach()
        }
        for _ in 0..<30_000 where outcomes.state.withLock({ $0.ended }) < rows.count {
            ThisProcess.sleep(milliseconds: 1)
        }
        let state = outcomes.state.withLock { $0 }
        try #require(state.ended == rows.count)
        return state
    }

    @Test func `inserts each row once, with fewer statements than rows`() throws {
        let rows = (0..<8).map { thread in (0..<12).map { thread * 12 + $0 } }
        let outcomes = try insert(rows)
        #expect(outcomes.inserted.sorted() == Array(0..<96))
        #expect(try numbers() == Array(0..<96))
        #expect(group.statementCount < 96)
    }

    @Test func `a key in use leaves each row of its statement to its thread`() throws {
        try database.connection().execute("INSERT INTO numbers (number) VALUES (1000)")
        // The first is under way while the others come.
        let outcomes = try insert([[1], [2], [1000], [3], [4]]) { number in
            number == 1 ? "(\(number) + 0 * SLEEP(0.5))" : "(\(number))"
        }
        #expect(outcomes.alone.contains(1000))
        #expect(outcomes.unknown == 0)
        #expect(try numbers() == (outcomes.inserted + [1000]).sorted())
    }

    @Test func `a row that another transaction holds is not waited for`() throws {
        let other = database.connection()
        try other.transaction {
            try other.execute("INSERT INTO numbers (number) VALUES (7)")
            let outcomes = try insert([[7]])
            #expect(outcomes.alone == [7])
        }
        #expect(try insert([[8]]).inserted == [8])
    }

    @Test func `rows of another beginning go by themselves`() throws {
        try database.connection().execute("CREATE TABLE others LIKE numbers")
        let group = group
        let isOther = Mutex(false)
        let first = try ThreadHandle {
            DatabaseThread.attach()
            defer { DatabaseThread.detach() }
            _ = try? group.insert("(1 + 0 * SLEEP(0.5))", under: Self.head, until: nil)
        }
        let other = try ThreadHandle {
            DatabaseThread.attach()
            defer { DatabaseThread.detach() }
            let inserted = try? group.insert(
                "(2)", under: "INSERT INTO others (number) VALUES", until: nil)
            isOther.withLock { $0 = inserted == true }
        }
        let rest = try insert([[3], [4]])
        first.join()
        other.join()
        #expect(isOther.withLock { $0 })
        #expect(rest.inserted.sorted() == [3, 4])
        #expect(try numbers() == [1, 3, 4])
        #expect(try database.connection().fetchValue("SELECT number FROM others", as: Int.self) == 2)
    }

    @Test func `a connection that breaks leaves the outcome open, and the next rows go on`() throws {
        let killer = database.connection()
        let group = group
        let isUnknown = Mutex(false)
        let thread = try ThreadHandle {
            DatabaseThread.attach()
            defer { DatabaseThread.detach() }
            do throws(DatabaseError) {
                _ = try group.insert("(9 + 0 * SLEEP(30))", under: Self.head, until: nil)
            } catch {
                isUnknown.withLock { $0 = error.code == .commitOutcomeUnknown }
            }
        }
        var victim: Int?
        for _ in 0..<1000 where victim == nil {
            victim = try killer.fetchValue(
                """
                SELECT id
                FROM information_schema.PROCESSLIST
                WHERE db = DATABASE() AND id <> CONNECTION_ID() AND info LIKE '%SLEEP(30)%'
                """, as: Int.self)
            ThisProcess.sleep(milliseconds: 2)
        }
        try killer.execute("KILL CONNECTION \(try #require(victim))")
        let next = try insert([[10]])
        thread.join()
        #expect(isUnknown.withLock { $0 })
        #expect(next.inserted == [10])
        #expect(try numbers() == [10])
    }
}
