package import FoundationEssentials
package import MariaDB
import Routing

/// The administration of jobs.
extension JobStore {
    /// Which jobs a list shows.
    package struct Filter: Sendable, Equatable {
        package var state: Job.State?
        package var kind: String?

        /// Those of a state and kind, or of all.
        package init(state: Job.State? = nil, kind: String? = nil) {
            self.state = state
            self.kind = kind
        }

        var condition: SQL {
            var conditions: [SQL] = []
            if let state { conditions.append("state = \(state)") }
            if let kind { conditions.append("kind = \(kind)") }
            return conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        }
    }

    /// The newest jobs, without their parameters.
    package func list(_ filter: Filter = Filter(), limit: Int, offset: Int = 0) throws(DatabaseError) -> [Job] {
        try connection.fetchAll(
            """
            SELECT \(Self.listColumns), '{}' AS parameters
            FROM jobs
            \(filter.condition)
            ORDER BY id DESC
            LIMIT \(limit) OFFSET \(offset)
            """)
    }

    /// How many jobs a filter lets through.
    package func count(_ filter: Filter) throws(DatabaseError) -> Int {
        try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM jobs FORCE INDEX (jobs_kind, jobs_due)
            \(filter.condition)
            """) ?? 0
    }

    /// The job of an id.
    package func find(_ id: Job.ID) throws(DatabaseError) -> Job? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM jobs
            WHERE id = \(id)
            """)
    }

    /// A job with its result, once it is done.
    package func findWithResult(_ id: Job.ID) throws(DatabaseError) -> Job? {
        guard var job = try find(id) else { return nil }
        if job.state == .done {
            let text: String? = try connection.fetchValue(
                "SELECT result FROM jobs WHERE id = \(id) AND result IS NOT NULL")
            // A text that is none is one of ours that broke off: there is nothing to show.
            job.result = text.flatMap { try? JSONText.parse(Array($0.utf8)) }
        }
        return job
    }

    /// Retries a failed, cancelled or waiting job immediately, with the attempts of a new one; it continues where it stopped.
    ///
    /// - Returns: false when there is no such job, or an unfinished one has its key.
    package func retry(_ id: Job.ID, at now: Date) throws(DatabaseError) -> Bool {
        do {
            return try connection.execute(
                """
                UPDATE jobs
                SET state = 'pending', attempts = 0, due_at = \(now), finished_at = NULL
                WHERE id = \(id) AND state IN ('pending', 'failed', 'cancelled')
                """) == 1
        } catch {
            guard case .duplicateEntry = error.code else { throw error }
            return false
        }
    }

    /// Retries every failed job, in order of creation.
    ///
    /// - Returns: how many.
    package func retryAllFailed(at now: Date) throws(DatabaseError) -> Int {
        var (count, last) = (0, 0)
        while true {
            let failed: [Numbered] = try connection.fetchAll(
                """
                SELECT id, sequence
                FROM jobs
                WHERE state = 'failed' AND sequence > \(last)
                ORDER BY sequence
                LIMIT 500
                """)
            guard let end = failed.last else { return count }
            for job in failed where try retry(job.id, at: now) { count += 1 }
            last = end.sequence
        }
    }

    private struct Numbered: RowDecodable {
        let id: Job.ID
        let sequence: Int
        init(row: borrowing Row) throws(DatabaseError) {
            id = try row["id"]
            sequence = try row["sequence"]
        }
    }

    /// Cancels a job: a waiting one immediately, a running one when its handler notices, within seconds.
    ///
    /// - Returns: false when there is no such job, or it is finished or being cancelled.
    package func cancel(_ id: Job.ID, at now: Date) throws(DatabaseError) -> Bool {
        let isEnded = try connection.execute(
            """
            UPDATE jobs
            SET state = 'cancelled', lease_id = NULL, finished_at = \(now)
            WHERE id = \(id) AND (state = 'pending' OR (state = 'running' AND due_at <= \(now)))
            """)
        guard isEnded == 0 else { return true }
        return try connection.execute(
            """
            UPDATE jobs
            SET lease_id = NULL
            WHERE id = \(id) AND state = 'running' AND lease_id IS NOT NULL
            """) == 1
    }

    /// Removes jobs that were finished before a moment, 500 at most.
    ///
    /// - Returns: how many.
    package func purge(before moment: Date) throws(DatabaseError) -> Int {
        // Found without locks first: a scan that deletes would hold up whoever adds.
        let old: [Numbered] = try connection.fetchAll(
            """
            SELECT id, sequence
            FROM jobs FORCE INDEX (jobs_finished)
            WHERE finished_at < \(moment)
            ORDER BY finished_at
            LIMIT 500
            """)
        guard !old.isEmpty else { return 0 }
        return try connection.execute(
            """
            DELETE FROM jobs
            WHERE id IN (\(list: old.map(\.id))) AND finished_at < \(moment)
            """)
    }
}
