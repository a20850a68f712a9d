import MariaDB
import TestSupport
import Testing

struct TogetherTests {
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

    @Test func `does all statements, with their values, in one round trip`() throws {
        _ = try connection.fetchValue("SELECT 1", as: Int.self)
        let before = connection.queryCount
        try connection.executeTogether([
            "UPDATE accounts SET total = total - \(30) WHERE id = \(1)",
            "UPDATE accounts SET total = total + \(30) WHERE id = \(2)",
            "INSERT INTO accounts VALUES (\(3), \(7))",
        ])
        #expect(connection.queryCount == before + 1)
        #expect(try totals() == [70, 130, 7])
    }

    @Test func `does nothing when one of them fails, and tells its error`() throws {
        let error = #expect(throws: DatabaseError.self) {
            try connection.executeTogether([
                "UPDATE accounts SET total = 0",
                "INSERT INTO accounts VALUES (\(1), \(7))",
                "UPDATE accounts SET total = 1",
            ])
        }
        #expect(error?.code == .duplicateEntry(key: "PRIMARY"))
        #expect(try totals() == [100, 100])
        // Nothing is left open: what comes next is kept at once.
        try connection.execute("UPDATE accounts SET total = 5")
        #expect(try totals() == [5, 5])
    }

    @Test func `ended from outside it leaves nothing open`() throws {
        let id = try #require(try connection.fetchValue("SELECT CONNECTION_ID()", as: Int.self))
        let error = #expect(throws: DatabaseError.self) {
            try connection.executeTogether([
                "UPDATE accounts SET total = 0", "KILL QUERY \(id)", "UPDATE accounts SET total = SLEEP(1)",
            ])
        }
        #expect(error != nil)
        try connection.execute("UPDATE accounts SET total = total + 1")
        #expect(try totals() == [101, 101])
    }

    @Test func `a connection that breaks on the way leaves the outcome open`() throws {
        let id = try #require(try connection.fetchValue("SELECT CONNECTION_ID()", as: Int.self))
        let error = #expect(throws: DatabaseError.self) {
            try connection.executeTogether(["UPDATE accounts SET total = 0", "KILL CONNECTION \(id)", "DO SLEEP(1)"])
        }
        #expect(error?.code == .commitOutcomeUnknown)
        #expect(try totals() == [100, 100])
    }

    @Test func `a wait for others that takes too long is an error, and the work is done once they are gone`() throws {
        try connection.execute("SET SESSION innodb_lock_wait_timeout = 1")
        let other = database.connection()
        try other.transaction {
            try other.execute("UPDATE accounts SET total = total + 1 WHERE id = 1")
            let error = #expect(throws: DatabaseError.self) {
                try connection.executeTogether(["UPDATE accounts SET total = total * 2 WHERE id = 1"])
            }
            #expect(error?.code == .lockWaitTimeout)
        }
        try connection.executeTogether(["UPDATE accounts SET total = total * 2 WHERE id = 1"])
        #expect(try totals() == [202, 100])
    }
}
