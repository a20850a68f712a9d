import FoundationEssentials
import Routing
import Storage
import Values

/// What a digest reports.
package struct DigestContent {
    /// The first open tasks that are due, by their times.
    package let tasks: [Task]
    /// How many there are in all.
    package let total: Int

    /// Whether there is nothing to report.
    package var isEmpty: Bool { total == 0 }

    /// The lines of the tasks, which the templates repeat.
    static let taskLines = MailList(
        "digest_tasks", (1...Digest.listed).map { MailList.Row("task_\($0)", Text("\($0).", pt: "\($0).")) })

    /// The values of the mail's templates, a JSON object.
    func text(for user: DigestReader, in language: Language, by clock: WallClock) throws -> String {
        var values: Members<JSON> = ["name": .string(user.name), "total": .string("\(total)")]
        for (number, task) in tasks.enumerated() {
            let time = task.details.dueAt.map { LocalTime.text(clock.time(at: $0), in: language) } ?? ""
            values["task_\(number + 1)"] = .string("\(task.details.title) – \(time)")
        }
        if total > tasks.count { values["more"] = .string("\(total - tasks.count)") }
        return String(decoding: try JSONText.bytes(of: JSON.object(values)), as: UTF8.self)
    }
}
