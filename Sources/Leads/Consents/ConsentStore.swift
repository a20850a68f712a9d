import Crypto
import MariaDB

/// The ledger of consents in the database: entries are added, never changed.
struct ConsentStore {
    private let connection: Connection

    /// The ledger that a connection reaches.
    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Adds entries.
    func add(_ entries: [Consent]) throws(DatabaseError) {
        for part in entries.statementSized {
            let rows = part.map { entry -> SQL in
                """
                (\(entry.id), \(entry.leadID), \(entry.at), \(entry.purpose), \(entry.isGiven), \(entry.text),
                  \(sha256(entry.text)), \(entry.channel), \(entry.requestID))
                """
            }
            try connection.execute(
                """
                INSERT INTO consents (id, lead_id, at, purpose, is_given, text, text_sha256, channel, request_id)
                VALUES \(rows.joined(separator: ", "))
                """)
        }
    }
}
