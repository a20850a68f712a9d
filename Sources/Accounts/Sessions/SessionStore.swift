package import FoundationEssentials
package import Frame
package import MariaDB

/// Sessions in the database.
package struct SessionStore {
    let connection: Connection

    /// The sessions, over a connection.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Keeps a new session.
    package func insert(_ session: Session) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO sessions (id, user_id, created_at, expires_at, user_agent)
            VALUES (\(session.id), \(session.userID), \(session.createdAt), \(session.expiresAt), \(session.userAgent))
            """)
    }

    /// A live session, neither revoked nor over, of an active user, and its caller.
    package func live(_ session: Session.ID, of user: User.ID, at now: Date) throws(DatabaseError) -> LiveSession? {
        let row = try connection.fetchFirst(
            """
            SELECT users.username AS username, users.role AS role, sessions.expires_at AS expires_at,
              user_sightings.seen_at AS seen_at
            FROM sessions
            JOIN users ON users.id = sessions.user_id
            LEFT JOIN user_sightings ON user_sightings.user_id = sessions.user_id
            WHERE sessions.id = \(session)
              AND sessions.user_id = \(user)
              AND sessions.revoked_at IS NULL
              AND sessions.expires_at > \(now)
              AND users.is_active = TRUE
            """, as: LiveRow.self)
        return row.map { row in
            LiveSession(
                caller: Caller(id: user, username: row.username, role: row.role, session: session),
                expiresAt: row.expiresAt, seenAt: row.seenAt)
        }
    }

    /// Those of some sessions, 64 at most, that are live and of active users, each with its user and the user's present role.
    package func live(among sessions: [Session.ID], at now: Date) throws(DatabaseError) -> [Standing] {
        guard let first = sessions.first else { return [] }
        // One length of the list, one prepared statement.
        let list = sessions + Array(repeating: first, count: max(0, Self.standings - sessions.count))
        return try connection.fetchAll(
            """
            SELECT sessions.id AS id, sessions.user_id AS user_id, users.role AS role
            FROM sessions
            JOIN users ON users.id = sessions.user_id
            WHERE sessions.id IN (\(list: list))
              AND sessions.revoked_at IS NULL
              AND sessions.expires_at > \(now)
              AND users.is_active = TRUE
            ORDER BY sessions.id
            LIMIT \(Self.standings)
            """)
    }

    /// The most sessions of one look-up.
    package static let standings = 64

    /// A live session, whose it is and what that user is now.
    package struct Standing: RowDecodable, Sendable, Equatable {
        /// The session.
        package let session: Session.ID
        /// Its user.
        package let user: User.ID
        /// The user's role.
        package let role: Role

        package init(row: borrowing Row) throws(DatabaseError) {
            session = try row["id"]
            user = try row["user_id"]
            role = try row["role"]
        }
    }

    /// Ends a session; whether it was live.
    package func revoke(_ session: Session.ID, of user: User.ID, at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE sessions
            SET revoked_at = \(now)
            WHERE id = \(session)
              AND user_id = \(user)
              AND revoked_at IS NULL
              AND expires_at > \(now)
            """) > 0
    }

    /// Ends all sessions of a user but one; how many were live.
    @discardableResult
    package func revokeAll(of user: User.ID, except kept: Session.ID? = nil, at now: Date) throws(DatabaseError) -> Int
    {
        var update: SQL =
            """
            UPDATE sessions
            SET revoked_at = \(now)
            WHERE user_id = \(user)
              AND revoked_at IS NULL
              AND expires_at > \(now)
            """
        if let kept { update += " AND id <> \(kept)" }
        return try connection.execute(update)
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

/// A valid session.
package struct LiveSession {
    /// Its user.
    package let caller: Caller
    /// When it ends by itself.
    package let expiresAt: Date
    /// When its user was last seen; nil for never.
    package let seenAt: Date?
}

private struct LiveRow: RowDecodable {
    let username: String
    let role: Role
    let expiresAt: Date
    let seenAt: Date?

    init(row: borrowing Row) throws(DatabaseError) {
        username = try row["username"]
        role = try row["role"]
        expiresAt = try row["expires_at"]
        seenAt = try row["seen_at"]
    }
}
