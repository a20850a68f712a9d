package import FoundationEssentials
package import Routing

/// A day of the business, or an instant.
package enum DayOrInstant: Sendable, Equatable {
    /// A whole day of the business.
    case day(CivilDay)
    /// A second.
    case instant(Date)

    /// Its first moment, within `Instant.range`.
    package func start(by clock: WallClock) -> Date {
        switch self {
        case .day(let day): Instant.clamped(clock.instant(of: WallTime(day: day, secondOfDay: 0)))
        case .instant(let instant): instant
        }
    }

    /// The exclusive upper bound, within `Instant.range`; instants are whole seconds.
    package func end(by clock: WallClock) -> Date {
        switch self {
        case .day(let day):
            let next = WallTime(day: CivilDay(daysSince1970: day.daysSince1970 + 1), secondOfDay: 0)
            return Instant.clamped(clock.instant(of: next))
        case .instant(let instant): return Instant.clamped(instant.addingTimeInterval(1))
        }
    }
}

extension Rule where Value == DayOrInstant {
    /// `YYYY-MM-DD`, or RFC 3339 with an offset.
    package static let dayOrInstant = Rule(.string) { (value) throws(Fault) in
        let text = value.string?.trimmed ?? ""
        if let day = CivilDay.read(text) { return .day(day) }
        guard let instant = Instant.read(text) else {
            throw Fault(
                "Must be a day such as 2026-01-31 or an instant such as 2026-01-31T12:00:00Z.",
                pt: "Deve ser um dia como 2026-01-31 ou um instante como 2026-01-31T12:00:00Z.")
        }
        return .instant(instant)
    }
}
