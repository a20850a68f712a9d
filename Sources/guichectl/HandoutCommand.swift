import Environment
import Leads
import MariaDB
import Posix
import Routing
import Values

/// `guichectl handout`: which rule is for a lead, whom it chose or would choose, and who is passed over.
func handout(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl handout explain LEAD [--json]
          Shows which rule of the settings 'handout' is for a lead and why, who was or would be chosen, and who is passed over.
          LEAD    the id of a lead
          --json  print it as JSON
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """
    return reporting("handout", usage: usage) {
        let arguments = try Arguments(words, flags: ["--json"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        guard let verb = arguments.words.first else { throw Arguments.UsageError(description: "missing command") }
        guard verb == "explain" else { throw Arguments.UsageError(description: "unexpected command \(verb)") }
        guard arguments.words.count == 2 else { throw Arguments.UsageError(description: "expected LEAD") }
        guard let id = Lead.ID(arguments.words[1]) else {
            throw Arguments.UsageError(description: "expected the id of a lead")
        }
        guard let explanation = try HandoutExplanation(of: id, Connection(try settings().database)) else {
            StandardStream.error.write("guichectl handout: unknown lead\n")
            return 1
        }
        if arguments.has("--json") {
            StandardStream.output.write(JSONText.bytes(ofWritable: explanation) + [0x0A])
        } else {
            StandardStream.output.write(explanation.lines.joined(separator: "\n") + "\n")
        }
        return 0
    }
}
