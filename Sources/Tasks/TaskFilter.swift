package import CRM
package import FoundationEssentials
package import Frame
package import Leads
package import Values

/// When a task is due, seen from now.
///
/// Source: SPEC section 16, `due`.
package enum TaskDue: String, Sendable, CaseIterable {
    /// Past its time and open.
    case overdue
    /// On this day of the business.
    case today
    /// On this day or one of the six days after it.
    case week
}

/// Which tasks a list shows.
package struct TaskFilter: Sendable, Equatable {
    /// A customer, and the leads that became it.
    package struct Story: Sendable, Equatable {
        package let customer: Customer.ID
        package let leads: [Lead.ID]
    }

    package var assignee: User.ID?
    package var isDone: Bool?
    package var dueFrom: Date?
    /// Exclusive upper bound.
    package var dueBefore: Date?
    package var lead: Lead.ID?
    package var customer: Story?
    /// Whether completed ones are left out, whatever `isDone` says.
    package var isOpenOnly = false

    /// All tasks.
    package init() {}

    /// Narrows it to what is due at some time; days are those of the clock on the wall.
    package mutating func apply(_ due: TaskDue, by clock: WallClock, at now: Date) {
        func start(ofDay days: Int) -> Date {
            let today = clock.time(at: now).day.daysSince1970
            return DayOrInstant.day(CivilDay(daysSince1970: today + days)).start(by: clock)
        }
        switch due {
        case .overdue: (dueBefore, isOpenOnly) = (now, true)
        case .today: (dueFrom, dueBefore) = (start(ofDay: 0), start(ofDay: 1))
        case .week: (dueFrom, dueBefore) = (start(ofDay: 0), start(ofDay: 7))
        }
    }

    /// Whether the counts by assignee and completion give the total.
    var isCounted: Bool {
        dueFrom == nil && dueBefore == nil && lead == nil && customer == nil && !isOpenOnly
    }
}
