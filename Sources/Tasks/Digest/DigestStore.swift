package import Frame
package import MariaDB
package import Values

/// A user who is to be sent a digest.
package struct DigestReader: RowDecodable {
    package let id: User.ID
    /// The name for people; the user name where there is none.
    package let name: String
    package let email: String

    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        name = try row["name"]
        email = try row["email"]
    }
}

/// The users who want digests, and the days whose digests are done.
package struct DigestStore {
    private let connection: Connection

    /// The digests that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Active users who want digests and whose day is not marked yet.
    package func waiting(for day: CivilDay, _ limit: Int) throws(DatabaseError) -> [DigestReader] {
        try connection.fetchAll(
            """
            SELECT users.id AS id, COALESCE(NULLIF(users.name, ''), users.username) AS name, users.email AS email
            FROM users FORCE INDEX (users_digest)
            LEFT JOIN digest_days ON digest_days.user_id = users.id
            WHERE users.digest = TRUE AND users.is_active = TRUE
              AND (digest_days.day IS NULL OR digest_days.day < \(day.text))
            ORDER BY users.id
            LIMIT \(limit)
            """)
    }

    /// Marks a day of a user; call it in the transaction of the mail.
    ///
    /// - Returns: false when that day or a later one is marked already.
    package func mark(_ day: CivilDay, of user: User.ID) throws(DatabaseError) -> Bool {
        let inserted = try connection.execute(
            "INSERT IGNORE INTO digest_days (user_id, day) VALUES (\(user), \(day.text))")
        if inserted > 0 { return true }
        return try connection.execute(
            "UPDATE digest_days SET day = \(day.text) WHERE user_id = \(user) AND day < \(day.text)") > 0
    }

    /// The last day of a user that is marked.
    package func marked(of user: User.ID) throws(DatabaseError) -> CivilDay? {
        let day = try connection.fetchValue(
            "SELECT CAST(day AS CHAR) FROM digest_days WHERE user_id = \(user)", as: String.self)
        return day.flatMap { CivilDay.read($0) }
    }
}
