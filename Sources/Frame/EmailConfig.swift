package import Environment
package import Routing
package import StoredSettings
import Values

/// The mail server, and the recipients of lead notifications.
package enum EmailConfig: ConfigSection {
    package static let name = "email"
    package static let title = "Email"
    package static let members = [
        ConfigMember("smtp_host", .text(.host), sending: transportSecrets, to: .publicOrLoopback),
        ConfigMember("smtp_port", .integer(1...65_535), default: 587, sending: transportSecrets),
        ConfigMember(
            "smtp_tls", .oneOf(MailSettings.Protection.self), default: "starttls", sending: transportSecrets),
        ConfigMember("smtp_username", .text(.line(1...254)), sending: transportSecrets),
        ConfigMember("smtp_password", .secret(.secret(atMost: 1024))),
        ConfigMember("from_email", .value(.email) { .string($0.text) }, sending: transportSecrets),
        ConfigMember("from_name", .text(.line(1...200))),
        ConfigMember("notify_emails", .list(.value(.email) { .string($0.text) }, limit: 20), default: []),
    ]

    /// The credentials for a mail server.
    private static let transportSecrets = ["smtp_password"]

    /// As `SMTP_TLS`: a password must not cross a network in the open.
    package static func check(
        _ values: Members<JSON>, for settings: Settings, at path: String, _ faults: inout ConfigFaults
    ) {
        guard settings.environment == .production, values["smtp_tls"] == "none",
            let host = values["smtp_host"]?.text, !MailSettings.isLoopback(host)
        else { return }
        faults.note(
            Fault(
                "none is not allowed in production, except for a loopback host.",
                pt: "none não é aceito em produção, exceto para o próprio servidor."), at: "\(path)smtp_tls")
    }
}
