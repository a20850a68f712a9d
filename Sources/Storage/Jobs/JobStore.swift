package import FoundationEssentials
package import MariaDB
package import Values

/// The jobs in the database.
///
/// A lane is held by its earliest unfinished job, also while that waits for its next try; a job that is done, cancelled or parked as
/// failed releases it, so a lane never waits longer than the attempts of one job. The keys `jobs_running_lane` and
/// `jobs_open_key` keep the rules of lanes and unique keys, whatever the workers do.
package struct JobStore {
    /// A worker's lease of one job; it expires unless it is renewed.
    package typealias Lease = Identifier<JobStore>

    /// How long a hold lasts.
    package static let leaseSeconds = 30.0
    /// Default attempts of a job.
    package static let defaultAttempts = 10
    /// The most characters of an error that are kept.
    static let errorCharacters = 500
    /// How many due jobs a worker reads to find one without a lease.
    private static let candidates = 8

    let connection: Connection

    /// The jobs that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    static let columns: SQL = "\(listColumns), parameters"

    /// Without the parameters, which may be long.
    static let listColumns: SQL = """
        id, kind, lane, unique_key, state, attempts, max_attempts, due_at, lease_id IS NOT NULL AS is_held,
        position, progress_done, progress_total, last_error, created_by, created_at, started_at, finished_at
        """

    /// Adds a job; in a transaction of the caller's it is there when that is committed.
    ///
    /// - Parameters:
    ///   - kind: the name of its handler, 40 ASCII characters at most.
    ///   - parameters: a JSON text.
    ///   - lane: runs after the unfinished jobs of this lane, 100 characters at most.
    ///   - uniqueKey: when an unfinished job has this key, nothing is added. 100 characters at most.
    ///   - dueAt: not before this instant; nil for now.
    ///   - createdBy: the 16 bytes of a user's id.
    /// - Returns: its id, or that of the unfinished job of the key.
    /// - Throws: `DatabaseError`.
    package func add(
        kind: String, parameters: String = "{}", lane: String? = nil, uniqueKey: String? = nil, dueAt: Date? = nil,
        maxAttempts: Int = JobStore.defaultAttempts, createdBy: [UInt8]? = nil, at now: Date = Date()
    ) throws(DatabaseError) -> Job.ID {
        let id = Job.ID(at: now)
        while true {
            do {
                try connection.execute(
                    """
                    INSERT INTO jobs (
                      id, kind, parameters, lane, unique_key, max_attempts, due_at, created_by, created_at)
                    VALUES (
                      \(id), \(kind), \(parameters), \(lane), \(uniqueKey), \(maxAttempts), \(dueAt ?? now), \(createdBy),
                      \(now))
                    """)
                return id
            } catch {
                guard case .duplicateEntry(let key) = error.code, key.hasSuffix("jobs_open_key"), let uniqueKey else {
                    throw error
                }
                // None there means that it was finished in between.
                if let existing = try unfinished(uniqueKey) { return existing }
            }
        }
    }

    /// Has the jobs of a kind that wait for their time, but are not held, run now; in a transaction of the caller's, when that is committed.
    ///
    /// - Throws: `DatabaseError`.
    package func hasten(kind: String, at now: Date) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE jobs
            SET due_at = \(now)
            WHERE kind = \(kind) AND state = 'pending' AND due_at > \(now) AND due_at < \(HoldingStore.held)
            """)
    }

    /// A locking read sees what was committed after the caller's transaction began.
    private func unfinished(_ uniqueKey: String) throws(DatabaseError) -> Job.ID? {
        try connection.fetchValue(
            """
            SELECT id
            FROM jobs
            WHERE open_key = \(uniqueKey)
            LOCK IN SHARE MODE
            """)
    }

    /// Leases the job that has been due the longest and adds one to its attempts; a job whose worker was lost comes first.
    ///
    /// While nothing is due it costs one read that locks nothing.
    ///
    /// - Parameter kinds: those that this worker has a handler for.
    /// - Throws: `DatabaseError`.
    package func take(for lease: Lease, kinds: [String], at now: Date) throws -> Job? {
        let found = try due(kinds, at: now)
        guard !found.isEmpty else { return nil }
        try connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        return try connection.transaction {
            for candidate in found {
                guard let job = try lock(candidate.id, at: now) else { continue }
                if job.state == .running, try settle(job, at: now) { continue }
                if let taken = try hold(job, for: lease, at: now) { return taken }
            }
            return nil
        }
    }

    private struct Candidate: RowDecodable {
        let id: Job.ID
        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }

    private func due(_ kinds: [String], at now: Date) throws(DatabaseError) -> [Candidate] {
        try connection.fetchAll(
            """
            (SELECT id
             FROM jobs FORCE INDEX (jobs_due)
             WHERE state = 'running' AND due_at <= \(now) AND kind IN (\(list: kinds))
             ORDER BY due_at, sequence
             LIMIT \(Self.candidates))
            UNION ALL
            (SELECT id
             FROM jobs FORCE INDEX (jobs_due)
             WHERE state = 'pending' AND due_at <= \(now) AND kind IN (\(list: kinds))
               AND (lane IS NULL OR (
                 NOT EXISTS (SELECT 1 FROM jobs AS busy WHERE busy.running_lane = jobs.lane)
                 AND sequence = (
                   SELECT earlier.sequence
                   FROM jobs AS earlier FORCE INDEX (jobs_open_lane)
                   WHERE earlier.open_lane = jobs.lane
                   ORDER BY earlier.sequence
                   LIMIT 1)))
             ORDER BY due_at, sequence
             LIMIT \(Self.candidates))
            """)
    }

    private func lock(_ id: Job.ID, at now: Date) throws(DatabaseError) -> Job? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM jobs
            WHERE id = \(id) AND state IN ('pending', 'running') AND due_at <= \(now)
            FOR UPDATE SKIP LOCKED
            """)
    }

    /// Ends a job whose worker was lost, when it was cancelled or that was its last try.
    private func settle(_ job: Job, at now: Date) throws(DatabaseError) -> Bool {
        guard !job.isHeld || job.attempts >= job.maxAttempts else { return false }
        let state: Job.State = job.isHeld ? .failed : .cancelled
        let error = job.isHeld ? "the worker was lost" : job.lastError
        try connection.execute(
            """
            UPDATE jobs
            SET state = \(state), lease_id = NULL, last_error = \(error), finished_at = \(now)
            WHERE id = \(job.id)
            """)
        return true
    }

    /// Nil when another job of its lane runs.
    private func hold(_ job: Job, for lease: Lease, at now: Date) throws(DatabaseError) -> Job? {
        do {
            try connection.execute(
                """
                UPDATE jobs
                SET state = 'running', lease_id = \(lease), attempts = attempts + 1,
                  due_at = \(now.addingTimeInterval(Self.leaseSeconds)), started_at = COALESCE(started_at, \(now))
                WHERE id = \(job.id)
                """)
        } catch {
            guard case .duplicateEntry = error.code else { throw error }
            return nil
        }
        var taken = job
        taken.attempts += 1
        return taken
    }
}
