package import FoundationEssentials

/// Instants as the product writes them: UTC, RFC 3339 with `Z`, to the second.
///
/// Source: SPEC section 2; RFC 3339 §5.6.
package enum Instant {
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

    /// Reads RFC 3339 with `Z` or an offset, fractions of a second aside; nil for any other text.
    package static func read(_ text: String) -> Date? {
        let pattern = /(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))/
        guard let match = text.wholeMatch(of: pattern), let year = Int(match.1), let month = Int(match.2),
            let dayOfMonth = Int(match.3), let day = CivilDay(year: year, month: month, day: dayOfMonth),
            let hour = Int(match.4), let minute = Int(match.5), let second = Int(match.6), hour < 24, minute < 60,
            second < 60
        else { return nil }
        let offsetHours = match.8.flatMap { Int($0) } ?? 0
        let offsetMinutes = match.9.flatMap { Int($0) } ?? 0
        let offset = (offsetHours * 3600 + offsetMinutes * 60) * (match.7 == "-" ? -1 : 1)
        let seconds = day.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
        return Date(timeIntervalSince1970: Double(seconds))
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
    ///
    /// Source: the era arithmetic of ISO 8601's 400-year cycle of 146097 days, years beginning in March.
    package init(daysSince1970 days: Int) {
        let shifted = days + 719_468
        let era = shifted.flooredDivision(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The day of that date; nil when the calendar has none.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        self.year = year
        self.month = month
        self.day = day
        guard CivilDay(daysSince1970: daysSince1970) == self else { return nil }
    }

    /// How many days after 1970-01-01 it is.
    package var daysSince1970: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.flooredDivision(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// `YYYY-MM-DD`
    package var text: String {
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-" + Instant.padded(month) + "-"
            + Instant.padded(day)
    }
}

extension Int {
    /// The quotient rounded towards minus infinity.
    func flooredDivision(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
