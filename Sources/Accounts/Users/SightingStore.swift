package import FoundationEssentials
package import Frame
package import MariaDB

/// When users were last seen: when a request of theirs came in, to within five minutes.
package struct SightingStore {
    /// How exact a sighting is, in seconds: so often at most is one written.
    package static let stepSeconds = 300.0

    private let connection: Connection

    /// The sightings, over a connection.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Notes that a user was seen, unless that was noted within the last five minutes.
    package func note(_ user: User.ID, at now: Date) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO user_sightings (user_id, seen_at)
            VALUES (\(user), \(now))
            ON DUPLICATE KEY UPDATE seen_at = IF(seen_at <= \(now - Self.stepSeconds), VALUES(seen_at), seen_at)
            """)
    }

    /// When some users were last seen; those who never were are left out.
    package func find(_ users: [User.ID]) throws(DatabaseError) -> [User.ID: Date] {
        var found: [User.ID: Date] = [:]
        for part in users.statementSized {
            let rows: [Sighting] = try connection.fetchAll(
                """
                SELECT user_id, seen_at
                FROM user_sightings
                WHERE user_id IN (\(list: Array(part)))
                ORDER BY user_id
                LIMIT \(part.count)
                """)
            for row in rows { found[row.user] = row.seenAt }
        }
        return found
    }

    private struct Sighting: RowDecodable {
        let user: User.ID
        let seenAt: Date

        init(row: borrowing Row) throws(DatabaseError) {
            user = try row["user_id"]
            seenAt = try row["seen_at"]
        }
    }
}
