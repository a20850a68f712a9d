import Storage
import Values

/// A job as `guichectl jobs` prints it.
struct JobRow: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id, kind, state, lane, attempts, position, parameters
        case uniqueKey = "unique_key"
        case maxAttempts = "max_attempts"
        case progressDone = "progress_done"
        case progressTotal = "progress_total"
        case lastError = "last_error"
        case createdAt = "created_at"
        case startedAt = "started_at"
        case dueAt = "due_at"
        case finishedAt = "finished_at"
    }

    let id: String
    let kind: String
    let state: String
    let lane: String?
    let uniqueKey: String?
    let attempts: Int
    let maxAttempts: Int
    let progressDone: Int
    let progressTotal: Int
    let position: String?
    let lastError: String?
    let createdAt: String
    let startedAt: String?
    /// Only while it waits.
    let dueAt: String?
    let finishedAt: String?
    let parameters: String?

    init(_ job: Job, showsParameters: Bool) {
        id = job.id.text
        kind = job.kind
        state = job.state.rawValue
        lane = job.lane
        uniqueKey = job.uniqueKey
        attempts = job.attempts
        maxAttempts = job.maxAttempts
        progressDone = job.progressDone
        progressTotal = job.progressTotal
        position = job.position
        lastError = job.lastError
        createdAt = Instant.text(job.createdAt)
        startedAt = job.startedAt.map(Instant.text)
        dueAt = job.state == .pending ? Instant.text(job.dueAt) : nil
        finishedAt = job.finishedAt.map(Instant.text)
        parameters = showsParameters ? job.parameters : nil
    }

    /// Name and value of each member that it has.
    var lines: [(String, String)] {
        let all: [(String, String?)] = [
            ("id", id), ("kind", kind), ("state", state), ("lane", lane), ("unique_key", uniqueKey),
            ("attempts", "\(attempts) of \(maxAttempts)"), ("progress", "\(progressDone) of \(progressTotal)"),
            ("position", position), ("last_error", lastError), ("created_at", createdAt), ("started_at", startedAt),
            ("due_at", dueAt), ("finished_at", finishedAt), ("parameters", parameters),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }
}
