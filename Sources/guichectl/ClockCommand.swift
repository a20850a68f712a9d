import Environment
import FoundationEssentials
import Leads
import MariaDB
import Posix
import Routing
import StoredSettings
import Values

/// `guichectl clock`: says why a lead is due when it is.
func clock(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl clock explain LEAD [--json]
          Shows the target of a lead, the stretches of working time that count towards it, and when an answer is due.
          --json    print them as JSON
        Exit status: 0 done, 1 failed or no such lead, 2 wrong command line.

        """
    return reporting("clock", usage: usage) {
        let arguments = try Arguments(words, flags: ["--json"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        guard arguments.words.first == "explain" else {
            throw Arguments.UsageError(
                description: arguments.words.first.map { "unexpected command \($0)" } ?? "missing command")
        }
        guard arguments.words.count == 2, let id = Lead.ID(arguments.words[1]) else {
            throw Arguments.UsageError(description: "expected the id of a lead")
        }
        let settings = try settings()
        let connection = Connection(settings.database)
        guard let lead = try LeadStore(connection).find(id) else {
            StandardStream.error.write("guichectl clock: no lead \(id.text)\n")
            return 1
        }
        let clock = ResponseClock(try ConfigStore(connection).snapshot(), by: settings.clock)
        let explanation = ClockExplanation(lead, by: clock, zone: settings.clock)
        StandardStream.output.write(
            arguments.has("--json")
                ? String(decoding: JSONText.bytes(ofWritable: explanation), as: UTF8.self) + "\n" : explanation.text)
        return 0
    }
}

/// How the due time of a lead is counted.
private struct ClockExplanation: JSONWritable {
    private let lead: Lead
    private let target: Int?
    private let due: Date?
    private let spans: [DateInterval]
    private let clock: WallClock

    init(_ lead: Lead, by response: ResponseClock, zone clock: WallClock) {
        self.lead = lead
        self.clock = clock
        target = response.target(of: lead.priority)
        due = response.due(of: lead)
        spans = due.map { response.time.spans(from: lead.createdAt, to: $0) } ?? []
    }

    /// Lines for people, times by the clock of the business.
    var text: String {
        var lines = [
            "received  \(clock.time(at: lead.createdAt).text)", "priority  \(lead.priority.rawValue)",
            "target    \(target.map { "\($0) minutes" } ?? "none")",
        ]
        for span in spans {
            lines.append(
                "counted   \(clock.time(at: span.start).text) to \(clock.time(at: span.end).text), \(Self.minutes(span)) minutes"
            )
        }
        if lead.isWaiting {
            lines.append("due       \(due.map { clock.time(at: $0).text } ?? "never")")
        } else {
            lines.append("due       no more: the lead is \(lead.status.rawValue)")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func minutes(_ span: DateInterval) -> String {
        let seconds = Int(span.duration)
        return seconds % 60 == 0 ? "\(seconds / 60)" : "\(Double(seconds) / 60)"
    }

    func write(to object: inout JSONObjectWriter) {
        object.add("lead_id", lead.id.text)
        object.add("priority", lead.priority.rawValue)
        object.add("target_minutes", target)
        object.add("created_at", Instant.text(lead.createdAt))
        object.add("counted", spans.map { Span(span: $0) })
        object.add("due_at", due.map(Instant.text))
    }

    private struct Span: JSONWritable {
        let span: DateInterval

        func write(to object: inout JSONObjectWriter) {
            object.add("from", Instant.text(span.start))
            object.add("to", Instant.text(span.end))
            object.add("seconds", Int(span.duration))
        }
    }
}
