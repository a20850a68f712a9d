import FoundationEssentials
import MariaDB
import TestSupport
import Testing

struct HazardTests {
    let database: ScratchDatabase
    let connection: Connection

    init() throws {
        database = try ScratchDatabase()
        connection = database.connection()
        try connection.execute(
            "CREATE TABLE accounts (id INT PRIMARY KEY, name VARCHAR(5), day DATE, UNIQUE KEY by_name (name))")
    }

    private func code(_ body: () throws -> Void) -> DatabaseError.Code? {
        #expect(throws: DatabaseError.self) { try body() }?.code
    }

    @Test func `the session is strict, in UTC and utf8mb4`() throws {
        #expect(
            try connection.fetchValue("SELECT @@sql_mode", as: String.self)
                == "STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION")
        #expect(try connection.fetchValue("SELECT @@time_zone", as: String.self) == "+00:00")
        #expect(try connection.fetchValue("SELECT @@character_set_results", as: String.self) == "utf8mb4")
        #expect(try connection.fetchValue("SELECT @@innodb_lock_wait_timeout", as: Int.self) == 58)
        #expect(try connection.fetchValue("SELECT @@max_statement_time = 59.5", as: Bool.self) == true)
    }

    @Test func `values that do not fit are refused, not bent`() throws {
        #expect(
            code { try connection.execute("INSERT INTO accounts (id, name) VALUES (1, \("123456"))") } == .unfitValue)
        #expect(
            code { try connection.execute("INSERT INTO accounts (id, day) VALUES (1, \("0000-00-00"))") } == .unfitValue
        )
        #expect(
            code { try connection.execute("INSERT INTO accounts (id, day) VALUES (1, \("2026-02-30"))") } == .unfitValue
        )
        #expect(code { try connection.execute("INSERT INTO accounts (id) VALUES (\(Int64.max))") } == .unfitValue)
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM accounts", as: Int.self) == 0)
    }

    @Test func `a duplicate names its key and never its value`() throws {
        try connection.execute("INSERT INTO accounts (id, name) VALUES (1, \("a' b"))")
        let error = #expect(throws: DatabaseError.self) {
            try connection.execute("INSERT INTO accounts (id, name) VALUES (2, \("a' b"))")
        }
        #expect(error?.code == .duplicateEntry(key: "by_name"))
        #expect(error?.number == 1062)
        #expect(error.map { $0.debugDescription.contains("a' b") || $0.description.contains("a' b") } == false)
        #expect(error?.debugDescription.contains("VALUES (2, ?)") == true)
    }

    @Test func `several statements in one text are a syntax error`() {
        #expect(code { try connection.execute("DO 1; DROP TABLE accounts") } == .server(1064))
        #expect(code { try connection.executeScript("DO 1; DROP TABLE accounts\n;") } == .server(1064))
    }

    @Test func `a local file is never sent, whatever the server asks for`() throws {
        let error = code {
            try connection.executeScript("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE accounts (name);")
        }
        #expect(error == .server(4166))
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM accounts", as: Int.self) == 0)
    }

    @Test func `a read continues after its connection was killed, with its statements prepared again`() throws {
        try connection.execute("INSERT INTO accounts (id, name) VALUES (1, 'one')")
        func name() throws -> String? { try connection.fetchValue("SELECT name FROM accounts WHERE id = \(1)") }
        #expect(try name() == "one")
        let first = try connection.fetchValue("SELECT CONNECTION_ID()", as: Int.self)
        try kill(connection)
        #expect(try name() == "one")
        #expect(try connection.fetchValue("SELECT CONNECTION_ID()", as: Int.self) != first)
        #expect(try connection.fetchValue("SELECT @@time_zone", as: String.self) == "+00:00")
    }

    @Test func `a write finds a connection closed while idle before it is sent`() throws {
        try connection.execute("INSERT INTO accounts (id, name) VALUES (1, 'one')")
        try kill(connection)
        #expect(try connection.execute("INSERT INTO accounts (id, name) VALUES (2, 'two')") == 1)
        try kill(connection)
        try connection.transaction { try connection.execute("INSERT INTO accounts (id, name) VALUES (3, 'three')") }
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM accounts", as: Int.self) == 3)
    }

    @Test func `a write whose connection breaks under way is not repeated`() throws {
        let victim = database.connection()
        let id = try victim.fetchValue("SELECT CONNECTION_ID()", as: Int.self)
        #expect(code { try victim.execute("KILL \(try #require(id))") } == .connectionLost)
        #expect(!victim.isConnected)
        #expect(try victim.fetchValue("SELECT 1", as: Int.self) == 1)
    }

    @Test func `a transaction that lost its connection fails to its end and leaves nothing`() throws {
        var later: DatabaseError?
        let error = code {
            try connection.transaction {
                try connection.execute("INSERT INTO accounts (id) VALUES (1)")
                try kill(connection)
                do { try connection.execute("INSERT INTO accounts (id) VALUES (2)") } catch {
                    later = error as? DatabaseError
                }
                try connection.execute("INSERT INTO accounts (id) VALUES (3)")
            }
        }
        #expect(later?.code == .connectionLost)
        #expect(error == .connectionLost)
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM accounts", as: Int.self) == 0)
    }

    @Test func `a connection lost in COMMIT leaves the outcome unknown and is not repeated`() throws {
        var runs = 0
        let error = code {
            try connection.transaction {
                runs += 1
                try connection.execute("INSERT INTO accounts (id) VALUES (1)")
                try kill(connection)
            }
        }
        #expect(error == .commitOutcomeUnknown)
        #expect(runs == 1)
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM accounts", as: Int.self) == 0)
    }

    @Test func `a statement that takes too long is ended by the server, and the connection lives on`() throws {
        var options = database.options
        options.answerTimeout = .seconds(3)
        let hurried = Connection(options)
        let error = code {
            // SLEEP would answer 1 when it is interrupted; a join fails.
            _ = try hurried.fetchValue(
                "SELECT COUNT(*) FROM seq_1_to_100000 AS a JOIN seq_1_to_100000 AS b ON a.seq <> b.seq", as: Int.self)
        }
        #expect(error == .statementTimeout)
        #expect(hurried.isConnected)
        #expect(try hurried.fetchValue("SELECT 1", as: Int.self) == 1)
    }

    @Test func `the client's own limit ends the wait for a server that is silent`() throws {
        var options = database.options
        options.answerTimeout = .seconds(1)
        let hurried = Connection(options)
        let elapsed = ContinuousClock().measure {
            #expect(
                code { () throws in try hurried.executeScript("SET SESSION max_statement_time = 0;\nDO SLEEP(60);") }
                    == .connectionLost)
        }
        #expect(elapsed < .seconds(30))
        #expect(!hurried.isConnected)
    }

    /// Ends a connection from another one and waits until the server has done it.
    private func kill(_ victim: Connection) throws {
        let id = try #require(try victim.fetchValue("SELECT CONNECTION_ID()", as: Int.self))
        let killer = database.connection()
        try killer.execute("KILL \(id)")
        while try killer.fetchValue("SELECT 1 FROM information_schema.processlist WHERE id = \(id)", as: Int.self)
            != nil
        {}
    }
}
