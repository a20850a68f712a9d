package import Environment
package import Routing
package import Storage
package import StoredSettings
import Values

/// How soon a lead is to be answered, and when the business works.
///
/// Source: SPEC section 16, "Response time".
package enum ResponseConfig: ConfigSection {
    /// The longest time that may be set, 30 days of 24 hours.
    private static let mostMinutes = 43_200
    /// The most holidays.
    private static let mostHolidays = 400

    package static let name = "response"
    package static let title = "Response"
    package static let members = [
        ConfigMember(
            "target_minutes",
            .object(Priority.allCases.map { ConfigMember($0.rawValue, .integer(1...mostMinutes)) })),
        OpeningHours.member("hours"),
        ConfigMember(
            "holidays", .list(.value(Rule<CivilDay>.day) { .string($0.text) }, limit: mostHolidays), default: []),
        ConfigMember("handover_minutes", .integer(1...mostMinutes)),
    ]

    /// Due times are counted by the settings.
    package static let startsJob = true

    /// Has the due time of every lead that waits for an answer counted again.
    package static func startJob(_ jobs: JobStore, forVersion version: Int, by actor: [UInt8]?) throws -> Job.ID? {
        try LeadRetiming.ask(jobs, forVersion: version, by: actor)
    }

    /// Ranges of a day come in order and do not overlap.
    package static func check(
        _ values: Members<JSON>, for settings: Settings, at path: String, _ faults: inout ConfigFaults
    ) {
        OpeningHours.check(values["hours"], at: "\(path)hours", &faults)
    }
}
