import Environment
package import FoundationEssentials
import Frame
import Routing
import Serving
package import StoredSettings
package import Values

/// When a lead is to be answered: its target in the working time of the business.
///
/// Without `hours` on any day the clock runs day and night, but on holidays. Source: SPEC section 16, "Response time".
package struct ResponseClock: Sendable {
    /// The working time by which targets are counted.
    package let time: WorkingTime
    /// Whether no day has hours.
    private let isAlwaysOpen: Bool
    private let targets: [Priority: Int]
    /// How late a lead is when it is handed over, in minutes of working time; nil when none is.
    package let handoverMinutes: Int?

    /// The clock by the stored settings and the business's clock.
    package init(_ snapshot: ConfigSnapshot, by clock: WallClock) {
        self.init(snapshot[ResponseConfig.self], by: clock)
    }

    init(_ stored: StoredConfig, by clock: WallClock) {
        var targets: [Priority: Int] = [:]
        for priority in Priority.allCases {
            targets[priority] = stored.values["target_minutes"]?[priority.rawValue]?.integer
        }
        self.targets = targets
        handoverMinutes = stored.values["handover_minutes"]?.integer
        let week = OpeningHours.week(stored.values["hours"])
        let holidays = (stored.values["holidays"]?.elements ?? []).compactMap { $0.text.flatMap(CivilDay.read) }
        isAlwaysOpen = week.allSatisfy(\.isEmpty)
        time = WorkingTime(
            week: isAlwaysOpen ? week.map { _ in [0..<86_400] } : week, holidays: holidays, by: clock)
    }

    /// Whether the business works on a day: without hours on any day, from Monday to Friday, but not on holidays.
    package func isWorkingDay(_ day: CivilDay) -> Bool {
        time.includes(day) && (!isAlwaysOpen || day.daysSinceMonday < 5)
    }

    /// Within how many minutes of working time a lead of a priority is to be answered; nil without a target.
    package func target(of priority: Priority) -> Int? { targets[priority] }

    /// When a lead is to be answered; nil for one that does not wait for an answer, and without a target.
    package func due(of lead: Lead) -> Date? {
        guard lead.isWaiting, let minutes = targets[lead.priority] else { return nil }
        return time.due(from: lead.createdAt, minutes: minutes)
    }

    /// When a lead that was due is handed over; nil when it stays with its owner.
    package func handover(ofDue due: Date) -> Date? {
        handoverMinutes.flatMap { time.due(from: due, minutes: $0) }
    }

    /// Sets what a change makes of the due time and of the time to the first answer: a lead that is answered, or given up late, was in time or
    /// was not.
    func settle(_ changed: inout Lead, from lead: Lead, at now: Date) {
        let due = self.due(of: changed)
        if changed.isWaiting {
            if due != lead.dueAt { changed.inTime = nil }
        } else if lead.isWaiting, let due = self.due(of: lead) {
            let isLate = due < now
            changed.inTime = changed.reachedOutAt != nil ? !isLate : isLate ? false : nil
        }
        changed.dueAt = due
        if changed.reachedOutAt != lead.reachedOutAt {
            changed.answerSeconds = changed.reachedOutAt.map { time.seconds(from: lead.createdAt, to: $0) }
        }
    }
}

extension Lead {
    /// Whether it waits for its first answer.
    package var isWaiting: Bool { status == .pending && reachedOutAt == nil }
}

extension Context {
    /// The response clock by the settings as they are now.
    ///
    /// - Throws: `DatabaseError`.
    func responseClock() throws -> ResponseClock {
        try resources.config.value(of: ResponseConfig.self, in: config()) {
            ResponseClock($0, by: service.settings.clock)
        }
    }
}
