import Accounts
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Posix
import Routing
import Storage
import Tasks
import Values

/// `guichectl tasks`: shows the tasks of staff.
func tasks(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl tasks list [--assignee USER] [--overdue | --done] [--limit N] [--json]
          Prints tasks by the time when they are due: those that are open, unless --done is given.
          --assignee USER  only those of one user, a user name or an e-mail address
          --overdue        only those past their time
          --done           only those that are completed
          --limit N        how many, 1 to 10000 (default: 50)
          --json           print them as JSON
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """
    return reporting("tasks", usage: usage) {
        let arguments = try Arguments(
            words, valued: ["--assignee", "--limit"], flags: ["--overdue", "--done", "--json"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        guard arguments.words == ["list"] else {
            throw Arguments.UsageError(
                description: arguments.words.isEmpty ? "missing command" : "expected list")
        }
        guard !(arguments.has("--overdue") && arguments.has("--done")) else {
            throw Arguments.UsageError(description: "expected --overdue or --done, not both")
        }
        let limit = try arguments.integer("--limit", 1...10_000, default: 50)
        let settings = try settings()
        let connection = Connection(settings.database)
        try SchemaVersion.check(connection)
        var filter = TaskFilter()
        filter.isDone = arguments.has("--done")
        if arguments.has("--overdue") { filter.apply(.overdue, by: settings.clock, at: Date()) }
        if let name = arguments["--assignee"] { filter.assignee = try user(named: name, connection).id }
        try print(tasks(of: filter, limit, TaskStore(connection)), asJSON: arguments.has("--json"))
        return 0
    }
}

private func tasks(of filter: TaskFilter, _ limit: Int, _ store: TaskStore) throws -> [Task] {
    var tasks: [Task] = []
    var number = 1
    while tasks.count < limit {
        let page = try store.page(Page(number: number, size: Page.largest), of: filter).tasks
        tasks += page
        if page.count < Page.largest { break }
        number += 1
    }
    return Array(tasks.prefix(limit))
}

private func print(_ tasks: [Task], asJSON: Bool) throws {
    if asJSON {
        StandardStream.output.write(try JSONText.bytes(of: ["tasks": tasks]) + [0x0A])
        return
    }
    for task in tasks {
        let due = task.details.dueAt.map(Instant.text) ?? "-"
        StandardStream.output.write("\(task.id.text)  \(due)  \(task.details.assigneeID.text)  \(task.details.title)\n")
    }
}

/// The user of a name or an address; an unknown one is a fault of the command.
func user(named name: String, _ connection: Connection) throws -> User {
    struct Unknown: Error, CustomStringConvertible {
        let description = "no user has that name or address"
    }
    guard let user = try AccountStore(connection).findCredential(named: SignInName(name))?.user else { throw Unknown() }
    return user
}
