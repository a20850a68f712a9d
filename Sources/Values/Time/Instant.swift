package import FoundationEssentials
import MariaDB

/// Instants as the product writes them: UTC, RFC 3339 with `Z`, to the second.
///
/// Source: SPEC section 2; RFC 3339 §5.6.
package enum Instant {
    /// The instants that the database holds: the years 1 through 9999, in UTC.
    package static let range =
        Date(timeIntervalSince1970: -62_135_596_800)...Date(timeIntervalSince1970: 253_402_300_799)

    /// The nearest instant within `range`.
    package static func clamped(_ moment: Date) -> Date { min(max(moment, range.lowerBound), range.upperBound) }

    /// The text of a moment of the years 0 through 9999, the only ones that the database holds.
    package static func text(_ moment: Date) -> String {
        let seconds = Int(moment.timeIntervalSince1970.rounded(.down))
        let days = seconds.flooredDivision(by: 86_400)
        let day = CivilDay(daysSince1970: days)
        let second = seconds - days * 86_400
        var text: [UInt8] = []
        text.reserveCapacity(20)
        append(day.year / 100, after: nil, to: &text)
        append(day.year % 100, after: nil, to: &text)
        append(day.month, after: "-", to: &text)
        append(day.day, after: "-", to: &text)
        append(second / 3600, after: "T", to: &text)
        append(second / 60 % 60, after: ":", to: &text)
        append(second % 60, after: ":", to: &text)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// A sign and two digits.
    private static func append(_ number: Int, after sign: Unicode.Scalar?, to text: inout [UInt8]) {
        if let sign { text.append(UInt8(ascii: sign)) }
        text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10 % 10))
        text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }

    /// Reads RFC 3339 with `Z` or an offset, also one without a colon; fractions of a second are dropped. Nil for any other text, and
    /// outside `range`.
    package static func read(_ text: String) -> Date? {
        var reader = TimeReader(text)
        guard let day = reader.day(), reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let secondOfDay = reader.secondOfDay(needsSeconds: true), let offset = reader.offsetSeconds(),
            reader.isAtEnd
        else { return nil }
        let moment = Date(timeIntervalSince1970: Double(day.daysSince1970 * 86_400 + secondOfDay - offset))
        return range.contains(moment) ? moment : nil
    }

    static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// A day of the proleptic Gregorian calendar.
package struct CivilDay: Hashable, Sendable {
    /// The year.
    package let year: Int
    /// The month, 1 through 12.
    package let month: Int
    /// The day of the month, 1 through 31.
    package let day: Int

    /// The day so many days after 1970-01-01.
    package init(daysSince1970 days: Int) {
        (year, month, day) = CivilCalendar.date(ofDay: days)
    }

    /// The day of that date; nil when the calendar has none.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        self.year = year
        self.month = month
        self.day = day
        guard CivilDay(daysSince1970: daysSince1970) == self else { return nil }
    }

    /// Reads `YYYY-MM-DD`; nil for any other text.
    package static func read(_ text: String) -> CivilDay? {
        var reader = TimeReader(text)
        guard let day = reader.day(), reader.isAtEnd else { return nil }
        return day
    }

    /// How many days after 1970-01-01 it is.
    package var daysSince1970: Int { CivilCalendar.day(ofYear: year, month: month, day: day) }

    /// 0 for a Monday, 6 for a Sunday; 1970-01-01 was a Thursday.
    package var daysSinceMonday: Int { daysSince1970 + 3 - 7 * (daysSince1970 + 3).flooredDivision(by: 7) }

    /// `YYYY-MM-DD`
    package var text: String {
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-" + Instant.padded(month) + "-"
            + Instant.padded(day)
    }
}

extension Int {
    /// The quotient rounded towards minus infinity.
    package func flooredDivision(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
