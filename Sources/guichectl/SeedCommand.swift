import Leads
import MariaDB
import Platform
import Posix

/// `guichectl seed`: fills a database with example leads.
func seed(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl seed [--leads N]
          --leads N   how many example leads to add, 1 to 10000000 (default: 100)
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """
    return reporting("seed", usage: usage) {
        let arguments = try Arguments(words, valued: ["--leads"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        let count = try arguments.integer("--leads", 1...10_000_000, default: 100)
        var database = try settings().database
        database.answerTimeout = .seconds(300)
        try LeadStore(Connection(database)).seed(count)
        StandardStream.output.write("\(count) leads added\n")
        return 0
    }
}
