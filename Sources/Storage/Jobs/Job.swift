package import FoundationEssentials
package import MariaDB
package import Routing
package import Values

/// A piece of work that waits in the database until a worker has done it.
package struct Job: Sendable, Equatable {
    /// The id of a job.
    package typealias ID = Identifier<Job>

    /// The state of a job; the last three are final until it is retried.
    package enum State: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
        case pending, running, done, failed, cancelled
    }

    package let id: ID
    /// The name of its handler, such as `leads.rescore`.
    package let kind: String
    /// A JSON text.
    package let parameters: String
    /// Jobs of one lane run one at a time, in order of creation.
    package let lane: String?
    package let uniqueKey: String?
    package let state: State
    /// Attempts so far, the present one included.
    package internal(set) var attempts: Int
    /// Attempts before the job fails for good (dead letter).
    package let maxAttempts: Int
    /// While it runs: when its lease expires.
    package let dueAt: Date
    /// Whether a worker holds it; a running one without a hold is about to be cancelled.
    package let isHeld: Bool
    /// Where its handler goes on, in the handler's own words; nil for a job that has not come so far.
    package let position: String?
    package let progressDone: Int
    /// 0 while it is not known.
    package let progressTotal: Int
    package let lastError: String?
    /// The 16 bytes of the id of the user who asked for it; nil for the program itself.
    package let createdBy: [UInt8]?
    package let createdAt: Date
    /// When its first try began.
    package let startedAt: Date?
    package let finishedAt: Date?
    /// What it reports; nil unless it was read besides and the job is done.
    package var result: JSON?
}

extension Job: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        kind = try row["kind"]
        parameters = try row["parameters"]
        lane = try row["lane"]
        uniqueKey = try row["unique_key"]
        state = try row["state"]
        attempts = try row["attempts"]
        maxAttempts = try row["max_attempts"]
        dueAt = try row["due_at"]
        isHeld = try row["is_held"]
        position = try row["position"]
        progressDone = try row["progress_done"]
        progressTotal = try row["progress_total"]
        lastError = try row["last_error"]
        createdBy = try row["created_by"]
        createdAt = try row["created_at"]
        startedAt = try row["started_at"]
        finishedAt = try row["finished_at"]
    }
}
