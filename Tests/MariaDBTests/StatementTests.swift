@testable import MariaDB
import TestSupport
import Testing

struct StatementTests {
    let database: ScratchDatabase
    let connection: Connection

    init() throws {
        database = try ScratchDatabase()
        connection = database.connection()
    }

    private struct Number: RowDecodable {
        var n: Int
        init(row: borrowing Row) throws(DatabaseError) { n = try row["n"] }
    }

    private func prepared() throws -> Int? {
        try connection.fetchValue(
            """
            SELECT CAST(variable_value AS INTEGER)
            FROM information_schema.session_status
            WHERE variable_name = 'COM_STMT_PREPARE'
            """, as: Int.self)
    }

    @Test func `the same place in the program is prepared once`() throws {
        _ = try prepared()
        let before = try #require(try prepared())
        for n in 0..<50 {
            #expect(try connection.fetchValue("SELECT \(n) + 1", as: Int.self) == n + 1)
        }
        #expect(try prepared() == before + 1)
    }

    @Test func `more statements than are kept go on working`() throws {
        let filters = (1...300).map { Array(repeating: 7, count: $0) }
        for _ in 0..<2 {
            for filter in filters {
                #expect(try connection.fetchValue("SELECT 7 IN (\(list: filter))", as: Int.self) == 1)
            }
        }
        let open = try connection.fetchValue(
            """
            SELECT CAST(SUM(IF(variable_name = 'COM_STMT_CLOSE', -1, 1) * variable_value) AS INTEGER)
            FROM information_schema.session_status
            WHERE variable_name IN ('COM_STMT_PREPARE', 'COM_STMT_CLOSE')
            """, as: Int.self)
        #expect(open == Session.keptStatements)
    }

    @Test func `rows stream in constant memory and a thrown error ends the reading`() throws {
        struct Enough: Error {}
        var sum = 0
        try connection.forEachRow("SELECT seq AS n FROM seq_1_to_100000") { row in
            sum += try row["n"] as Int
        }
        #expect(sum == 5_000_050_000)
        #expect(throws: Enough.self) {
            try connection.forEachRow("SELECT seq AS n FROM seq_1_to_100000000") { row in
                if try row["n"] == 3 { throw Enough() }
            }
        }
        #expect(try connection.fetchValue("SELECT 1", as: Int.self) == 1)
    }

    @Test func `a stream has no time limit, and the next statement has it again`() throws {
        var options = database.options
        options.answerTimeout = .seconds(1)
        let hurried = Connection(options)
        var limits: [String] = []
        try hurried.forEachRow("SELECT @@max_statement_time AS n") { limits.append(try $0["n"]) }
        limits.append(try #require(try hurried.fetchValue("SELECT @@max_statement_time", as: String.self)))
        #expect(limits == ["0.000000", "0.500000"])
    }

    @Test func `no second statement runs amid the rows of the first`() throws {
        let error = #expect(throws: DatabaseError.self) {
            try connection.forEachRow("SELECT 1 AS n") { _ in try connection.execute("DO 1") }
        }
        #expect(error?.code == .server(2014))
        #expect(try connection.execute("DO 1") == 0)
    }

    @Test func `a statement survives a change of its table`() throws {
        try connection.execute("CREATE TABLE shifting (n INT, note VARCHAR(10))")
        try connection.execute("INSERT INTO shifting VALUES (1, 'a')")
        func numbers() throws -> [Int] { try connection.fetchAll("SELECT * FROM shifting", as: Number.self).map(\.n) }
        #expect(try numbers() == [1])
        try database.connection().executeScript(
            "ALTER TABLE shifting ADD COLUMN before_n BLOB FIRST, MODIFY n BIGINT UNSIGNED;")
        #expect(try numbers() == [1])
        try database.connection().executeScript("ALTER TABLE shifting DROP COLUMN before_n, MODIFY n VARCHAR(20);")
        let error = #expect(throws: DatabaseError.self) { try numbers() }
        #expect(error?.code == .undecodable(column: "n"))
        try database.connection().executeScript("ALTER TABLE shifting MODIFY n DECIMAL(10, 0);")
        #expect(try numbers() == [1])
    }

    @Test func `a connection lost amid the rows is known as lost`() throws {
        let victim = database.connection()
        let id = try #require(try victim.fetchValue("SELECT CONNECTION_ID()", as: Int.self))
        var rows = 0
        let error = #expect(throws: DatabaseError.self) {
            try victim.forEachRow("SELECT seq AS n, REPEAT('x', 1000) AS filler FROM seq_1_to_1000000") { _ in
                rows += 1
                if rows == 1 { try connection.execute("KILL \(id)") }
            }
        }
        #expect(error?.code == .connectionLost)
        #expect(rows < 1_000_000)
        #expect(!victim.isConnected)
    }

    @Test func `an error leaves the connection fit for the next statement`() throws {
        for _ in 0..<3 {
            #expect(throws: DatabaseError.self) { try connection.execute("INSERT INTO nowhere VALUES (\(1))") }
            #expect(throws: DatabaseError.self) {
                try connection.fetchAll("SELECT 'x' AS n FROM seq_1_to_1000", as: Number.self)
            }
            #expect(try connection.fetchAll("SELECT seq AS n FROM seq_1_to_1000", as: Number.self).count == 1000)
            #expect(try connection.fetchFirst("SELECT seq AS n FROM seq_1_to_1000", as: Number.self)?.n == 1)
        }
        #expect(connection.isConnected)
    }

    @Test func `statements are counted`() throws {
        let before = connection.queryCount
        try connection.transaction { try connection.execute("DO 1") }
        _ = try connection.fetchValue("SELECT 1", as: Int.self)
        #expect(connection.queryCount == before + 4)
    }

    /// As of a node of a cluster that could not read a trigger of the table.
    @Test func `a statement that was prepared and is then called unreadable was not served`() throws {
        let error = #expect(throws: DatabaseError.self) {
            try connection.execute("SIGNAL SQLSTATE '42000' SET MYSQL_ERRNO = 1064")
        }
        #expect(error?.code == .notServing && error?.number == 1064)
        #expect(try connection.fetchValue("SELECT 1", as: Int.self) == 1)
    }

    @Test func `a script is cut at semicolons that end a line`() {
        let script = """
            -- The first; not a statement.
            CREATE TABLE a (
              -- a comment within; stays
              b VARCHAR(3) DEFAULT 'x;y'
            );

            DO 1; \r
            -- between
            DO 2
            """
        #expect(
            Connection.statements(in: script) == [
                "CREATE TABLE a (\n  -- a comment within; stays\n  b VARCHAR(3) DEFAULT 'x;y'\n)", "DO 1", "DO 2",
            ])
    }
}
