import MariaDB
import TestSupport
import Testing

struct DurableTests {
    let database: ScratchDatabase
    let connection: Connection

    init() throws {
        database = try ScratchDatabase()
        connection = database.connection()
        try connection.execute("CREATE TABLE accounts (id INT PRIMARY KEY, total INT NOT NULL)")
        try connection.execute("INSERT INTO accounts VALUES (1, 100), (2, 100)")
    }

    private func totals() throws -> [Int] {
        struct Total: RowDecodable {
            let total: Int
            init(row: borrowing Row) throws(DatabaseError) { total = try row["total"] }
        }
        return try database.connection().fetchAll("SELECT total FROM accounts ORDER BY id", as: Total.self).map(\.total)
    }

    @Test func `commits by itself, in one round trip`() throws {
        _ = try connection.fetchValue("SELECT 1", as: Int.self)
        let before = connection.queryCount
        #expect(try connection.executeDurably("UPDATE accounts SET total = total - \(30)") == 2)
        #expect(connection.queryCount == before + 1)
        #expect(try totals() == [70, 70])
    }

    @Test func `a row that is inserted gives what the statement returns of it, in the same round trip`() throws {
        _ = try connection.fetchValue("SELECT 1", as: Int.self)
        let before = connection.queryCount
        let isTwin: Bool? = try connection.fetchDurably(
            """
            INSERT INTO accounts VALUES (\(3), \(100))
            RETURNING EXISTS (SELECT 1 FROM accounts AS other WHERE other.total = \(100) AND other.id < \(3))
            """)
        #expect(isTwin == true && connection.queryCount == before + 1)
        #expect(try totals() == [100, 100, 100])
        let error = #expect(throws: DatabaseError.self) {
            let _: Int? = try connection.fetchDurably("INSERT INTO accounts VALUES (\(3), \(7)) RETURNING id")
        }
        #expect(error?.code == .duplicateEntry(key: "PRIMARY"))
        #expect(try totals() == [100, 100, 100])
    }

    @Test func `is part of the transaction that it is in`() throws {
        struct Enough: Error {}
        #expect(throws: Enough.self) {
            try connection.transaction {
                _ = try connection.executeDurably("UPDATE accounts SET total = 0")
                throw Enough()
            }
        }
        #expect(try totals() == [100, 100])
    }

    @Test func `does nothing when it fails, and throws its error`() throws {
        let error = #expect(throws: DatabaseError.self) {
            _ = try connection.executeDurably("INSERT INTO accounts VALUES (\(3), \(7)), (\(1), \(7))")
        }
        #expect(error?.code == .duplicateEntry(key: "PRIMARY"))
        #expect(try totals() == [100, 100])
    }

    @Test func `a connection that breaks on the way leaves the outcome open`() throws {
        let id = try #require(try connection.fetchValue("SELECT CONNECTION_ID()", as: Int.self))
        let error = #expect(throws: DatabaseError.self) { _ = try connection.executeDurably("KILL CONNECTION \(id)") }
        #expect(error?.code == .commitOutcomeUnknown)
    }

    @Test func `a wait for others that takes too long is an error, and the work is done once they are gone`() throws {
        try connection.execute("SET SESSION innodb_lock_wait_timeout = 1")
        let other = database.connection()
        try other.transaction {
            try other.execute("UPDATE accounts SET total = total + 1 WHERE id = 1")
            let error = #expect(throws: DatabaseError.self) {
                _ = try connection.executeDurably("UPDATE accounts SET total = total * 2 WHERE id = 1")
            }
            #expect(error?.code == .lockWaitTimeout)
        }
        #expect(try connection.executeDurably("UPDATE accounts SET total = total * 2 WHERE id = 1") == 1)
        #expect(try totals() == [202, 100])
    }
}
