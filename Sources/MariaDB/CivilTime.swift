internal import CMariaDB
internal import FoundationEssentials

/// A `DATETIME(6)` between the library's form and a moment in UTC.
enum CivilTime {
    /// Seconds from 1970-01-01 to the reference date of `Date`, 2001-01-01.
    private static let referenceSeconds = 978_307_200
    private static let microsecondsPerDay = 86_400_000_000

    /// The library's form of a moment, to the nearest microsecond; `nil` outside the years 0 through 9999.
    static func time(of date: Date) -> MYSQL_TIME? {
        let sinceReference = (date.timeIntervalSinceReferenceDate * 1_000_000).rounded()
        guard sinceReference.magnitude < 4e17 else { return nil }
        let microseconds = Int(sinceReference) + referenceSeconds * 1_000_000
        var (day, rest) = microseconds.quotientAndRemainder(dividingBy: microsecondsPerDay)
        if rest < 0 {
            day -= 1
            rest += microsecondsPerDay
        }
        let civil = CivilCalendar.date(ofDay: day)
        guard (0...9999).contains(civil.year) else { return nil }
        var time = MYSQL_TIME()
        time.year = UInt32(civil.year)
        time.month = UInt32(civil.month)
        time.day = UInt32(civil.day)
        time.hour = UInt32(rest / 3_600_000_000)
        time.minute = UInt32(rest / 60_000_000 % 60)
        time.second = UInt32(rest / 1_000_000 % 60)
        time.second_part = UInt(rest % 1_000_000)
        time.time_type = MYSQL_TIMESTAMP_DATETIME
        return time
    }

    /// The moment of a time in UTC; `nil` for the zero date and one without month or day.
    static func date(of time: MYSQL_TIME) -> Date? {
        guard (1...12).contains(time.month), (1...31).contains(time.day) else { return nil }
        let days = CivilCalendar.day(ofYear: Int(time.year), month: Int(time.month), day: Int(time.day))
        let seconds = days * 86400 + Int(time.hour) * 3600 + Int(time.minute) * 60 + Int(time.second)
        let microseconds = (seconds - referenceSeconds) * 1_000_000 + Int(time.second_part)
        return Date(timeIntervalSinceReferenceDate: Double(microseconds) / 1_000_000)
    }

    /// `YYYY-MM-DD HH:MM:SS`, with `.ffffff` when `hasFraction`; only the day when `isDay`.
    static func text(of time: MYSQL_TIME, isDay: Bool, hasFraction: Bool) -> String {
        unsafe String(unsafeUninitializedCapacity: 26) { buffer in
            var count = 0
            func append(_ number: UInt32, digits: Int, after mark: UInt8? = nil) {
                if let mark {
                    unsafe buffer[count] = mark
                    count += 1
                }
                var rest = number
                for index in (count..<count + digits).reversed() {
                    unsafe buffer[index] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
                count += digits
            }
            append(time.year, digits: 4)
            append(time.month, digits: 2, after: UInt8(ascii: "-"))
            append(time.day, digits: 2, after: UInt8(ascii: "-"))
            if isDay { return count }
            append(time.hour, digits: 2, after: UInt8(ascii: " "))
            append(time.minute, digits: 2, after: UInt8(ascii: ":"))
            append(time.second, digits: 2, after: UInt8(ascii: ":"))
            if hasFraction { append(UInt32(time.second_part), digits: 6, after: UInt8(ascii: ".")) }
            return count
        }
    }
}
