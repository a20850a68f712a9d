package import FoundationEssentials
package import MariaDB
import Routing
package import Values

/// The stored settings and their history in the database; secrets are in neither but sealed.
package struct ConfigStore {
    private let connection: Connection

    /// The settings that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// All sections as they are.
    package func snapshot() throws(DatabaseError) -> ConfigSnapshot { try snapshot("") }

    /// All sections, locked until the end of the transaction.
    package func lockedSnapshot() throws(DatabaseError) -> ConfigSnapshot { try snapshot("FOR UPDATE") }

    /// Makes the rows of those sections that have none; it neither changes nor locks the others, so it may run beside pools that serve.
    ///
    /// - Throws: `DatabaseError`.
    package func makeRows(of sections: [any ConfigSection.Type], at now: Date = Date()) throws(DatabaseError) {
        let known = try snapshot().sections
        for section in sections where known[section.name] == nil {
            try connection.execute(
                """
                INSERT INTO config_sections (name, members, updated_at)
                VALUES (\(section.name), '{}', \(now))
                ON DUPLICATE KEY UPDATE name = name
                """)
        }
    }

    private func snapshot(_ lock: SQL) throws(DatabaseError) -> ConfigSnapshot {
        let rows: [Section] = try connection.fetchAll(
            """
            SELECT name, members, version
            FROM config_sections
            ORDER BY name
            LIMIT 100
            \(lock)
            """)
        return ConfigSnapshot(Dictionary(rows.map { ($0.name, $0.stored) }, uniquingKeysWith: { $1 }))
    }

    private struct Section: RowDecodable {
        let name: String
        let stored: StoredConfig

        init(row: borrowing Row) throws(DatabaseError) {
            name = try row["name"]
            let members: ConfigText = try row["members"]
            stored = StoredConfig(values: members.json.members, version: try row["version"])
        }
    }

    /// Replaces what is stored of a section, when it is still the one of a version; the next version is its new one.
    ///
    /// - Returns: whether it was.
    package func replace(
        _ section: String, with members: String, from version: Int, by actor: [UInt8]?, at now: Date
    ) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE config_sections
            SET members = \(members), version = version + 1, updated_at = \(now), updated_by = \(actor)
            WHERE name = \(section) AND version = \(version)
            """) == 1
    }

    /// Replaces the sealed secrets of a section, which stays what it is.
    package func reseal(_ section: String, with members: String) throws(DatabaseError) {
        try connection.execute("UPDATE config_sections SET members = \(members) WHERE name = \(section)")
    }

    /// Writes the entry of a change. Call inside its transaction.
    package func addHistory(
        of section: String, version: Int, changes: String, by actor: [UInt8]?, at now: Date
    ) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO config_history (section, version, id, at, actor_id, changes)
            VALUES (\(section), \(version), \(ConfigEvent.ID(at: now)), \(now), \(actor), \(changes))
            """)
    }

    /// One page of what happened to a section, newest first, and how many entries there are.
    package func history(
        of section: String, _ page: Page
    ) throws(DatabaseError) -> (events: [ConfigEvent], total: Int) {
        let total =
            try connection.fetchValue(
                "SELECT COUNT(*) FROM config_history WHERE section = \(section)", as: Int.self) ?? 0
        guard page.offset < total else { return ([], total) }
        let events: [ConfigEvent] = try connection.fetchAll(
            """
            SELECT config_history.id, config_history.at, config_history.actor_id, users.username,
              config_history.version, config_history.changes
            FROM config_history
            LEFT JOIN users ON users.id = config_history.actor_id
            WHERE config_history.section = \(section)
            ORDER BY config_history.version DESC
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (events, total)
    }
}

/// A column of JSON text.
struct ConfigText: ColumnDecodable {
    let json: JSON

    init(column: borrowing Column) throws(DatabaseError) {
        let text = try column.bytes()
        do {
            json = try JSONText.parse(text)
        } catch {
            throw column.undecodable
        }
    }
}
