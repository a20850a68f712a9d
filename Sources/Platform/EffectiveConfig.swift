package import Routing

/// What holds where the environment and the stored settings both may speak.
extension ConfigSnapshot {
    /// What the sender of a repeated e-mail is answered: as stored, else `DUPLICATE_ENQUIRY`.
    package func duplicateEnquiry(over settings: Settings) -> Settings.DuplicateEnquiry {
        self[IntakeConfig.self].values["duplicate_enquiry"]?.text.flatMap(Settings.DuplicateEnquiry.init)
            ?? settings.duplicateEnquiry
    }

    /// Who is told of leads: those stored, else `ATTORNEY_EMAIL`.
    package func notified(over settings: Settings) -> [EmailAddress] {
        let stored = self[EmailConfig.self].values["notify_emails"]?.elements.compactMap(\.text) ?? []
        return stored.isEmpty ? settings.mail.attorneys : stored.compactMap { EmailAddress($0) }
    }

    /// What stands behind the `@` of a `Message-ID`.
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
            senderName: stored.values["from_name"]?.text)
    }

    /// What the public pages show of the business; nothing secret is in these sections' listed settings.
    package var publicValues: [String: JSON] {
        var values = shown(AppearanceConfig.self).members
        values["privacy_url"] = self[IntakeConfig.self].value("privacy_url", in: IntakeConfig.self)
        return values
    }
}
