package import FoundationEssentials
package import MariaDB

/// Mails and jobs that are held: they wait until a person lets them go, whatever the time.
///
/// After a restore they may have gone out before, from the instance that the copy is of.
package struct HoldingStore {
    /// The moment that what is held waits for; nothing else is ever put off so far.
    package static let held = Date(timeIntervalSince1970: 253_370_764_800)  // 9999-01-01T00:00:00Z

    private let connection: Connection

    /// The mails and jobs that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// How many mails and jobs there were.
    package struct Count: Sendable, Equatable {
        package let mails: Int
        package let jobs: Int
    }

    /// Holds every mail that waits, and every job of some kinds that is not finished. Call inside a transaction.
    ///
    /// - Throws: `DatabaseError`.
    package func hold(jobsOf kinds: [String]) throws(DatabaseError) -> Count {
        Count(
            mails: try connection.execute(
                """
                UPDATE outbox
                SET next_attempt_at = \(Self.held), lease_id = NULL
                WHERE state = 'pending'
                """),
            jobs: try connection.execute(
                """
                UPDATE jobs
                SET due_at = \(Self.held)
                WHERE state IN ('pending', 'running') AND kind IN (\(list: kinds))
                """))
    }

    /// Releases held mails and jobs: mails are retried for 24 hours, jobs are due immediately. Call inside a transaction.
    ///
    /// - Throws: `DatabaseError`.
    package func release(at now: Date) throws(DatabaseError) -> Count {
        Count(
            mails: try connection.execute(
                """
                UPDATE outbox
                SET next_attempt_at = \(now), first_attempt_at = NULL, attempts = 0
                WHERE state = 'pending' AND next_attempt_at = \(Self.held)
                """),
            jobs: try connection.execute(
                """
                UPDATE jobs
                SET due_at = \(now)
                WHERE state IN ('pending', 'running') AND due_at = \(Self.held)
                """))
    }

    /// Removes queued mails that contain a one-time token. Call inside a transaction.
    ///
    /// - Throws: `DatabaseError`.
    package func removeSecretMails() throws(DatabaseError) {
        try connection.execute(
            """
            DELETE FROM outbox
            WHERE state = 'pending' AND JSON_EXISTS(template_values, '$.secret')
            """)
    }
}
