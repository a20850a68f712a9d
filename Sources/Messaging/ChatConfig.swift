package import Environment
package import Routing
package import StoredSettings

/// The business's messages in conversations, and its opening hours.
package enum ChatConfig: ConfigSection {
    package static let name = "chat"
    package static let title = "Chat"
    package static let members = [
        ConfigMember("greeting", .text(.paragraph(1...1000))),
        ConfigMember("out_of_hours", .text(.paragraph(1...1000))),
        ConfigMember("closing", .text(.paragraph(1...1000))),
        ConfigMember("inactivity", .text(.paragraph(1...1000))),
        ConfigMember("inactivity_minutes", .integer(1...1440), default: 15),
        ConfigMember(
            "opening_hours", .object(days.map { ConfigMember($0, .list(.text(.hours), limit: 4), default: []) })),
    ]

    private static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    /// Ranges of a day come in order and do not overlap.
    package static func check(
        _ values: Members<JSON>, for settings: Settings, at path: String, _ faults: inout ConfigFaults
    ) {
        for day in days {
            let ranges = values["opening_hours"]?[day]?.elements.compactMap(\.text) ?? []
            let isInOrder = zip(ranges, ranges.dropFirst()).allSatisfy { $0.suffix(5) <= $1.prefix(5) }
            if !isInOrder {
                faults.note(
                    Fault("Must be in order and not overlap.", pt: "Devem estar em ordem, sem sobreposição."),
                    at: "\(path)opening_hours.\(day)")
            }
        }
    }
}
