package import FoundationEssentials

/// The time in which a business works: ranges of each weekday by its clock on the wall, but not on its holidays.
///
/// An instant is working time when the clock shows a time of a range then: an hour that a clock change repeats is worked twice, one
/// that the clock leaps over is not worked.
package struct WorkingTime: Sendable {
    /// How many days ahead a due time is looked for; one beyond is none.
    package static let horizonDays = 1_100

    /// The ranges of each day from Monday on, in seconds of the day, ascending.
    private let week: [[Range<Int>]]
    /// Days since 1970.
    private let holidays: Set<Int>
    private let clock: WallClock

    /// The working time of a business.
    ///
    /// - Parameter week: the ranges of seven days from Monday on, in seconds of the day, ascending and apart; missing days have none.
    package init(week: [[Range<Int>]], holidays: [CivilDay], by clock: WallClock) {
        self.week = week
        self.holidays = Set(holidays.map(\.daysSince1970))
        self.clock = clock
    }

    /// Whether a day has working time.
    package func includes(_ day: CivilDay) -> Bool { !ranges(of: day.daysSince1970).isEmpty }

    /// When so many minutes of working time have passed since an instant, to the second; the end of a range belongs to it. Nil when
    /// that is more than `horizonDays` ahead.
    package func due(from start: Date, minutes: Int) -> Date? {
        guard week.contains(where: { !$0.isEmpty }) else { return nil }
        let first = Self.second(of: start)
        var rest = minutes * 60
        var due: Int?
        walk(first..<first + Self.horizonDays * 86_400) { span in
            if rest <= span.count { due = span.lowerBound + rest }
            rest -= span.count
            return due == nil
        }
        return due.map { Date(timeIntervalSince1970: Double($0)) }
    }

    /// The stretches of working time between two instants, to the second, ascending; of the first `horizonDays` only.
    package func spans(from start: Date, to end: Date) -> [DateInterval] {
        let first = Self.second(of: start)
        let last = min(Self.second(of: end), first + Self.horizonDays * 86_400)
        var spans: [Range<Int>] = []
        guard first < last else { return [] }
        walk(first..<last) { span in
            if let before = spans.last, before.upperBound == span.lowerBound {
                spans[spans.count - 1] = before.lowerBound..<span.upperBound
            } else {
                spans.append(span)
            }
            return true
        }
        return spans.map {
            DateInterval(
                start: Date(timeIntervalSince1970: Double($0.lowerBound)), duration: Double($0.count))
        }
    }

    /// How much working time there is between two instants, in seconds; of the first `horizonDays` only.
    package func seconds(from start: Date, to end: Date) -> Int {
        let first = Self.second(of: start)
        let last = min(Self.second(of: end), first + Self.horizonDays * 86_400)
        guard first < last else { return 0 }
        var total = 0
        walk(first..<last) { span in
            total += span.count
            return true
        }
        return total
    }

    private static func second(of moment: Date) -> Int { Int(moment.timeIntervalSince1970.rounded(.down)) }

    private func ranges(of day: Int) -> [Range<Int>] {
        let weekday = CivilDay(daysSince1970: day).daysSinceMonday
        return week.indices.contains(weekday) && !holidays.contains(day) ? week[weekday] : []
    }

    /// Hands out the stretches of working time within some seconds since 1970, until `body` returns false.
    private func walk(_ seconds: Range<Int>, _ body: (Range<Int>) -> Bool) {
        var start = seconds.lowerBound
        var offset = clock.offsetSeconds(at: start)
        while start < seconds.upperBound {
            let end = min(start + 86_400, seconds.upperBound)
            let next = clock.offsetSeconds(at: end)
            let change = next == offset ? end : changeOfClock(from: offset, in: start..<end)
            guard visit(start..<change, offset, body), visit(change..<end, next, body) else { return }
            (start, offset) = (end, next)
        }
    }

    /// When the clock's offset stops being one, within a day that has one change.
    private func changeOfClock(from offset: Int, in seconds: Range<Int>) -> Int {
        var (before, after) = (seconds.lowerBound, seconds.upperBound)
        while after - before > 1 {
            let middle = (before + after) / 2
            if clock.offsetSeconds(at: middle) == offset { before = middle } else { after = middle }
        }
        return after
    }

    /// The same while the clock is so many seconds ahead of UTC.
    private func visit(_ seconds: Range<Int>, _ offset: Int, _ body: (Range<Int>) -> Bool) -> Bool {
        guard !seconds.isEmpty else { return true }
        let shown = seconds.lowerBound + offset..<seconds.upperBound + offset
        let days = shown.lowerBound.flooredDivision(by: 86_400)...(shown.upperBound - 1).flooredDivision(by: 86_400)
        for day in days {
            for range in ranges(of: day) {
                let worked = (range.lowerBound + day * 86_400..<range.upperBound + day * 86_400).clamped(to: shown)
                if worked.isEmpty { continue }
                guard body(worked.lowerBound - offset..<worked.upperBound - offset) else { return false }
            }
        }
        return true
    }
}
