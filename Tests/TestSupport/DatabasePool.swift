import FoundationEssentials
import MariaDB
import Synchronization

/// Databases with the schema that one test after another has for its own: emptied when they are given back, which takes a tenth of the time that
/// the schema takes to load. One whose tables, columns or triggers a test has changed is dropped.
enum DatabasePool {
    private struct Shape: RowDecodable, Equatable {
        /// A checksum of their names and types.
        let columns: Int
        let triggers: Int
        init(row: borrowing Row) throws(DatabaseError) {
            columns = try row["columns"]
            triggers = try row["triggers"]
        }
    }

    private struct Name: RowDecodable {
        let text: String
        init(row: borrowing Row) throws(DatabaseError) { text = try row["name"] }
    }

    private struct State {
        var free: [String] = []
        var made = 0
        var shape: Shape?
        var isCleared = false
    }

    private static let state = Mutex(State())
    private static let prefix = "guiche_pool_"

    /// The rows that the schema begins with.
    private static func seeds() throws -> String {
        var statements: [String] = []
        var isSeed = false
        for line in try SourceTree.text(of: "schema.sql").split(separator: "\n") {
            if line.hasPrefix("INSERT INTO ") { isSeed = true }
            if isSeed { statements.append(String(line)) }
            if line.hasSuffix(";") { isSeed = false }
        }
        return statements.joined(separator: "\n")
    }

    /// A database with the schema and its first rows only.
    static func take() throws -> String {
        let (known, number) = state.withLock { state in
            state.made += state.free.isEmpty ? 1 : 0
            return (state.free.popLast(), state.made)
        }
        if let known { return known }
        try dropLeft()
        let name = "\(prefix)\(ProcessInfo.processInfo.processIdentifier)_\(number)"
        try Connection(ScratchDatabase.server()).executeScript(
            "DROP DATABASE IF EXISTS \(name);\nCREATE DATABASE \(name) CHARACTER SET utf8mb4;")
        let connection = try Connection(ScratchDatabase.options(database: name))
        try connection.executeScript(SourceTree.text(of: "schema.sql"))
        let shape = try self.shape(connection)
        state.withLock { $0.shape = shape }
        return name
    }

    /// Gives a database back; false when it has become another than the schema's, or a test still uses it.
    static func giveBack(_ name: String) -> Bool {
        do {
            let connection = try Connection(ScratchDatabase.options(database: name))
            guard let shape = try shape(connection), shape == state.withLock({ $0.shape }) else { return false }
            try connection.executeScript(
                "SET lock_wait_timeout = 2;\nSET foreign_key_checks = 0;\n\(emptying);\n\(seeds())")
            state.withLock { $0.free.append(name) }
            return true
        } catch {
            return false
        }
    }

    /// Empties each table that has rows, or has had some with a number; as new ones, without what statistics know of those rows.
    private static let emptying = """
        BEGIN NOT ATOMIC \
        FOR one IN (SELECT table_name AS name, auto_increment AS next FROM information_schema.tables \
        WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE') DO \
        EXECUTE IMMEDIATE CONCAT('SELECT EXISTS (SELECT 1 FROM `', one.name, '`) INTO @filled'); \
        IF @filled OR one.next > 1 THEN EXECUTE IMMEDIATE CONCAT('TRUNCATE TABLE `', one.name, '`'); END IF; \
        END FOR; END
        """

    private static func shape(_ connection: Connection) throws -> Shape? {
        try connection.fetchFirst(
            """
            SELECT
              (SELECT CAST(SUM(CRC32(CONCAT_WS(' ', table_name, column_name, column_type))) AS SIGNED)
              FROM information_schema.columns WHERE table_schema = DATABASE()) AS columns,
              (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE()) AS triggers
            """)
    }

    /// Drops what test processes that have ended left.
    private static func dropLeft() throws {
        guard
            state.withLock({ state in
                defer { state.isCleared = true }; return !state.isCleared
            })
        else { return }
        let server = try Connection(ScratchDatabase.server())
        let names: [Name] = try server.fetchAll(
            "SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE 'guiche\\_pool\\_%'")
        for name in names.map(\.text) {
            let process = name.dropFirst(prefix.count).prefix { $0 != "_" }
            guard !FileManager.default.fileExists(atPath: "/proc/\(process)") else { continue }
            try server.executeScript("DROP DATABASE IF EXISTS `\(name)`;")
        }
    }
}
