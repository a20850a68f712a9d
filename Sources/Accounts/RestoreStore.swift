package import FoundationEssentials
package import MariaDB

/// The clean-up after a restore: a backup would revive ended sign-ins.
package struct RestoreStore {
    private let connection: Connection

    /// The sign-ins of the restored database that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Ends every session, ticket and password token, and the stored responses that contain one. Call inside a transaction.
    ///
    /// - Returns: how many sessions were live.
    /// - Throws: `DatabaseError`.
    package func endSignIns(at now: Date) throws(DatabaseError) -> Int {
        let sessions = try connection.execute(
            """
            UPDATE sessions
            SET revoked_at = \(now)
            WHERE revoked_at IS NULL
            """)
        try connection.execute("DELETE FROM tickets")
        try connection.execute("DELETE FROM idempotency_records_accounts")
        try connection.execute(
            """
            UPDATE password_tokens
            SET ended_at = \(now)
            WHERE ended_at IS NULL
            """)
        return sessions
    }
}
