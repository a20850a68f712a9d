import Environment
import FoundationEssentials
import MariaDB
import Posix
import Routing
import Storage
import Values

/// `guichectl jobs`: shows, retries and cancels background jobs.
func jobs(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    reporting("jobs", usage: JobsCommand.usage) {
        let arguments = try Arguments(
            words, valued: ["--kind", "--limit", "--older-than"], flags: ["--all-failed", "--json"])
        guard let verb = arguments.words.first else {
            if !arguments.has("--help") { throw Arguments.UsageError(description: "missing command") }
            StandardStream.output.write(JobsCommand.usage)
            return 0
        }
        guard let usage = JobsCommand.usages[verb] else {
            throw Arguments.UsageError(description: "unexpected command \(verb)")
        }
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        let command = JobsCommand(arguments, Connection(try settings().database))
        switch verb {
        case "list": try command.list()
        case "show": return try command.show()
        case "retry": return try command.retry()
        case "cancel": return try command.cancel()
        default: try command.purge()
        }
        return 0
    }
}

private struct JobsCommand {
    static let usage = """
        usage: guichectl jobs list | show | retry | cancel | purge
          list    print the newest jobs
          show    print one job
          retry   retry failed, cancelled or waiting jobs immediately
          cancel  end a job that waits or runs
          purge   remove jobs that are finished
        'guichectl jobs COMMAND --help' shows its options.
        Exit status: 0 done, 1 not done, 2 wrong command line.

        """

    static let usages = [
        "list": """
        usage: guichectl jobs list [pending | running | done | failed | cancelled] [--kind K] [--limit N] [--json]
          --kind K   only those of one kind, such as leads.rescore
          --limit N  how many, 1 to 10000 (default: 50)

        """,
        "show": "usage: guichectl jobs show ID [--json]\n",
        "retry": "usage: guichectl jobs retry ID | --all-failed\n  --all-failed  every job that failed\n",
        "cancel":
            "usage: guichectl jobs cancel ID\n  A running job ends within seconds, when its worker notices.\n",
        "purge": """
        usage: guichectl jobs purge --older-than DAYS
          --older-than DAYS  leave jobs alone that were finished later than that, 0 to 3650 days ago

        """,
    ]

    private let arguments: Arguments
    private let connection: Connection
    private let store: JobStore

    init(_ arguments: Arguments, _ connection: Connection) {
        self.arguments = arguments
        self.connection = connection
        store = JobStore(connection)
    }

    func list() throws {
        let state = try arguments.words.dropFirst().first.map { name in
            guard let state = Job.State(rawValue: name) else {
                let names = Job.State.allCases.map(\.rawValue).joined(separator: ", ")
                throw Arguments.UsageError(description: "expected a state of \(names)")
            }
            return state
        }
        let limit = try arguments.integer("--limit", 1...10_000, default: 50)
        let jobs = try store.list(JobStore.Filter(state: state, kind: arguments["--kind"]), limit: limit)
        if arguments.has("--json") {
            try print(["jobs": jobs.map { JobRow($0, showsParameters: false) }])
        } else {
            for job in jobs {
                let attempts = "\(job.attempts) \(job.attempts == 1 ? "attempt" : "attempts")"
                print("\(job.id.text)  \(job.state.rawValue)  \(job.kind)  \(attempts)")
            }
        }
    }

    func show() throws -> Int32 {
        guard let job = try store.find(try id()) else { return missing("the job does not exist") }
        let row = JobRow(job, showsParameters: true)
        if arguments.has("--json") {
            try print(row)
        } else {
            for (name, value) in row.lines { print("\(name): \(value)") }
        }
        return 0
    }

    func retry() throws -> Int32 {
        if arguments.has("--all-failed") {
            let count = try recording(.jobRetried, of: nil, if: { $0 > 0 }) { try store.retryAllFailed(at: Date()) }
            print("\(count) to be retried")
            return 0
        }
        let id = try id()
        guard try recording(.jobRetried, of: id, if: \.self, { try store.retry(id, at: Date()) }) else {
            return missing("the job does not exist, is running or done, or has been replaced by another")
        }
        print("1 to be retried")
        return 0
    }

    /// Does something to jobs, and leaves an audit event when it was done.
    private func recording<Result>(
        _ action: AuditEvent.Action, of id: Job.ID?, if isDone: (Result) -> Bool, _ body: () throws -> Result
    ) throws -> Result {
        try connection.transaction {
            let result = try body()
            let target = id.map { AuditEvent.Target("job", $0.text) }
            if isDone(result) { try AuditTrail(connection).add(action, of: target) }
            return result
        }
    }

    func cancel() throws -> Int32 {
        let id = try id()
        guard try recording(.jobCancelled, of: id, if: \.self, { try store.cancel(id, at: Date()) }) else {
            return missing("the job does not exist or has finished")
        }
        print("1 cancelled")
        return 0
    }

    func purge() throws {
        guard arguments["--older-than"] != nil else {
            throw Arguments.UsageError(description: "missing --older-than")
        }
        let days = try arguments.integer("--older-than", 0...3650, default: 7)
        let moment = Date().addingTimeInterval(-86_400 * Double(days))
        var total = 0
        while true {
            let removed = try store.purge(before: moment)
            total += removed
            if removed == 0 { break }
        }
        print("\(total) removed")
    }

    private func id() throws -> Job.ID {
        guard arguments.words.count == 2, let id = Job.ID(arguments.words[1]) else {
            throw Arguments.UsageError(description: "expected a job's ID as 'guichectl jobs list' prints it")
        }
        return id
    }

    private func missing(_ fault: String) -> Int32 {
        StandardStream.error.write("guichectl jobs: \(fault)\n")
        return 1
    }

    private func print(_ line: String) { StandardStream.output.write(line + "\n") }

    private func print(_ value: some Encodable) throws {
        StandardStream.output.write(try JSONText.bytes(of: value) + [0x0A])
    }
}

extension AuditEvent.Action {
    /// Failed jobs were set to be retried: one, or all without a target.
    fileprivate static let jobRetried = Self("job.retried")
    /// A job was ended.
    fileprivate static let jobCancelled = Self("job.cancelled")
}
