import FoundationEssentials
import MariaDB

/// The uploaded logo in the database, where every host and each backup has it.
struct LogoStore {
    private let connection: Connection

    /// The logo that a connection reaches.
    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The logo; nil when there is none.
    func find() throws(DatabaseError) -> Logo? {
        try connection.fetchFirst(
            """
            SELECT media_type, content, digest
            FROM logo
            WHERE place = 1
            """)
    }

    /// Replaces the logo.
    func replace(with logo: Logo, at now: Date) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO logo (place, media_type, content, digest, updated_at)
            VALUES (1, \(logo.mediaType), \(logo.content), \(logo.digest), \(now))
            ON DUPLICATE KEY UPDATE
              media_type = VALUES(media_type), content = VALUES(content), digest = VALUES(digest),
              updated_at = VALUES(updated_at)
            """)
    }

    /// Removes the logo.
    func remove() throws(DatabaseError) {
        try connection.execute("DELETE FROM logo WHERE place = 1")
    }
}

extension Logo: RowDecodable {
    init(row: borrowing Row) throws(DatabaseError) {
        self.init(mediaType: try row["media_type"], content: try row["content"], digest: try row["digest"])
    }
}
