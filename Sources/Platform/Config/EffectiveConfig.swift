package import Routing

/// The effective values of settings that both the environment and the store may have.
extension ConfigSnapshot {
    /// The response to a repeated e-mail address: as stored, else `DUPLICATE_ENQUIRY`.
    package func duplicateEnquiry(over settings: Settings) -> Settings.DuplicateEnquiry {
        self[IntakeConfig.self].values["duplicate_enquiry"]?.text.flatMap(Settings.DuplicateEnquiry.init)
            ?? settings.duplicateEnquiry
    }

    /// The recipients of lead notifications: those stored, else `ATTORNEY_EMAIL`.
    package func notified(over settings: Settings) -> [EmailAddress] {
        let stored = self[EmailConfig.self].values["notify_emails"]?.elements.compactMap(\.text) ?? []
        return stored.isEmpty ? settings.mail.attorneys : stored.compactMap { EmailAddress($0) }
    }

    /// The domain part of a `Message-ID`.
    package func messageDomain(over settings: Settings) -> String {
        let stored = self[EmailConfig.self].values["from_email"]?.text
        guard settings.mail.host == nil, let domain = stored?.split(separator: "@").last else {
            return settings.mail.messageDomain
        }
        return String(domain)
    }

    /// How mail goes out: by the environment when it names `SMTP_HOST`, else by what is stored; never by a mixture, so that no
    /// password meets another's server.
    package func mail(over settings: Settings) -> MailSettings {
        guard settings.mail.host == nil else { return settings.mail }
        let stored = self[EmailConfig.self]
        let sealed = stored.values["smtp_password"]
        return settings.mail.replaced(
            host: stored.values["smtp_host"]?.text,
            port: stored.value("smtp_port", in: EmailConfig.self).integer ?? 587,
            protection: stored.value("smtp_tls", in: EmailConfig.self).text.flatMap(MailSettings.Protection.init)
                ?? .starttls,
            username: stored.values["smtp_username"]?.text,
            password: sealed.flatMap { settings.configCipher.open($0, as: "email.smtp_password") },
            sender: stored.values["from_email"]?.text.flatMap { EmailAddress($0) },
            senderName: stored.values["from_name"]?.text, mayReachPrivate: settings.allowsPrivateDestinations)
    }

    /// The driver of the WhatsApp session: as stored, else `WHATSAPP_DRIVER`.
    package func whatsAppDriver(over settings: Settings) -> Settings.WhatsAppDriver {
        self[WhatsAppConfig.self].values["driver"]?.text.flatMap(Settings.WhatsAppDriver.init)
            ?? settings.whatsAppDriver
    }

    /// Whether WhatsApp messages are really sent.
    package func whatsAppService(over settings: Settings) -> WhatsAppService {
        let values = self[WhatsAppConfig.self].values
        switch whatsAppDriver(over: settings) {
        case .stub: return .simulation
        case .cloud: return values["phone_number_id"] != nil && values["access_token"] != nil ? .cloud : .off
        }
    }

    /// The settings that the public pages show; the listed ones contain no secrets.
    package var publicValues: Members<JSON> {
        var values = shown(AppearanceConfig.self).members
        values["privacy_url"] = self[IntakeConfig.self].value("privacy_url", in: IntakeConfig.self)
        return values
    }
}

/// Whether WhatsApp messages are really sent, in the words of the pages.
///
/// Source: SPEC section 21, `GET /api/v1/config/public`.
package enum WhatsAppService: String, Sendable, CaseIterable {
    /// The stub: nothing leaves the house.
    case simulation
    /// The Cloud API.
    case cloud
    /// The Cloud API without a number or an access token: nothing can be sent.
    case off
}
