package import Routing

/// The identity of the business.
package enum CompanyConfig: ConfigSection {
    private enum TaxRegime: String, CaseIterable {
        case simples = "simples_nacional"
        case presumido = "lucro_presumido"
        case real = "lucro_real"
        case mei
    }

    package static let name = "company"
    package static let title = "Company"
    package static let members = [
        ConfigMember("legal_name", .text(.line(1...200))),
        ConfigMember("trade_name", .text(.line(1...200))),
        ConfigMember("cnpj", .value(.cnpj) { .string($0.text) }),
        ConfigMember("state_registration", .text(.line(1...20))),
        ConfigMember("tax_regime", .oneOf(TaxRegime.self)),
        ConfigMember("phone", .value(.phone) { .string($0.text) }),
        ConfigMember("email", .value(.email) { .string($0.text) }),
        ConfigMember(
            "address",
            .object([
                ConfigMember("street", .text(.line(1...200))),
                ConfigMember("number", .text(.line(1...20))),
                ConfigMember("complement", .text(.line(1...100))),
                ConfigMember("district", .text(.line(1...100))),
                ConfigMember("city", .text(.line(1...100))),
                ConfigMember("state", .text(.state)),
                ConfigMember("zip_code", .text(.postalCode)),
                ConfigMember("country", .text(.line(2...60)), default: "BR"),
            ])),
    ]
}

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

/// How the business is reached by WhatsApp.
package enum WhatsAppConfig: ConfigSection {
    package static let name = "whatsapp"
    package static let title = "WhatsApp"
    package static let members = [
        ConfigMember("driver", .oneOf(Settings.WhatsAppDriver.self)),
        ConfigMember("phone_number_id", .text(.numeral(1...40)), sending: accountSecrets),
        ConfigMember(
            "api_base_url", .text(.address(["https", "http"])), sending: accountSecrets, to: .publicOfURL),
        ConfigMember("session_data", .secret(.secret(atMost: 32_768))),
        ConfigMember(
            "proxy_url", .secret(.address(["http", "https", "socks5", "socks5h"])), sending: accountSecrets,
            to: .publicOfURL),
        ConfigMember("verify_token", .secret(.secret(atMost: 1024))),
        ConfigMember("app_secret", .secret(.secret(atMost: 1024))),
        ConfigMember("access_token", .secret(.secret(atMost: 4096))),
    ]

    /// The credentials for the API; `app_secret` and `verify_token` check its requests, and are never sent.
    private static let accountSecrets = ["access_token", "session_data"]
}

/// The settings of intake.
package enum IntakeConfig: ConfigSection {
    package static let name = "intake"
    package static let title = "Intake"
    package static let members = [
        ConfigMember("duplicate_enquiry", .oneOf(Settings.DuplicateEnquiry.self)),
        ConfigMember("privacy_url", .text(.address(["https", "http"]))),
    ]
}
