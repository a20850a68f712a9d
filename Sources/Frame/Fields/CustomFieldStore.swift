package import FoundationEssentials
package import MariaDB
import Routing

/// The own fields of leads and customers in the database.
package struct CustomFieldStore {
    /// The most fields of a subject, the inactive ones included.
    package static let most = 1_000

    private let connection: Connection

    /// The fields that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        id, subject, name, kind, label, hint, options, lowest, highest, is_active, position, version, created_at, updated_at
        """

    /// Changes with every change of a field.
    package func version() throws(DatabaseError) -> Int {
        try connection.fetchValue("SELECT version FROM custom_fields_state WHERE id = 1") ?? 0
    }

    /// All fields but those that are being deleted, in their order.
    package func all() throws(DatabaseError) -> [CustomField] {
        try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM custom_fields
            WHERE is_removed = FALSE
            ORDER BY subject, position, created_at, id
            LIMIT \(2 * Self.most)
            """)
    }

    /// The field of an id.
    package func find(_ id: CustomField.ID) throws(DatabaseError) -> CustomField? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM custom_fields
            WHERE id = \(id) AND is_removed = FALSE
            """)
    }

    /// Begins a change of fields; others wait until the transaction ends.
    package func hold() throws(DatabaseError) {
        try connection.execute("UPDATE custom_fields_state SET version = version + 1 WHERE id = 1")
    }

    /// Adds a field. Call after `hold`.
    ///
    /// - Throws: `DatabaseError` `.duplicateEntry` when its subject has one with that key.
    package func add(_ field: CustomField) throws(DatabaseError) {
        let details = field.details
        try connection.execute(
            """
            INSERT INTO custom_fields (
              id, subject, name, kind, label, hint, options, lowest, highest, is_active, position, created_at, updated_at)
            VALUES (
              \(field.id), \(field.subject), \(field.key), \(field.kind), \(details.label.json.storedText),
              \(details.hint?.json.storedText), \(details.storedOptions), \(details.lowest), \(details.highest),
              \(details.isActive), \(details.position), \(field.createdAt), \(field.updatedAt))
            """)
    }

    /// Changes a field. Call after `hold`.
    package func update(_ field: CustomField, at now: Date) throws(DatabaseError) {
        let details = field.details
        try connection.execute(
            """
            UPDATE custom_fields
            SET label = \(details.label.json.storedText), hint = \(details.hint?.json.storedText),
              options = \(details.storedOptions), lowest = \(details.lowest), highest = \(details.highest),
              is_active = \(details.isActive), position = \(details.position), updated_at = \(now),
              version = version + 1
            WHERE id = \(field.id)
            """)
    }

    /// Moves the fields from a place on by one, when one of them has it, so that another may have it. Call after `hold`.
    package func makeRoom(at position: Int, for field: CustomField) throws(DatabaseError) {
        let isTaken =
            try connection.fetchValue(
                """
                SELECT COUNT(*)
                FROM custom_fields
                WHERE subject = \(field.subject) AND position = \(position) AND id <> \(field.id)
                """, as: Int.self) ?? 0 > 0
        guard isTaken else { return }
        try connection.execute(
            """
            UPDATE custom_fields
            SET position = position + 1
            WHERE subject = \(field.subject) AND position >= \(position) AND id <> \(field.id)
            """)
    }

    /// Hides a field until no record has a value of it. Call after `hold`.
    package func remove(_ field: CustomField) throws(DatabaseError) {
        try connection.execute("UPDATE custom_fields SET is_removed = TRUE WHERE id = \(field.id)")
    }

    /// The fields that are being deleted.
    package func removed() throws(DatabaseError) -> [CustomField] {
        try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM custom_fields
            WHERE is_removed = TRUE
            ORDER BY id
            LIMIT 100
            """)
    }

    /// Deletes a field, which no record has a value of any more; its key is free then.
    package func delete(_ field: CustomField) throws(DatabaseError) {
        try connection.execute("DELETE FROM custom_fields WHERE id = \(field.id)")
    }
}

extension CustomField.Details {
    fileprivate var storedOptions: String? { options.map { JSON.array($0.map(\.json)).storedText } }
}

extension JSON {
    /// The text for a column.
    fileprivate var storedText: String { String(decoding: bytes, as: UTF8.self) }
}
