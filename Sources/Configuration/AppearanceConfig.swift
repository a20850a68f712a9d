import Routing
package import StoredSettings

/// How the business looks.
package enum AppearanceConfig: ConfigSection {
    package static let name = "appearance"
    package static let title = "Appearance"
    package static let members = [
        ConfigMember("display_name", .text(.line(1...100))),
        ConfigMember("primary_color", .text(.colour)),
        ConfigMember("secondary_color", .text(.colour)),
        ConfigMember("accent_color", .text(.colour)),
        ConfigMember("background_color", .text(.colour)),
        ConfigMember("text_color", .text(.colour)),
        ConfigMember("logo_url", .text(.picture)),
    ]
}
