package import FoundationEssentials
package import MariaDB

/// What waits, as monitoring wants to know it.
extension JobStore {
    /// How many jobs are of a state, counted up to `limit`.
    package func count(_ state: Job.State, upTo limit: Int) throws(DatabaseError) -> Int {
        try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM (
              SELECT state
              FROM jobs FORCE INDEX (jobs_due)
              WHERE state = \(state)
              LIMIT \(limit)) AS counted
            """) ?? 0
    }

    /// When the job that has waited longest was due; nil when none is due yet.
    package func firstDue(at now: Date) throws(DatabaseError) -> Date? {
        try connection.fetchValue(
            """
            SELECT due_at
            FROM jobs FORCE INDEX (jobs_due)
            WHERE state = 'pending' AND due_at <= \(now)
            ORDER BY due_at
            LIMIT 1
            """)
    }
}
