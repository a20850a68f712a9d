package import FoundationEssentials
package import Frame
package import MariaDB
package import Values

extension SessionStore {
    /// One page of a user's live sessions, newest first, and how many there are in all.
    package func page(_ page: Page, of user: User.ID, at now: Date) throws(DatabaseError) -> (
        sessions: [Session], total: Int
    ) {
        let condition: SQL = "WHERE user_id = \(user) AND revoked_at IS NULL AND expires_at > \(now)"
        let total = try connection.fetchValue("SELECT COUNT(*) FROM sessions \(condition)", as: Int.self) ?? 0
        let sessions: [Session] = try connection.fetchAll(
            """
            SELECT id, user_id, created_at, expires_at, revoked_at, user_agent
            FROM sessions
            \(condition)
            ORDER BY id DESC
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (sessions, total)
    }
}

extension Session: RowDecodable {
    /// A row of `sessions`.
    package init(row: borrowing Row) throws(DatabaseError) {
        self.init(
            id: try row["id"], userID: try row["user_id"], createdAt: try row["created_at"],
            expiresAt: try row["expires_at"], revokedAt: try row["revoked_at"], userAgent: try row["user_agent"])
    }
}
