import Glibc
import MariaDB
import Synchronization

/// Databases with the schema that tests have given back, as new: they are used again, and dropped when the process ends.
///
/// To make one and to drop it costs the server ten times what it takes to empty the tables that a test has filled.
enum ScratchPool {
    private static let idle = Mutex<[String]>([])
    private static let ending: Void = { _ = atexit { ScratchPool.end() } }()

    /// The name of one, when there is one.
    static func take() -> String? { idle.withLock { $0.popLast() } }

    /// Makes a database as new and keeps it for another test.
    ///
    /// - Throws: when it cannot be: a test has changed its tables. It is not kept then.
    static func giveBack(_ name: String) throws {
        _ = ending
        try renew(Connection(ScratchDatabase.options(of: name)))
        idle.withLock { $0.append(name) }
    }

    private struct Altered: Error {}

    private static func renew(_ connection: Connection) throws {
        // Whoever still works in it would work in the next test's.
        let others: [Int] = try connection.fetchAll(
            "SELECT id AS number FROM information_schema.PROCESSLIST WHERE db = DATABASE() AND id <> CONNECTION_ID()",
            as: Number.self
        ).map(\.number)
        // One that has ended meanwhile cannot be ended.
        for other in others { try? connection.executeScript("KILL \(other);") }
        let schema = try SourceTree.text(of: "schema.sql")
        let tables = names(of: "TABLE", in: schema)
        let found = try connection.fetchValue(
            """
            SELECT
              (SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()) * 1000
              + (SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE())
            """, as: Int.self)
        guard found == tables.count * 1000 + names(of: "TRIGGER", in: schema).count else { throw Altered() }
        let emptying = tables.map { "IF EXISTS (SELECT 1 FROM \($0)) THEN TRUNCATE \($0); END IF; " }.joined()
        try connection.executeScript(
            "SET FOREIGN_KEY_CHECKS = 0;\nBEGIN NOT ATOMIC \(emptying)END;\n\(firstRows(in: schema))")
    }

    private struct Number: RowDecodable {
        let number: Int
        init(row: borrowing Row) throws(DatabaseError) { number = try row["number"] }
    }

    private static func names(of kind: String, in schema: String) -> [Substring] {
        schema.split(separator: "\n").filter { $0.hasPrefix("CREATE \(kind) ") }.map { $0.split(separator: " ")[2] }
    }

    /// The statements of the schema that insert.
    private static func firstRows(in schema: String) -> String {
        var isInserting = false
        var lines: [Substring] = []
        for line in schema.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("INSERT ") { isInserting = true }
            if isInserting { lines.append(line) }
            if line.hasSuffix(";") { isInserting = false }
        }
        return lines.joined(separator: "\n")
    }

    private static func end() {
        for name in idle.withLock({ $0 }) { ScratchDatabase.drop(name) }
    }
}
