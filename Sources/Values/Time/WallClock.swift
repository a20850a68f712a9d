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
    /// The name of its zone.
    package let zoneName: String
    private let zone: ZoneRules

    /// The clock of an IANA zone; nil when the system does not know it.
    package init?(zone name: String) {
        guard name == "UTC" || name.contains("/"), let zone = ZoneRules(named: name) else { return nil }
        zoneName = name
        self.zone = zone
    }

    /// The local time at an instant.
    package func time(at instant: Date) -> WallTime {
        let moment = Int(instant.timeIntervalSince1970.rounded(.down))
        let seconds = moment + offsetSeconds(at: moment)
        let days = seconds.flooredDivision(by: 86_400)
        return WallTime(day: CivilDay(daysSince1970: days), secondOfDay: seconds - days * 86_400)
    }

    /// How many seconds the clock is ahead of UTC at an instant, given in seconds since 1970.
    func offsetSeconds(at secondsSince1970: Int) -> Int { zone.offsetSeconds(at: secondsSince1970) }

    /// When the clock shows a time; of two instants the first, and for a time that the clock leaps over the instant after.
    package func instant(of time: WallTime) -> Date {
        let asIfUTC = time.day.daysSince1970 * 86_400 + time.secondOfDay
        let instants = [asIfUTC - 86_400, asIfUTC + 86_400].map { asIfUTC - offsetSeconds(at: $0) }.sorted()
            .map { Date(timeIntervalSince1970: Double($0)) }
        return instants.first { self.time(at: $0) == time } ?? instants[1]
    }

    /// Reads `YYYY-MM-DDTHH:MM[:SS[.fraction]]`, alone (this clock's time) or with `Z` or an offset (an instant).
    ///
    /// - Returns: the instant and what this clock shows then, or, of a time that it leaps over, the time as written; nil for any other
    ///   text.
    package func read(_ text: String) -> (instant: Date, time: WallTime)? {
        var reader = TimeReader(text)
        guard let day = reader.day(), reader.skip("T"), let secondOfDay = reader.secondOfDay(needsSeconds: false) else {
            return nil
        }
        guard !reader.isAtEnd else {
            let time = WallTime(day: day, secondOfDay: secondOfDay)
            return (instant(of: time), time)
        }
        guard let offset = reader.offsetSeconds(), reader.isAtEnd else { return nil }
        let instant = Date(timeIntervalSince1970: Double(day.daysSince1970 * 86_400 + secondOfDay - offset))
        return (instant, time(at: instant))
    }
}

extension WallTime {
    /// A `DATETIME` column's `YYYY-MM-DD HH:MM:SS` as we write it: with a `T`, without a fraction.
    package static func text(fromSQL text: String) -> String { String(text.replacing(" ", with: "T").prefix(19)) }

    /// An instant in the text format of a `DATETIME` column.
    package static func sqlText(_ text: String) -> String { text.replacing("T", with: " ") }
}
