import Environment
package import FoundationEssentials
package import Frame
import Routing
import Values

/// Why a user is sent a digest, or is not.
package struct DigestExplanation: Encodable {
    private enum CodingKeys: String, CodingKey {
        case username, day, tasks, leads
        case isActive = "is_active"
        case isWanted = "digest"
        case isWorkingDay = "is_working_day"
        case dueAt = "due_at"
        case markedDay = "marked_day"
    }

    private let username: String
    private let isActive: Bool
    private let isWanted: Bool
    /// Today, by the clock of the business.
    private let day: String
    private let isWorkingDay: Bool
    /// When today's digests are due.
    private let dueAt: String
    /// Up to which day the user's digests are done; nil when none is.
    private let markedDay: String?
    /// How many tasks a digest would report now.
    private let tasks: Int
    /// How many late leads.
    private let leads: Int

    fileprivate init(
        _ user: User, on day: CivilDay, isWorkingDay: Bool, dueAt: Date, marked: CivilDay?, _ content: DigestContent
    ) {
        username = user.username
        isActive = user.isActive
        isWanted = user.wantsDigest
        self.day = day.text
        self.isWorkingDay = isWorkingDay
        self.dueAt = Instant.text(dueAt)
        markedDay = marked?.text
        tasks = content.taskTotal
        leads = content.leadTotal
    }

    /// For people.
    package var lines: [String] {
        [
            "user: \(username), \(isActive ? "active" : "not active")", "digest: \(isWanted ? "on" : "off")",
            "today: \(day), \(isWorkingDay ? "a working day" : "not a working day"); digests are due at \(dueAt)",
            "done up to: \(markedDay ?? "-")", "due or overdue tasks: \(tasks)", "late leads: \(leads)",
        ]
    }
}

extension Digest {
    /// What decides about a user's digest at a moment.
    ///
    /// - Throws: `DatabaseError`.
    package func explanation(for user: User, at now: Date) throws -> DigestExplanation {
        let day = settings.clock.time(at: now).day
        return DigestExplanation(
            user, on: day, isWorkingDay: try isWorkingDay(day), dueAt: Self.time(on: day, by: settings.clock),
            marked: try store.marked(of: user.id), try content(for: user.id, at: now))
    }
}
