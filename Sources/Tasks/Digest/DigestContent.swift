import FoundationEssentials
package import Leads
import Routing
import Storage
import Values

/// What a digest reports.
package struct DigestContent {
    /// The first open tasks that are due, by their times.
    package let tasks: [Task]
    /// How many there are in all.
    package let taskTotal: Int
    /// The first late leads, by their due times.
    package let leads: [Lead]
    /// How many there are in all.
    package let leadTotal: Int

    /// Whether there is nothing to report.
    package var isEmpty: Bool { taskTotal + leadTotal == 0 }

    /// The lines of tasks and leads, which the templates repeat.
    static let lists = ["task", "lead"].map { name in
        MailList(
            "digest_\(name)s",
            (1...Digest.listed).map { MailList.Row("\(name)_\($0)", Text("\($0).", pt: "\($0).")) })
    }

    /// The values of the mail's templates, a JSON object; what there is none of is left out.
    func text(for user: DigestReader, in language: Language, by clock: WallClock) throws -> String {
        var values: Members<JSON> = ["name": .string(user.name)]
        func add(_ name: String, total: Int, _ lines: [(text: String, dueAt: Date?)]) {
            guard total > 0 else { return }
            values["\(name)s"] = .string("\(total)")
            for (number, line) in lines.enumerated() {
                let time = line.dueAt.map { LocalTime.text(clock.time(at: $0), in: language) } ?? ""
                values["\(name)_\(number + 1)"] = .string("\(line.text) – \(time)")
            }
            if total > lines.count { values["more_\(name)s"] = .string("\(total - lines.count)") }
        }
        add("task", total: taskTotal, tasks.map { ($0.details.title, $0.details.dueAt) })
        add("lead", total: leadTotal, leads.map { ($0.contact.name, $0.dueAt) })
        return String(decoding: try JSONText.bytes(of: JSON.object(values)), as: UTF8.self)
    }
}
