package import FoundationEssentials
package import Routing

extension Rule where Value == Date {
    /// When something is, RFC 3339, from 1900 to 9999.
    package static let moment = Rule(.instant) { (value) throws(Fault) in
        guard let moment = value.string.flatMap({ Instant.read($0.trimmed) }), earliest <= moment else {
            throw Fault(
                "Must be an instant such as 2026-01-31T12:00:00Z.",
                pt: "Deve ser um instante como 2026-01-31T12:00:00Z.")
        }
        return moment
    }

    private static let earliest = Date(timeIntervalSince1970: -2_208_988_800)
}
