package import FoundationEssentials
package import MariaDB

/// A worker's reports on a leased job. Each returns false, and changes nothing, if the lease was lost: it
/// expired and another worker leased it, or it was cancelled.
extension JobStore {
    /// Holds a job for longer.
    package func renew(_ job: Job.ID, for lease: Lease, at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE jobs
            SET due_at = \(now.addingTimeInterval(Self.leaseSeconds))
            WHERE id = \(job) AND lease_id = \(lease) AND state = 'running'
            """) == 1
    }

    /// Records the progress of a job and renews its lease; in the transaction of its work, it is exact.
    ///
    /// - Parameter position: where to go on after a stop, 255 characters at most; nil leaves it as it is.
    package func recordProgress(
        _ job: Job.ID, of lease: Lease, done: Int, total: Int, position: String?, at now: Date
    ) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE jobs
            SET progress_done = \(done), progress_total = \(total), position = COALESCE(\(position), position),
              due_at = \(now.addingTimeInterval(Self.leaseSeconds))
            WHERE id = \(job) AND lease_id = \(lease) AND state = 'running'
            """) == 1
    }

    /// Adds to the text of a job's result; in the transaction of the progress, both are exact.
    package func addResult(_ text: String, of job: Job.ID, by lease: Lease) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE jobs
            SET result = CONCAT(COALESCE(result, ''), \(text))
            WHERE id = \(job) AND lease_id = \(lease) AND state = 'running'
            """) == 1
    }

    /// Records that a job is done.
    package func finish(_ job: Job.ID, of lease: Lease, at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE jobs
            SET state = 'done', lease_id = NULL, last_error = NULL, finished_at = \(now)
            WHERE id = \(job) AND lease_id = \(lease) AND state = 'running'
            """) == 1
    }

    /// Records why a try failed; the job waits until `next`, or is parked as failed when that is nil.
    package func postpone(_ job: Job.ID, of lease: Lease, until next: Date?, because error: String, at now: Date)
        throws(DatabaseError) -> Bool
    {
        let state: Job.State = next == nil ? .failed : .pending
        let finished = next == nil ? now : nil
        return try connection.execute(
            """
            UPDATE jobs
            SET state = \(state), lease_id = NULL, last_error = \(String(String.UnicodeScalarView(error.unicodeScalars.prefix(Self.errorCharacters)))),
              due_at = COALESCE(\(next), due_at), finished_at = \(finished)
            WHERE id = \(job) AND lease_id = \(lease) AND state = 'running'
            """) == 1
    }

    /// Reschedules a job; nothing failed, so its attempts restart at zero.
    package func repeatLater(_ job: Job.ID, of lease: Lease, from next: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE jobs
            SET state = 'pending', lease_id = NULL, attempts = 0, last_error = NULL, due_at = \(next)
            WHERE id = \(job) AND lease_id = \(lease) AND state = 'running'
            """) == 1
    }

    /// Gives a job back that was not finished because its worker stops; the try does not count.
    package func release(_ job: Job.ID, of lease: Lease, at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE jobs
            SET state = 'pending', lease_id = NULL, attempts = attempts - 1, due_at = \(now)
            WHERE id = \(job) AND lease_id = \(lease) AND state = 'running'
            """) == 1
    }

    /// Ends a job that was cancelled while it ran, once its handler has let go of it.
    package func endCancelled(_ job: Job.ID, at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE jobs
            SET state = 'cancelled', finished_at = \(now)
            WHERE id = \(job) AND lease_id IS NULL AND state = 'running'
            """) == 1
    }
}
