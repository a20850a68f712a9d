import Environment
import Routing
package import StoredSettings

/// The settings of intake.
package enum IntakeConfig: ConfigSection {
    package static let name = "intake"
    package static let title = "Intake"
    package static let members = [
        ConfigMember("duplicate_enquiry", .oneOf(Settings.DuplicateEnquiry.self)),
        ConfigMember("privacy_url", .text(.address(["https", "http"]))),
        ConfigMember("quarantine_days", .integer(1...365), default: 30),
        ConfigMember(
            "blocked", .list(.text(.line(1...BlockedTexts.longest)), limit: BlockedTexts.most), default: []),
    ]
}

extension ConfigSnapshot {
    /// The response to a repeated e-mail address: as stored, else `DUPLICATE_ENQUIRY`.
    func duplicateEnquiry(over settings: Settings) -> Settings.DuplicateEnquiry {
        self[IntakeConfig.self].values["duplicate_enquiry"]?.text.flatMap(Settings.DuplicateEnquiry.init)
            ?? settings.duplicateEnquiry
    }

    /// After how many days what is in quarantine is removed.
    var quarantineDays: Int {
        self[IntakeConfig.self].value("quarantine_days", in: IntakeConfig.self).integer ?? 30
    }
}

extension StoredConfig {
    /// The blocked texts of the settings `intake`.
    var blocked: [String] { (values["blocked"]?.elements ?? []).compactMap(\.text) }
}
