package import FoundationEssentials
import Frame
package import MariaDB

/// One-time tokens to replace a forgotten password by, in the database: their digests only.
package struct PasswordTokenStore {
    /// How many tokens a user is mailed within `limitSeconds`.
    static let limit = 3
    /// Half a token's lifetime: an account that gets no further token was mailed one in this time, which is valid for as long again.
    static let limitSeconds = Double(PasswordReset.lifetime.components.seconds) / 2
    private static let hour = 3600.0

    private let connection: Connection

    /// The tokens, over a connection.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Whether a user may be mailed one more; in a transaction, other requests for the user wait until its end.
    func mayAdd(for user: User.ID, at now: Date) throws(DatabaseError) -> Bool {
        let isThere = try connection.fetchValue("SELECT 1 FROM users WHERE id = \(user) FOR UPDATE", as: Int.self)
        let recent = try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM password_tokens
            WHERE user_id = \(user)
              AND created_at > \(now - Self.limitSeconds)
              AND ended_at IS NULL
            """, as: Int.self)
        return isThere != nil && (recent ?? 0) < Self.limit
    }

    /// Keeps a new token beside the user's older ones: who asks for one may be a stranger, and must not end those.
    func add(_ digest: [UInt8], of user: User.ID, at now: Date, until end: Date) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO password_tokens (digest, user_id, created_at, expires_at)
            VALUES (\(digest), \(user), \(now), \(end))
            """)
    }

    /// The active user of a valid token.
    func user(of digest: [UInt8], at now: Date) throws(DatabaseError) -> User? {
        try connection.fetchFirst(
            """
            SELECT users.id AS id, users.username AS username, users.name AS name, users.email AS email,
              users.role AS role, users.role_name AS role_name, users.is_active AS is_active,
              users.away_until AS away_until, users.digest AS digest,
              users.created_at AS created_at
            FROM password_tokens
            JOIN users ON users.id = password_tokens.user_id
            WHERE password_tokens.digest = \(digest)
              AND password_tokens.ended_at IS NULL
              AND password_tokens.expires_at > \(now)
              AND users.is_active = TRUE
            """)
    }

    /// Uses a token up; whether it counted until now.
    func end(_ digest: [UInt8], at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE password_tokens
            SET ended_at = \(now)
            WHERE digest = \(digest)
              AND ended_at IS NULL
              AND expires_at > \(now)
            """) > 0
    }

    /// Makes all tokens of a user void.
    func endAll(of user: User.ID, at now: Date) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE password_tokens
            SET ended_at = \(now)
            WHERE user_id = \(user)
              AND ended_at IS NULL
            """)
    }

    /// Removes up to 1,000 expired or used tokens; returns their number. For the sweep.
    package func removeSpent(at now: Date) throws(DatabaseError) -> Int {
        try connection.execute(
            """
            DELETE FROM password_tokens
            WHERE created_at <= \(now - Self.hour)
            ORDER BY created_at, digest
            LIMIT 1000
            """)
    }
}
