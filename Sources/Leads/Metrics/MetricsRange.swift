package import FoundationEssentials
package import Values

/// How metrics gather days into periods.
package enum MetricsGrouping: String, Sendable, CaseIterable {
    case day, week, month

    /// The most days that metrics span: two years of days, ten of weeks or months.
    package var longestDays: Int { self == .day ? 731 : 3_653 }

    /// The first day of the period that a day belongs to; weeks begin on Monday. Source: ISO 8601.
    package func start(of day: CivilDay) -> CivilDay {
        switch self {
        case .day: day
        case .week: CivilDay(daysSince1970: day.daysSince1970 - day.daysSinceMonday)
        case .month: CivilDay(daysSince1970: day.daysSince1970 - day.day + 1)
        }
    }
}

/// Days of the business that metrics are of, both ends included.
package struct MetricsRange: Sendable, Equatable {
    /// The first day.
    package let from: CivilDay
    /// The last day, not before the first.
    package let to: CivilDay

    /// The days from one through another.
    package init(from: CivilDay, to: CivilDay) {
        precondition(from.daysSince1970 <= to.daysSince1970)
        self.from = from
        self.to = to
    }

    /// That many days, the last one included.
    package init(days count: Int, through last: CivilDay) {
        self.init(from: CivilDay(daysSince1970: last.daysSince1970 - count + 1), to: last)
    }

    /// The days, as numbers since 1970.
    package var days: ClosedRange<Int> { from.daysSince1970...to.daysSince1970 }

    /// The first moment.
    package func start(by clock: WallClock) -> Date { Self.midnight(days.lowerBound, clock) }
    /// Exclusive upper bound.
    package func end(by clock: WallClock) -> Date { Self.midnight(days.upperBound + 1, clock) }

    /// The days as spans without a clock change; a day with one is a span of its own, of 23 or 25 hours.
    package func spans(by clock: WallClock) -> [DaySpan] {
        var spans: [DaySpan] = []
        var start = start(by: clock)
        for day in days {
            let end = Self.midnight(day + 1, clock)
            let isRegular = end.timeIntervalSince(start) == 86_400
            if isRegular, let last = spans.last, last.isRegular {
                spans[spans.count - 1].end = end
                spans[spans.count - 1].days += 1
            } else {
                spans.append(DaySpan(firstDay: day, days: 1, start: start, end: end, isRegular: isRegular))
            }
            start = end
        }
        return spans
    }

    /// Consecutive days without a clock change.
    package struct DaySpan: Sendable, Equatable {
        /// Its first day, since 1970.
        package let firstDay: Int
        /// How many days it has.
        package fileprivate(set) var days: Int
        /// Its first moment.
        package let start: Date
        /// Exclusive upper bound.
        package fileprivate(set) var end: Date
        fileprivate let isRegular: Bool

        /// Whether each of its days begins and ends with a slot of `lead_slots`.
        var isMadeOfSlots: Bool {
            [start, end].allSatisfy { Int($0.timeIntervalSince1970) % LeadFact.slotSeconds == 0 }
        }
    }

    private static func midnight(_ day: Int, _ clock: WallClock) -> Date {
        clock.instant(of: WallTime(day: CivilDay(daysSince1970: day), secondOfDay: 0))
    }
}
