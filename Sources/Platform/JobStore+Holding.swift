package import FoundationEssentials
package import MariaDB

/// What a worker says of a job that it holds. Each gives false, and changes nothing, when it holds the job no longer: the hold
/// ended and another took it over, or somebody cancelled it.
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

    /// Records how far a job has come, and holds it for longer; in a transaction of its work it tells exactly what was done.
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
            SET state = \(state), lease_id = NULL, last_error = \(String(error.prefix(Self.errorCharacters))),
              due_at = COALESCE(\(next), due_at), finished_at = \(finished)
            WHERE id = \(job) AND lease_id = \(lease) AND state = 'running'
            """) == 1
    }

    /// Has a job run again from a moment on; nothing failed, so its tries are counted anew.
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
