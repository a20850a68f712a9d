import MariaDB
import TestSupport
import Testing

@Suite struct ScratchDatabaseTests {
    private struct Counts: RowDecodable, Equatable {
        let failures: Int
        let next: Int
        let sections: Int
        let retention: Int
        init(row: borrowing Row) throws(DatabaseError) {
            failures = try row["failures"]
            next = try row["next"]
            sections = try row["sections"]
            retention = try row["retention"]
        }

        static func now(in database: ScratchDatabase) throws -> Counts? {
            try database.connection().fetchFirst(
                """
                SELECT
                  (SELECT COUNT(*) FROM login_failures) AS failures,
                  (SELECT auto_increment FROM information_schema.tables
                   WHERE table_schema = DATABASE() AND table_name = 'login_failures') AS next,
                  (SELECT COUNT(*) FROM config_sections) AS sections,
                  (SELECT SUM(days) FROM audit_retention) AS retention
                """)
        }
    }

    @Test func `a database from the pool has the first rows of the schema only, whoever used it before`() throws {
        let first = try Counts.now(in: ScratchDatabase(loading: "schema.sql"))
        for _ in 0..<3 {
            let database = try ScratchDatabase.withSchema()
            #expect(try Counts.now(in: database) == first)
            try database.connection().executeScript(
                """
                INSERT INTO login_failures (account_digest, failed_at) VALUES (REPEAT('x', 32), NOW());
                DELETE FROM config_sections LIMIT 1;
                UPDATE audit_retention SET days = 1;
                """)
            #expect(try Counts.now(in: database) != first)
        }
    }

    @Test func `a database whose tables were changed does not come back`() throws {
        for change in ["RENAME TABLE products TO elsewhere;", "DROP TRIGGER audit_events_kept;"] {
            let url: String
            do {
                let database = try ScratchDatabase.withSchema()
                try database.connection().executeScript(change)
                url = database.url
            }
            let others = try (0..<3).map { _ in try ScratchDatabase.withSchema() }
            #expect(!others.map(\.url).contains(url))
        }
    }
}
