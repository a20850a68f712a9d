package import Routing
package import Values

extension Job: Shaped {
    /// What staff may see: parameters, lane and key are the program's own. A total of 0 is not known yet.
    package static let shape = Shape<Job>(
        "Job",
        [
            .id("id") { $0.id }, .text("kind") { $0.kind }, .choice("state") { $0.state },
            .json("progress", .object([.required("done", .integer(0...)), .required("total", .integer(0...))])) {
                ["done": JSON($0.progressDone), "total": JSON($0.progressTotal)]
            },
            .integer("attempts", 0...) { $0.attempts }, .instant("created_at") { $0.createdAt },
            .optionalInstant("started_at") { $0.startedAt }, .optionalInstant("finished_at") { $0.finishedAt },
            .optionalText("error") { $0.lastError }, .rareJSON("result", .anything) { $0.result },
        ])
}

extension Job: Paged {
    /// `jobs`
    package static let pageForm = PageForm("JobPage", of: "jobs", isBounded: false)
}

/// One job as an answer.
package struct JobReply: Encodable, Described {
    let job: Job

    /// The answer that shows a job.
    package init(_ job: Job) { self.job = job }

    /// An object with the job in it.
    package static let schema = Schema.object("JobReply", [.required("job", Job.schema)])
}
