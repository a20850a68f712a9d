package import Routing

/// Hours of the business as a stored setting: up to four ranges for each day of the week.
///
/// Source: SPEC section 8, `opening_hours`; section 16, `hours`.
package enum OpeningHours {
    /// The members, from Monday on.
    private static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    /// The setting of a name.
    package static func member(_ name: String) -> ConfigMember {
        ConfigMember(name, .object(days.map { ConfigMember($0, .list(.text(.hours), limit: 4), default: []) }))
    }

    /// Notes ranges of a day that are out of order or overlap.
    ///
    /// - Parameters:
    ///   - hours: as they are to be stored.
    ///   - place: the path of the setting.
    package static func check(_ hours: JSON?, at place: String, _ faults: inout ConfigFaults) {
        for day in days {
            let ranges = hours?[day]?.elements.compactMap(\.text) ?? []
            let isInOrder = zip(ranges, ranges.dropFirst()).allSatisfy { $0.suffix(5) <= $1.prefix(5) }
            if !isInOrder {
                faults.note(
                    Fault("Must be in order and not overlap.", pt: "Devem estar em ordem, sem sobreposição."),
                    at: "\(place).\(day)")
            }
        }
    }

    /// The stored ranges of the seven days from Monday on, in seconds of the day.
    package static func week(_ hours: JSON?) -> [[Range<Int>]] {
        days.map { day in (hours?[day]?.elements ?? []).compactMap { $0.text.flatMap(range) } }
    }

    private static func range(_ text: String) -> Range<Int>? {
        let bounds = text.split(separator: "-").map { side in
            side.split(separator: ":").compactMap { Int($0) }.reduce(0) { 60 * $0 + $1 } * 60
        }
        guard bounds.count == 2, bounds[0] < bounds[1] else { return nil }
        return bounds[0]..<bounds[1]
    }
}
