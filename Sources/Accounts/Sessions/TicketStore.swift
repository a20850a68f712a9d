package import FoundationEssentials
import Frame
package import MariaDB

/// Tickets in the database; only their digests are kept.
package struct TicketStore {
    private let connection: Connection

    /// The tickets, over a connection.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The most unused tickets of one session.
    static let liveLimit = 100

    /// Whether a session may have one more; what it let expire goes first.
    func mayAdd(for session: Session.ID, at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute("DELETE FROM tickets WHERE session_id = \(session) AND expires_at <= \(now)")
        let live = try connection.fetchValue(
            "SELECT COUNT(*) FROM tickets WHERE session_id = \(session)", as: Int.self)
        return (live ?? 0) < Self.liveLimit
    }

    /// Keeps a new ticket.
    func insert(_ ticket: Ticket, digest: [UInt8]) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO tickets (digest, user_id, session_id, expires_at, access_expires_at)
            VALUES (\(digest), \(ticket.user), \(ticket.session), \(ticket.expiresAt), \(ticket.accessExpiresAt))
            """)
    }

    /// Takes a ticket, which is gone then; nil when there is none of that digest that is still good, or another took it.
    func take(_ digest: [UInt8], at now: Date) throws(DatabaseError) -> Ticket? {
        let ticket = try connection.fetchFirst(
            """
            SELECT user_id, session_id, expires_at, access_expires_at
            FROM tickets
            WHERE digest = \(digest)
              AND expires_at > \(now)
            """, as: Ticket.self)
        guard let ticket else { return nil }
        return try connection.execute("DELETE FROM tickets WHERE digest = \(digest)") == 1 ? ticket : nil
    }

    /// Removes up to 1,000 tickets that expired unused; returns their number. For the sweep.
    package func removeExpired(at now: Date) throws(DatabaseError) -> Int {
        try connection.execute(
            """
            DELETE FROM tickets
            WHERE expires_at <= \(now)
            ORDER BY expires_at, digest
            LIMIT 1000
            """)
    }
}

extension Ticket: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        user = try row["user_id"]
        session = try row["session_id"]
        expiresAt = try row["expires_at"]
        accessExpiresAt = try row["access_expires_at"]
    }
}
