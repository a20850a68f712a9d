import Leads
import MariaDB
import Platform
import Posix

/// `guichectl sweep`: removes uploaded files that no lead names, and what is kept under expired idempotency keys.
func sweep(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl sweep [--older-than SECONDS] [--json]
          --older-than SECONDS  leave files younger than this alone: their lead may be on its way (default: 3600)
          --json                print the removed files, and the number of removed idempotency records, as JSON
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """
    return reporting("sweep", usage: usage) {
        let arguments = try Arguments(words, valued: ["--older-than"], flags: ["--json"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        let age = try arguments.integer("--older-than", 0...315_360_000, default: 3600)
        let settings = try settings()
        let connection = Connection(settings.database)
        let removed = try ResumeSweep(ResumeFolder(settings.uploadFolder), connection)
            .removeOrphans(olderThanSeconds: age)
        let records = try IdempotencyTable.removeExpired(connection)
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
