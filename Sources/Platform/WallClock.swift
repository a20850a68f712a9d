package import FoundationEssentials
import Posix

/// A date and time of day as a clock on the wall shows it, without a time zone.
package struct WallTime: Hashable, Sendable {
    /// The day.
    package let day: CivilDay
    /// Seconds since midnight, 0 through 86399.
    package let secondOfDay: Int

    /// A time of a day.
    package init(day: CivilDay, secondOfDay: Int) {
        self.day = day
        self.secondOfDay = secondOfDay
    }

    /// `YYYY-MM-DDTHH:MM:SS`
    package var text: String {
        day.text + "T" + Instant.padded(secondOfDay / 3600) + ":" + Instant.padded(secondOfDay / 60 % 60) + ":"
            + Instant.padded(secondOfDay % 60)
    }
}

/// The clock on the wall of the business: turns wall-clock times into instants and back.
package struct WallClock: Sendable {
    private let zone: ZoneRules

    /// The clock of an IANA zone; nil when the system does not know it.
    package init?(zone name: String) {
        guard name == "UTC" || name.contains("/"), let zone = ZoneRules(named: name) else { return nil }
        self.zone = zone
    }

    /// What the clock shows at an instant.
    package func time(at instant: Date) -> WallTime {
        let moment = Int(instant.timeIntervalSince1970.rounded(.down))
        let seconds = moment + zone.offsetSeconds(at: moment)
        let days = seconds.flooredDivision(by: 86_400)
        return WallTime(day: CivilDay(daysSince1970: days), secondOfDay: seconds - days * 86_400)
    }

    /// When the clock shows a time; of two instants the first, and for a time that the clock leaps over the instant after.
    package func instant(of time: WallTime) -> Date {
        let asIfUTC = time.day.daysSince1970 * 86_400 + time.secondOfDay
        let instants = [asIfUTC - 86_400, asIfUTC + 86_400].map { asIfUTC - zone.offsetSeconds(at: $0) }.sorted()
            .map { Date(timeIntervalSince1970: Double($0)) }
        return instants.first { self.time(at: $0) == time } ?? instants[1]
    }

    /// Reads `YYYY-MM-DDTHH:MM[:SS]`, alone (this clock's time) or with `Z` or an offset (an instant).
    ///
    /// - Returns: the instant and what this clock shows then; nil for any other text.
    package func read(_ text: String) -> (instant: Date, time: WallTime)? {
        var reader = TimeReader(text)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let dayOfMonth = reader.number(2), reader.skip("T"), let hour = reader.number(2), reader.skip(":"),
            let minute = reader.number(2), let second = reader.skip(":") ? reader.number(2) : 0,
            let day = CivilDay(year: year, month: month, day: dayOfMonth), hour < 24, minute < 60, second < 60
        else { return nil }
        let secondOfDay = hour * 3600 + minute * 60 + second
        guard !reader.isAtEnd else {
            let instant = instant(of: WallTime(day: day, secondOfDay: secondOfDay))
            return (instant, WallTime(day: day, secondOfDay: secondOfDay))
        }
        guard let offset = reader.offsetSeconds(), reader.isAtEnd else { return nil }
        let instant = Date(timeIntervalSince1970: Double(day.daysSince1970 * 86_400 + secondOfDay - offset))
        return (instant, time(at: instant))
    }
}

/// Reads a written time from front to end; a pattern takes a hundred times as long.
private struct TimeReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// The number of so many ASCII digits that comes next.
    mutating func number(_ digits: Int) -> Int? {
        let figures = rest.prefix(digits)
        guard figures.count == digits, figures.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        rest = rest.dropFirst(digits)
        return figures.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Steps over a sign if it comes next.
    mutating func skip(_ sign: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: sign) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// `Z`, `+HH:MM` or `-HH:MM`.
    mutating func offsetSeconds() -> Int? {
        if skip("Z") { return 0 }
        let isNegative = skip("-")
        guard isNegative || skip("+"), let hours = number(2), skip(":"), let minutes = number(2), hours < 24,
            minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (isNegative ? -1 : 1)
    }
}

extension WallTime {
    /// A `DATETIME` column's `YYYY-MM-DD HH:MM:SS` as we write it: with a `T`, without a fraction.
    package static func text(fromSQL text: String) -> String { String(text.replacing(" ", with: "T").prefix(19)) }

    /// A text of ours as a `DATETIME` column takes it.
    package static func sqlText(_ text: String) -> String { text.replacing("T", with: " ") }
}
