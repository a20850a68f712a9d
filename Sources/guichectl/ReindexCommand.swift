import CRM
import Leads
import MariaDB
import Platform
import Posix

/// `guichectl reindex`: brings the words that records are found by up to date.
func reindex(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl reindex [--all] [--quiet] [--json]
          Writes the words that leads and customers are found by; guiche-worker and searches do so too, in the end.
          --all     every record anew, not only what is new or was changed
          --quiet   show no progress on standard error
          --json    print the counts as JSON
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """
    return reporting("reindex", usage: usage) {
        let arguments = try Arguments(words, flags: ["--all", "--quiet", "--json"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        let isQuiet = arguments.has("--quiet")
        let progress: (Int, Int) -> Void = { done, total in
            if !isQuiet { StandardStream.error.write(bar(done, of: total)) }
        }
        let connection = Connection(try settings().database)
        let leads = try LeadStore(connection).reindex(all: arguments.has("--all"), progress: progress)
        if !isQuiet && leads > 0 { StandardStream.error.write("\n") }
        let customers = try CustomerStore(connection).reindex(all: arguments.has("--all"), progress: progress)
        if !isQuiet && customers > 0 { StandardStream.error.write("\n") }
        StandardStream.output.write(
            arguments.has("--json")
                ? "{\"leads\":\(leads),\"customers\":\(customers)}\n"
                : "\(leads) leads and \(customers) customers indexed\n")
        return 0
    }
}
