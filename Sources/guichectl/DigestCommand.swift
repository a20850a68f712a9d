import Environment
import FoundationEssentials
import Frame
import MariaDB
import Posix
import Routing
import Storage
import Tasks
import Values

/// `guichectl digest`: says why a user is sent a digest or not.
func digest(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl digest explain USER [--json]
          Prints whether the user wants the daily digest, when today's is due, up to which day it is done, and what it would report now.
          USER    a user name or an e-mail address
          --json  print it as JSON
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """
    return reporting("digest", usage: usage) {
        let arguments = try Arguments(words, flags: ["--json"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        guard arguments.words.count == 2, arguments.words[0] == "explain" else {
            throw Arguments.UsageError(
                description: arguments.words.isEmpty ? "missing command" : "expected explain USER")
        }
        let settings = try settings()
        let connection = Connection(settings.database)
        try SchemaVersion.check(connection)
        let user = try user(named: arguments.words[1], connection)
        let digest = try Digest(connection, settings).explanation(for: user, at: Date())
        if arguments.has("--json") {
            StandardStream.output.write(try JSONText.bytes(of: digest) + [0x0A])
        } else {
            StandardStream.output.write(digest.lines.map { $0 + "\n" }.joined())
        }
        return 0
    }
}
