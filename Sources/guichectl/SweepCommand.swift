import App
import Environment
import Leads
import MariaDB
import Posix
import Storage

/// `guichectl sweep`: moves uploaded files that no lead names to the trash, and removes what is kept under expired idempotency keys.
func sweep(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl sweep [--older-than SECONDS] [--even-many] [--json]
          Moves uploads that no lead or enquiry references to the trash ('guichectl files restore' brings them back), and empties
          the trash of what has been there for \(FileTrash.keptDays) days. Moves nothing from the folder of another database.
          --older-than SECONDS  keep files younger than this: their lead may still be stored (default: 3600)
          --even-many           even if more than \(ResumeSweep.commonOrphans) files and 5 % of all have no row
          --json                print the moved files, and the number of removed idempotency records, as JSON
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """
    return reporting("sweep", usage: usage) {
        let arguments = try Arguments(words, valued: ["--older-than"], flags: ["--even-many", "--json"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        let age = try arguments.integer("--older-than", 0...315_360_000, default: 3600)
        let settings = try settings()
        let connection = Connection(settings.database)
        let removed = try ResumeSweep(settings.makeFileStore(), connection)
            .run(olderThanSeconds: age, evenMany: arguments.has("--even-many")).moved
        let records = try Domains.answers.map { try $0.removeExpired(connection) }.reduce(0, +)
        if arguments.has("--json") {
            let list = removed.map { "\"\($0)\"" }.joined(separator: ",")
            StandardStream.output.write("{\"removed\":[\(list)],\"idempotency_records\":\(records)}\n")
        } else {
            for path in removed { StandardStream.output.write("removed \(path)\n") }
            if records > 0 { StandardStream.output.write("removed \(records) idempotency records\n") }
        }
        return 0
    }
}
