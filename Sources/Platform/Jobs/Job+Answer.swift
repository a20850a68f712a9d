package import Routing

extension Job: Encodable, Described {
    private enum CodingKeys: String, CodingKey {
        case id, kind, state, progress, attempts, createdAt = "created_at", startedAt = "started_at",
            finishedAt = "finished_at", error
    }

    private struct Progress: Encodable {
        let done: Int
        let total: Int
    }

    /// Writes what staff may see: parameters, lane and key are the program's own.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(kind, forKey: .kind)
        try container.encode(state.rawValue, forKey: .state)
        try container.encode(Progress(done: progressDone, total: progressTotal), forKey: .progress)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(Instant.text(createdAt), forKey: .createdAt)
        try container.encode(startedAt.map(Instant.text), forKey: .startedAt)
        try container.encode(finishedAt.map(Instant.text), forKey: .finishedAt)
        try container.encode(lastError, forKey: .error)
    }

    /// A job as the API shows it; a total of 0 is not known yet.
    package static let schema = Schema.object(
        "Job",
        [
            .required("id", .identifier), .required("kind", .string),
            .required("state", .oneOf(State.allCases.map(\.rawValue))),
            .required("progress", .object([.required("done", .integer(0...)), .required("total", .integer(0...))])),
            .required("attempts", .integer(0...)), .required("created_at", .instant),
            .required("started_at", Schema.instant.orNull), .required("finished_at", Schema.instant.orNull),
            .required("error", Schema.string.orNull),
        ])
}

/// One job as an answer.
package struct JobReply: Encodable, Described {
    let job: Job

    /// The answer that shows a job.
    package init(_ job: Job) { self.job = job }

    /// An object with the job in it.
    package static let schema = Schema.object("JobReply", [.required("job", Job.schema)])
}

/// A page of jobs as an answer.
package struct JobPage: Encodable, Described {
    let jobs: [Job]
    let total: Int
    let page: Int
    let perPage: Int
    let pages: Int

    private enum CodingKeys: String, CodingKey {
        case jobs, total, page, perPage = "per_page", pages
    }

    /// A page of a list with so many entries in all.
    package init(_ jobs: [Job], total: Int, page: Page) {
        self.jobs = jobs
        self.total = total
        self.page = page.number
        perPage = page.size
        pages = page.count(for: total)
    }

    /// An object with the jobs in it.
    package static let schema = Schema.object(
        "JobPage",
        [
            .required("jobs", .array(of: Job.schema)), .required("total", .integer(0...)),
            .required("page", .integer(1...)), .required("per_page", .integer(1...100)),
            .required("pages", .integer(0...)),
        ])
}
