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
    ]
}

extension ConfigSnapshot {
    /// The response to a repeated e-mail address: as stored, else `DUPLICATE_ENQUIRY`.
    func duplicateEnquiry(over settings: Settings) -> Settings.DuplicateEnquiry {
        self[IntakeConfig.self].values["duplicate_enquiry"]?.text.flatMap(Settings.DuplicateEnquiry.init)
            ?? settings.duplicateEnquiry
    }
}
