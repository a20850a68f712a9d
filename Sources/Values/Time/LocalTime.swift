package import FoundationEssentials
package import Routing

/// Times as people write them, by the clock of the business.
///
/// Source: SPEC section 5, "Mail"; the date patterns of CLDR for `en-GB` (long) and `pt-BR` (short).
package enum LocalTime {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// A date and time to the minute: `29 November 2026, 05:05`, `29/11/2026 05:05`.
    package static func text(_ time: WallTime, in language: Language) -> String {
        let day = time.day
        let clock = Instant.padded(time.secondOfDay / 3600) + ":" + Instant.padded(time.secondOfDay / 60 % 60)
        return switch language {
        case .english: "\(day.day) \(months[day.month - 1]) \(day.year), \(clock)"
        case .brazilianPortuguese: "\(Instant.padded(day.day))/\(Instant.padded(day.month))/\(day.year) \(clock)"
        }
    }

    /// The values of a mail with their times made local: names that end in `_at` hold instants, those in `_day` appointments, which
    /// get the offset as well, since who reads them may be elsewhere. A text that is no time stays.
    package static func replacing(_ values: [String: String], in language: Language, by clock: WallClock) -> [String:
        String]
    {
        var local = values
        for (name, value) in values {
            if name.utf8.suffix(3).elementsEqual("_at".utf8), let instant = Instant.read(value) {
                local[name] = text(clock.time(at: instant), in: language)
            } else if name.utf8.suffix(4).elementsEqual("_day".utf8),
                let read = clock.read(value.replacing(" ", with: "T"))
            {
                local[name] = "\(text(read.time, in: language)) (\(clock.offsetText(at: read.instant)))"
            }
        }
        return local
    }
}

extension WallClock {
    /// An instant as the clock shows it, with its offset: `2026-11-20T07:00:00-03:00`. Source: RFC 3339 §5.6.
    package func offsetTime(at instant: Date) -> String {
        let minutes = offsetMinutes(at: instant)
        let (hours, rest) = Int(minutes.magnitude).quotientAndRemainder(dividingBy: 60)
        let offset = "\(Instant.padded(hours)):\(Instant.padded(rest))"
        return time(at: instant).text + (minutes < 0 ? "-" : "+") + offset
    }

    private func offsetMinutes(at instant: Date) -> Int {
        offsetSeconds(at: Int(instant.timeIntervalSince1970.rounded(.down))) / 60
    }

    /// How far the clock is from UTC at an instant: `UTC`, `UTC−3`, `UTC+5:30`.
    func offsetText(at instant: Date) -> String {
        let minutes = offsetMinutes(at: instant)
        guard minutes != 0 else { return "UTC" }
        let rest = minutes.magnitude % 60 == 0 ? "" : ":" + Instant.padded(Int(minutes.magnitude % 60))
        return "UTC\(minutes < 0 ? "−" : "+")\(minutes.magnitude / 60)\(rest)"
    }
}
