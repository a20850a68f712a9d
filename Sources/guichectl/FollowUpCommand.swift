import App
import Environment
import Leads
import MariaDB
import Posix
import Storage

/// `guichectl follow-up`: makes what follows from submissions, or says how many wait for it.
func followUp(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl follow-up [--count] [--json]
          Processes pending submissions: tallies, mails, events, search words. guiche-worker does so within two seconds of a
          submission; while a worker is running, there is nothing to do here.
          --count   only print the number of pending submissions
          --json    print the counts as JSON
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """
    return reporting("follow-up", usage: usage) {
        let arguments = try Arguments(words, flags: ["--count", "--json"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        guard arguments.words.isEmpty else {
            throw Arguments.UsageError(description: "unexpected argument \(arguments.words[0])")
        }
        let settings = try settings()
        let connection = Connection(settings.database)
        try SchemaVersion.check(connection)
        let done =
            try arguments.has("--count")
            ? 0
            : LeadFollowUp(settings, log: Log(from: settings.logLevel), steps: Domains.followUpSteps).run(connection)
        let waiting = try LeadFollowUp.backlog(connection)
        StandardStream.output.write(
            arguments.has("--json")
                ? "{\"done\":\(done),\"waiting\":\(waiting)}\n" : "\(done) submissions followed up, \(waiting) wait\n")
        return 0
    }
}
