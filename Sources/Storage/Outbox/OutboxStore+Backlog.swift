package import FoundationEssentials
package import MariaDB

/// What waits, as monitoring wants to know it.
extension OutboxStore {
    /// The mails waiting to be sent, without those on hold.
    package struct Backlog: RowDecodable, Sendable, Equatable {
        /// How many mails, as far as they were counted.
        package let pending: Int
        /// When the oldest of those was written.
        package let oldest: Date?

        package init(row: borrowing Row) throws(DatabaseError) {
            pending = try row["pending"]
            oldest = try row["oldest"]
        }
    }

    /// The waiting mails, of which those due first are counted, up to `limit`.
    package func backlog(countedTo limit: Int) throws(DatabaseError) -> Backlog? {
        try connection.fetchFirst(
            """
            SELECT COUNT(*) AS pending, MIN(created_at) AS oldest
            FROM (
              SELECT created_at
              FROM outbox FORCE INDEX (outbox_due)
              WHERE state = 'pending' AND next_attempt_at < \(HoldingStore.held)
              ORDER BY next_attempt_at
              LIMIT \(limit)) AS due
            """)
    }

    /// The number of mails that were given up, counted up to `limit`.
    package func failed(countedTo limit: Int) throws(DatabaseError) -> Int {
        try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM (
              SELECT state
              FROM outbox FORCE INDEX (outbox_due)
              WHERE state = 'failed'
              LIMIT \(limit)) AS counted
            """) ?? 0
    }

    /// The number of mails that are held until someone releases them, counted up to `limit`.
    package func held(countedTo limit: Int) throws(DatabaseError) -> Int {
        try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM (
              SELECT state
              FROM outbox FORCE INDEX (outbox_due)
              WHERE state = 'pending' AND next_attempt_at = \(HoldingStore.held)
              LIMIT \(limit)) AS counted
            """) ?? 0
    }
}
