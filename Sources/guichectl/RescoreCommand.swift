import Environment
import Leads
import MariaDB
import Posix
import Storage
import StoredSettings

/// `guichectl rescore`: gives every lead the score that the rules say now.
func rescore(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl rescore [--quiet] [--json]
          --quiet   show no progress on standard error
          --json    print the counts as JSON
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """
    return reporting("rescore", usage: usage) {
        let arguments = try Arguments(words, flags: ["--quiet", "--json"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        let settings = try settings()
        let isQuiet = arguments.has("--quiet")
        let connection = Connection(settings.database)
        try AuditTrail(connection).add(.leadsRescored)
        let config = try ConfigStore(connection).snapshot()
        let response = ResponseClock(config, by: settings.clock)
        let result = try LeadStore(connection).rescore(by: ScoreRules(config), and: response, clock: settings.clock) {
            done, total in
            if !isQuiet { StandardStream.error.write(bar(done, of: total)) }
        }
        if !isQuiet && result.leads > 0 { StandardStream.error.write("\n") }
        StandardStream.output.write(
            arguments.has("--json")
                ? "{\"leads\":\(result.leads),\"changed\":\(result.changed)}\n"
                : "\(result.leads) leads, \(result.changed) scores changed\n")
        return 0
    }
}

/// One line that is written over itself: 40 signs and the count.
func bar(_ done: Int, of total: Int) -> String {
    let filled = 40 * done / max(total, 1)
    return "\r[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 40 - filled)
        + "] \(done) of \(total)"
}
