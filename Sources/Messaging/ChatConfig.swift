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
        OpeningHours.member("opening_hours"),
    ]

    /// Ranges of a day come in order and do not overlap.
    package static func check(
        _ values: Members<JSON>, for settings: Settings, at path: String, _ faults: inout ConfigFaults
    ) {
        OpeningHours.check(values["opening_hours"], at: "\(path)opening_hours", &faults)
    }
}
