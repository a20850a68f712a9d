import App
import Environment
import Frame
import MariaDB
import Posix

/// `guichectl reindex`: brings the words that records are found by up to date.
func reindex(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl reindex [--all] [--quiet] [--json]
          Updates the search index of leads and customers; guiche-worker does so too, eventually.
          --all     reindex every record, not only pending ones; 'guichectl follow-up' processes new leads
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
        let counts = try Domains.all.flatMap(\.indexes).map { records in
            let count = try records.reindex(connection, arguments.has("--all"), { true }, progress)
            if !isQuiet && count > 0 { StandardStream.error.write("\n") }
            return (name: records.name, count: count)
        }
        StandardStream.output.write(
            arguments.has("--json")
                ? "{\(counts.map { "\"\($0.name)\":\($0.count)" }.joined(separator: ","))}\n"
                : "\(counts.map { "\($0.count) \($0.name)" }.joined(separator: " and ")) indexed\n")
        return 0
    }
}
