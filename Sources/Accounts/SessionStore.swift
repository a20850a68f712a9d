package import FoundationEssentials
package import MariaDB
import Platform

/// Sessions in the database.
package struct SessionStore {
    private let connection: Connection

    /// The sessions behind a connection.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Keeps a new session.
    package func insert(_ session: Session) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO sessions (id, user_id, created_at, expires_at)
            VALUES (\(session.id), \(session.userID), \(session.createdAt), \(session.expiresAt))
            """)
    }

    /// The user of a live session: neither revoked nor over, of an active user.
    package func caller(of session: Session.ID, user: User.ID, at now: Date) throws(DatabaseError) -> Caller? {
        let row = try connection.fetchFirst(
            """
            SELECT users.username AS username, users.role AS role
            FROM sessions
            JOIN users ON users.id = sessions.user_id
            WHERE sessions.id = \(session)
              AND sessions.user_id = \(user)
              AND sessions.revoked_at IS NULL
              AND sessions.expires_at > \(now)
              AND users.is_active = TRUE
            """, as: CallerRow.self)
        return row.map { Caller(id: user, username: $0.username, role: $0.role, session: session) }
    }

    /// When a live session ends; nil for one that does not count.
    package func end(of session: Session.ID, user: User.ID, at now: Date) throws(DatabaseError) -> Date? {
        try connection.fetchValue(
            """
            SELECT sessions.expires_at
            FROM sessions
            JOIN users ON users.id = sessions.user_id
            WHERE sessions.id = \(session)
              AND sessions.user_id = \(user)
              AND sessions.revoked_at IS NULL
              AND sessions.expires_at > \(now)
              AND users.is_active = TRUE
            """)
    }

    /// Ends a session; whether it was live.
    @discardableResult
    package func revoke(_ session: Session.ID, at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE sessions
            SET revoked_at = \(now)
            WHERE id = \(session)
              AND revoked_at IS NULL
              AND expires_at > \(now)
            """) > 0
    }

    /// Ends all sessions of a user but one.
    package func revokeAll(of user: User.ID, except kept: Session.ID? = nil, at now: Date) throws(DatabaseError) {
        var update: SQL =
            """
            UPDATE sessions
            SET revoked_at = \(now)
            WHERE user_id = \(user)
              AND revoked_at IS NULL
            """
        if let kept { update += " AND id <> \(kept)" }
        try connection.execute(update)
    }

    /// Removes sessions of a user that are over.
    package func removeExpired(of user: User.ID, at now: Date) throws(DatabaseError) {
        try connection.execute(
            """
            DELETE FROM sessions
            WHERE user_id = \(user)
              AND expires_at <= \(now)
            LIMIT 100
            """)
    }

    /// Removes up to 1,000 sessions that ended before a moment; how many. For the sweep.
    package func removeExpired(before moment: Date) throws(DatabaseError) -> Int {
        try connection.execute(
            """
            DELETE FROM sessions
            WHERE expires_at < \(moment)
            ORDER BY expires_at, id
            LIMIT 1000
            """)
    }
}

private struct CallerRow: RowDecodable {
    let username: String
    let role: Role

    init(row: borrowing Row) throws(DatabaseError) {
        username = try row["username"]
        role = try row["role"]
    }
}
