package import MariaDB
package import Values

/// Which database this is: an id that it carries once and for all, and the file store that belongs to it, too.
package struct InstanceStore {
    /// The id of an instance.
    package typealias ID = Identifier<InstanceStore>

    private let connection: Connection

    /// The identity of the database that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The id; the migration that made its table wrote it.
    ///
    /// - Throws: `DatabaseError`; nil only if the row was removed by hand.
    package func id() throws(DatabaseError) -> ID? {
        try connection.fetchValue("SELECT id FROM instance WHERE place = 1")
    }

    /// Gives the database a new id, so that no file store belongs to it until one is adopted; for one that was restored.
    ///
    /// - Throws: `DatabaseError`.
    package func renew(to id: ID) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO instance (place, id)
            VALUES (1, \(id))
            ON DUPLICATE KEY UPDATE id = \(id)
            """)
    }
}
