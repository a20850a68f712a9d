package import Environment
import Routing
package import StoredSettings
package import Values

/// The effective values of settings that both the environment and the store may have.
extension ConfigSnapshot {
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
}
