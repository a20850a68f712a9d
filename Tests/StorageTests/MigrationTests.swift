import FoundationEssentials
import MariaDB
import Posix
import TestSupport
import Testing

@testable import Storage

/// The repository's own migrations, on a real server.
struct MigrationTests {
    private func shipped() throws -> [Migration] {
        try MigrationFolder.migrations(in: "\(SourceTree.folder)/scripts/migrations")
    }

    @Test func `migrations make exactly schema.sql`() throws {
        let migrated = try ScratchDatabase()
        try Migrator(connection: migrated.connection(), migrations: shipped()).up()
        let loaded = try ScratchDatabase(loading: "schema.sql")
        let (made, wanted) = try (migrated.schema(), loaded.schema())
        for name in wanted.keys.sorted() { #expect(made[name] == wanted[name], "\(name)") }
        #expect(made.keys.sorted() == wanted.keys.sorted())
        #expect(try loaded.unlistedSchema() == [])
        #expect(wanted["trigger leads_changed"]?.contains("AFTER UPDATE ON leads") == true)
        #expect(wanted["table leads"]?.contains("leads_owner_fk") == true)
    }

    @Test func `every down undoes its up`() throws {
        let database = try ScratchDatabase()
        let migrator = Migrator(connection: database.connection(), migrations: try shipped())
        var schemas: [[String: String]] = []
        try migrator.up(to: 1)
        try migrator.down()  // leaves the empty record, which is there from now on
        for version in 1...SchemaVersion.required {
            schemas.append(try database.schema())
            try migrator.up(to: version)
        }
        for schema in schemas.reversed() {
            try migrator.down()
            #expect(try database.schema() == schema)
        }
        #expect(try migrator.current() == 0)
    }

    /// It could break off half done, and the migrator takes each statement to be done whole or not at all.
    @Test func `no statement drops several tables`() throws {
        for migration in try shipped() {
            for text in [migration.up, migration.down] {
                #expect(text.firstMatch(of: /(?i)DROP\s+TABLE\b[^;]*,/) == nil, "\(migration.label)")
            }
        }
    }

    /// Marks that earlier releases wrote in front of a lead's source.
    @Test func `a suspicion leaves the source, and words with apostrophes are indexed again`() throws {
        let database = try ScratchDatabase()
        let connection = database.connection()
        let migrations = try shipped()
        let migrator = Migrator(connection: connection, migrations: migrations)
        let number = try #require(migrations.first { $0.name == "lead_intake" }).version
        try migrator.up(to: number - 1)
        try connection.executeScript(
            """
            INSERT INTO leads (id, first_name, last_name, business_tracking, fields, search_state, created_at, updated_at) VALUES
              ('a...............', 'Ana', 'd''Ávila', 'suspected program (hidden field): ads', NULL, 'indexed', NOW(), NOW()),
              ('b...............', 'Bia', 'Souza', 'suspected program (sent at once)', NULL, 'indexed', NOW(), NOW()),
              ('c...............', 'Cid', 'Lima', 'mine', '{"business_tracking": "suspected program (hidden field): x"}', 'indexed', NOW(), NOW()),
              ('d...............', 'Dora', 'Pi-Sol', 'a suspected program (x)', NULL, 'indexed', NOW(), NOW());
            INSERT INTO enquiries (id, lead_id, form, fields, created_at) VALUES
              ('e...............', 'a...............', 'form', '{"name": "A", "business_tracking": "suspected program (sent at once)"}', NOW()),
              ('f...............', 'a...............', 'form', '{"name": "A", "business_tracking": "ads"}', NOW());
            """)
        func texts(_ sql: SQL) throws -> [String] { try connection.fetchAll(sql).map { (row: Shown) in row.text } }
        let sources: SQL =
            "SELECT CONCAT_WS('|', business_tracking, JSON_VALUE(fields, '$.business_tracking')) AS text FROM leads ORDER BY id"
        let enquired: SQL =
            "SELECT CONCAT_WS('|', 'said', JSON_VALUE(fields, '$.business_tracking')) AS text FROM enquiries ORDER BY id"
        let before = try (texts(sources), texts(enquired))
        try migrator.up(to: number)
        #expect(try texts(sources) == ["ads", "", "mine|x", "a suspected program (x)"])
        #expect(try texts(enquired) == ["said", "said|ads"])
        #expect(
            try texts("SELECT COALESCE(suspicion, '') AS text FROM leads ORDER BY id") == ["trap", "hasty", "trap", ""])
        #expect(try texts("SELECT COALESCE(suspicion, '') AS text FROM enquiries ORDER BY id") == ["hasty", ""])
        #expect(
            try texts("SELECT search_state AS text FROM leads ORDER BY id") == [
                "changed", "indexed", "indexed", "changed",
            ])
        try migrator.down()
        #expect(try texts(enquired) == before.1)
        #expect(try texts(sources).prefix(2) == before.0.prefix(2))
    }

    @Test func `rows counted before the follow-up existed are not counted again, and new rows block its removal`()
        throws
    {
        let migrations = try shipped()
        let number = try #require(migrations.first { $0.name == "follow_up" }?.version)
        let database = try ScratchDatabase()
        let connection = database.connection()
        let migrator = Migrator(connection: connection, migrations: Array(migrations.prefix(number)))
        try migrator.up(to: number - 1)
        try connection.executeScript(
            """
            INSERT INTO leads (id, first_name, last_name, search_state, created_at, updated_at) VALUES
              ('a...............', 'Ana', 'Luz', 'new', NOW(), NOW()), ('b...............', 'Bia', 'Luz', 'changed', NOW(), NOW()),
              ('c...............', 'Cid', 'Luz', 'indexed', NOW(), NOW());
            INSERT INTO enquiries (id, lead_id, form, fields, created_at) VALUES
              ('e...............', 'a...............', 'form', '{"name": "A"}', NOW());
            """)
        func texts(_ sql: SQL) throws -> [String] { try connection.fetchAll(sql).map { (row: Shown) in row.text } }
        try migrator.up(to: number)
        #expect(try texts("SELECT follow_up AS text FROM leads ORDER BY id") == ["changed", "changed", "done"])
        #expect(try texts("SELECT follow_up AS text FROM enquiries") == ["done"])
        try connection.execute("UPDATE leads SET first_name = 'Cleo' WHERE id = 'c...............'")
        try connection.execute(
            "INSERT INTO leads (id, first_name, last_name, created_at, updated_at) VALUES ('d...............', 'Dora', 'Luz', NOW(), NOW())"
        )
        #expect(throws: (any Error).self) { try migrator.down() }
        try connection.execute("DELETE FROM leads WHERE follow_up = 'new'")
        // What broke off changed nothing.
        try connection.execute("UPDATE schema_migrations SET finished_at = started_at WHERE version = \(number)")
        try migrator.down()
        #expect(
            try texts("SELECT search_state AS text FROM leads ORDER BY id") == ["changed", "changed", "changed"])
        #expect(try texts("SELECT CAST(SUM(total) AS CHAR) AS text FROM lead_counts") == ["3"])
    }

    private struct Shown: RowDecodable {
        let text: String
        init(row: borrowing Row) throws(DatabaseError) { text = try row["text"] }
    }

    @Test func `programs serve on the last migration only`() throws {
        let migrations = try shipped()
        #expect(SchemaVersion.required == migrations.last?.version)
        let database = try ScratchDatabase()
        let connection = database.connection()
        #expect(throws: MigrationError.older(current: 0, required: SchemaVersion.required)) {
            try SchemaVersion.check(connection)
        }
        try Migrator(connection: connection, migrations: migrations).up()
        try SchemaVersion.check(connection)
        let next = Migration(version: migrations.count + 1, name: "next", up: "DO 1;", down: "DO 1;")
        try Migrator(connection: connection, migrations: migrations + [next]).up()
        #expect(throws: MigrationError.newer(current: next.version, required: SchemaVersion.required)) {
            try SchemaVersion.check(connection)
        }
        try connection.execute("UPDATE schema_migrations SET finished_at = NULL WHERE version = \(next.version)")
        #expect(throws: MigrationError.unfinished(next.label)) { try SchemaVersion.check(connection) }
    }

    @Test func `kept answers go to the pool that gave them, and back`() throws {
        let database = try ScratchDatabase()
        let connection = database.connection()
        let migrator = Migrator(connection: connection, migrations: try shipped())
        try migrator.up(to: 19)
        let answers: [(pool: String?, status: Int?, content: String?)] = [
            ("intake", 201, #"{"id":"1","first_name":"Ana","status":"PENDING"}"#),
            ("intake", 201, #"{"lead":{"id":"1","customer":null},"token":"t"}"#), ("intake", 303, nil),
            ("intake", 409, #"{"error":{"code":"CONFLICT"}}"#), ("intake", 409, "<!DOCTYPE html>"),
            ("accounts", 201, #"{"message":"m","username":"ana"}"#), ("accounts", 201, #"{"ticket":"t"}"#),
            ("accounts", 201, #"{"message":"m","user":{"lead":1}}"#), ("leads", 201, #"{"message":"m","note":{}}"#),
            ("leads", 201, #"{"message":"m","customer":{},"lead":{}}"#),
            ("crm", 201, #"{"message":"m","customer":{"lead_id":null,"user":1}}"#),
            ("crm", 201, #"{"message":"m","interaction":{}}"#), ("crm", 201, #"{"message":"m","transaction":{}}"#),
            ("crm", 201, #"{"message":"m","product":{}}"#), ("messaging", 202, #"{"message_id":"1"}"#), (nil, nil, nil),
        ]
        for (number, answer) in answers.enumerated() {
            try connection.execute(
                """
                INSERT INTO idempotency_records (digest, claim_id, expires_at, status, content, created_at)
                VALUES (\([UInt8](repeating: UInt8(number), count: 32)), \([UInt8](repeating: 1, count: 16)), \(Date()),
                  \(answer.status), \(answer.content), \(Date()))
                """)
        }
        try migrator.up(to: 20)
        let tables: [(pool: String, name: SQL)] = [
            ("intake", "idempotency_records_intake"), ("accounts", "idempotency_records_accounts"),
            ("leads", "idempotency_records_leads"), ("crm", "idempotency_records_crm"),
            ("messaging", "idempotency_records_messaging"),
        ]
        for (pool, table) in tables {
            let kept = try connection.fetchValue(
                """
                SELECT GROUP_CONCAT(ORD(digest) ORDER BY digest)
                FROM \(table)
                """, as: String.self)
            let wanted = answers.indices.filter { answers[$0].pool == pool }.map(String.init)
            #expect(kept == wanted.joined(separator: ","), "\(pool)")
        }
        try migrator.down()
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM idempotency_records") == answers.count - 1)
    }

    @Test func `keys compare byte by byte, names without accents`() throws {
        let database = try ScratchDatabase()
        let connection = database.connection()
        try Migrator(connection: connection, migrations: shipped()).up()
        for (number, email) in ["a@b.example", "á@b.example", "a@b.example ", "A@b.example"].enumerated() {
            try connection.execute(
                """
                INSERT INTO leads (id, first_name, last_name, email, created_at, updated_at)
                VALUES (\([UInt8](repeating: UInt8(number), count: 16)), 'José', 'Luz', \(email), \(Date()), \(Date()))
                """)
        }
        func count(_ filter: SQL) throws -> Int? {
            try connection.fetchValue("SELECT COUNT(*) FROM leads WHERE \(filter)")
        }
        #expect(try count("email = \("a@b.example")") == 1)
        #expect(try count("first_name = \("JOSE")") == 4)
        #expect(try count("first_name = \("José ")") == 0)
        // Text beyond ASCII cannot be compared with an ASCII column as it is (1267).
        #expect(throws: DatabaseError.self) { try count("phone LIKE \("não%")") }
        #expect(try count("CONVERT(phone USING utf8mb4) LIKE \("não%")") == 0)
    }

    @Test func `counts by status follow the leads`() throws {
        let database = try ScratchDatabase()
        let connection = database.connection()
        try Migrator(connection: connection, migrations: shipped()).up()
        func counts() throws -> String? {
            try connection.fetchValue(
                """
                SELECT GROUP_CONCAT(status, '=', total ORDER BY status DESC SEPARATOR ' ')
                FROM (SELECT CAST(status AS CHAR) AS status, SUM(total) AS total FROM lead_counts GROUP BY 1) AS sums
                """, as: String?.self) ?? nil
        }
        for number in 0..<3 {
            try connection.execute(
                """
                INSERT INTO leads (id, first_name, last_name, created_at, updated_at)
                VALUES (\([UInt8](repeating: UInt8(number), count: 16)), 'Ana', 'Luz', \(Date()), \(Date()))
                """)
        }
        let first = [UInt8](repeating: 1, count: 16)
        // New ones are not counted, whatever becomes of them.
        try connection.execute("UPDATE leads SET status = 'QUALIFIED', first_name = 'Bea', follow_up = 'done'")
        #expect(try counts() == nil)
        try connection.execute("UPDATE leads SET status = 'LOST' WHERE id = \(first)")
        try connection.execute("UPDATE leads SET first_name = 'Cleo'")
        #expect(try counts() == "QUALIFIED=-1 LOST=1")
        try connection.execute("DELETE FROM leads WHERE id = \(first)")
        #expect(try counts() == "QUALIFIED=-1 LOST=0")
        try connection.execute("UPDATE leads SET follow_up = 'new'")
        try connection.execute("DELETE FROM leads")
        #expect(try counts() == "QUALIFIED=-1 LOST=0")
    }
}
