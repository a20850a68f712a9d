import Glibc
import MariaDB
import TestSupport
import Testing

/// The time of a request at its connection.
struct DeadlineTests {
    let database: ScratchDatabase
    let connection: Connection

    init() throws {
        database = try ScratchDatabase()
        connection = database.connection()
        try connection.execute("CREATE TABLE accounts (id INT PRIMARY KEY)")
    }

    @Test func `after the deadline no statement is sent, and none before it runs past it`() throws {
        let start = ContinuousClock.now
        let deadline = start + .milliseconds(300)
        connection.deadline = deadline
        let slow = #expect(throws: DatabaseError.self) {
            try connection.fetchValue(
                "SELECT COUNT(*) FROM seq_1_to_100000 AS a JOIN seq_1_to_100000 AS b ON a.seq <> b.seq", as: Int.self)
        }
        #expect(slow?.code == .statementTimeout)
        #expect(ContinuousClock.now - start < .seconds(30))
        // The server has a clock of its own, and counts whole milliseconds: it may have given up a little before.
        while ContinuousClock.now < deadline { usleep(1000) }
        let late = #expect(throws: DatabaseError.self) {
            try connection.execute("INSERT INTO accounts (id) VALUES (1)")
        }
        #expect(late?.code == .overdue)
        connection.deadline = nil
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM accounts", as: Int.self) == 0)
        #expect(try connection.fetchValue("SELECT @@max_statement_time = 59.5", as: Bool.self) == true)
    }

    @Test func `a transaction whose time is over is rolled back, and the connection goes on`() throws {
        let error = #expect(throws: DatabaseError.self) {
            try connection.transaction {
                try connection.execute("INSERT INTO accounts (id) VALUES (1)")
                connection.deadline = .now - .seconds(1)
            }
        }
        #expect(error?.code == .overdue)
        connection.deadline = nil
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM accounts", as: Int.self) == 0)
    }

    @Test func `a wait for a lock ends at the deadline`() throws {
        let other = database.connection()
        try connection.execute("INSERT INTO accounts (id) VALUES (1)")
        try other.transaction {
            try other.execute("DELETE FROM accounts WHERE id = 1")
            connection.deadline = .now + .milliseconds(300)
            let start = ContinuousClock.now
            #expect(throws: DatabaseError.self) { try connection.execute("DELETE FROM accounts WHERE id = 1") }
            // The session's own limit is 58 seconds.
            #expect(ContinuousClock.now - start < .seconds(30))
        }
    }

    @Test func `time left is no round trip more`() throws {
        connection.deadline = .now + .seconds(70)
        let before = try statements()
        try connection.execute("DO 1")
        try connection.execute("DO 1")
        // The prepared form of the count itself is one more.
        #expect(try statements() - before <= 4)
    }

    private func statements() throws -> Int {
        let text = try connection.fetchValue(
            "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'QUESTIONS'",
            as: String.self)
        return Int(text ?? "") ?? 0
    }
}
