import FoundationEssentials
import MariaDB

/// The record of the migrations that a database has run.
struct MigrationStore {
    let connection: Connection

    /// All records, in order; empty when there is no table of them.
    func records() throws(DatabaseError) -> [MigrationRecord] {
        do {
            return try connection.fetchAll(
                """
                SELECT version, name, checksum, started_at, finished_at
                FROM schema_migrations
                ORDER BY version
                LIMIT 10000
                """)
        } catch  where error.number == 1146 {
            return []
        }
    }

    /// The name of the database that the connection works in.
    func databaseName() throws(DatabaseError) -> String? {
        try connection.fetchValue("SELECT DATABASE()", as: String?.self) ?? nil
    }

    /// Whether there are tables that no migration is recorded for.
    func hasUnrecordedTables() throws(DatabaseError) -> Bool {
        let count = try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_name NOT IN ('schema_migrations', 'schema_trial')
            """, as: Int.self)
        return count != 0
    }

    /// Whether the user may make triggers, by a trial: a server with a binary log lets only administrators, unless it is set to trust all.
    ///
    /// Source: MariaDB, "Binary Logging of Stored Routines"; error 1419.
    func mayMakeTriggers() throws(DatabaseError) -> Bool {
        let isRestricted = try connection.fetchValue(
            "SELECT @@log_bin AND NOT @@log_bin_trust_function_creators", as: Int.self)
        guard isRestricted == 1 else { return true }
        try connection.executeScript("CREATE OR REPLACE TABLE schema_trial (id INT)")
        var isAllowed = true
        do {
            try connection.executeScript(
                "CREATE TRIGGER schema_trial_added BEFORE INSERT ON schema_trial FOR EACH ROW SET NEW.id = 1")
        } catch  where error.number == 1419 {
            isAllowed = false
        }
        try connection.executeScript("DROP TABLE schema_trial")
        return isAllowed
    }

    /// Makes the table, unless it is there; word for word as in `schema.sql`.
    func makeTable() throws(DatabaseError) {
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
              version INT UNSIGNED NOT NULL,
              name VARCHAR(100) NOT NULL,
              checksum CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of the up file, in hex',
              started_at DATETIME(6) NOT NULL,
              finished_at DATETIME(6) NULL COMMENT 'null while running, and for one that broke off',
              PRIMARY KEY (version)
            ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin
            """)
    }

    func begin(_ migration: Migration) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO schema_migrations (version, name, checksum, started_at)
            VALUES (\(migration.version), \(migration.name), \(migration.checksum), \(Date()))
            """)
    }

    func end(_ migration: Migration) throws(DatabaseError) {
        try connection.execute(
            "UPDATE schema_migrations SET finished_at = \(Date()) WHERE version = \(migration.version)")
    }

    func beginUndoing(_ migration: Migration) throws(DatabaseError) {
        try connection.execute("UPDATE schema_migrations SET finished_at = NULL WHERE version = \(migration.version)")
    }

    func endUndoing(_ migration: Migration) throws(DatabaseError) {
        try connection.execute("DELETE FROM schema_migrations WHERE version = \(migration.version)")
    }
}
