import Routing
package import Values

/// How mail goes out.
///
/// Source: SPEC section 3, `SMTP_…` and `ATTORNEY_EMAIL`.
package struct MailSettings: Sendable, Equatable {
    /// How the connection to the mail server is protected.
    package enum Protection: String, Sendable, CaseIterable {
        case starttls, implicit, none
    }

    /// The mail server; nil while mails are to wait in the outbox.
    package private(set) var host: String?
    package private(set) var port: Int
    package private(set) var protection: Protection
    package private(set) var username: String?
    package private(set) var password: String?
    /// The name that the mail server is greeted by.
    package let greeting: MailGreeting
    /// Whether the mail server may be on a private network: one of the environment is the operator's own word.
    package private(set) var mayReachPrivate = true
    /// The authorities to trust instead of the system's.
    package let authorityFile: String?
    package private(set) var sender: EmailAddress?
    package private(set) var senderName: String
    /// The recipients of new-lead notifications.
    package let attorneys: [EmailAddress]
    /// Where the templates are.
    package let templatesFolder: String?
    /// How long mails that were sent stay in the outbox.
    package let keepDays: Int

    /// The domain part of a `Message-ID`.
    package var messageDomain: String { sender?.text.split(separator: "@").last.map(String.init) ?? "guiche.invalid" }

    init(_ reader: inout SettingsReader, isProduction: Bool, publicURL: String) {
        host = reader.optionalText("SMTP_HOST")
        port = reader.integer("SMTP_PORT", 1...65_535, default: 587)
        protection = reader.choice("SMTP_TLS", default: .starttls)
        username = reader.optionalText("SMTP_USERNAME")
        password = reader.secretText("SMTP_PASSWORD")
        greeting = reader.greeting(publicURL: publicURL)
        authorityFile = reader.optionalText("SMTP_CA_FILE")
        sender = reader.address("SMTP_FROM_EMAIL")
        senderName = reader.text("SMTP_FROM_NAME", default: "Lead Management System")
        attorneys = reader.addresses("ATTORNEY_EMAIL")
        templatesFolder = reader.optionalText("GUICHE_TEMPLATES_DIR")
        keepDays = reader.integer("OUTBOX_KEEP_DAYS", 1...3650, default: 90)
        guard let host else { return }
        if !host.utf8.allSatisfy({ Self.hostBytes.contains($0) }) {
            reader.note("SMTP_HOST: must be a host name or an address")
        }
        if protection == .none, isProduction, !Self.isLoopback(host) {
            reader.note("SMTP_TLS: none is refused in production, except to a loopback host")
        }
        if sender == nil { reader.note("SMTP_FROM_EMAIL: is required with SMTP_HOST") }
        if username == nil && password != nil { reader.note("SMTP_USERNAME: is required with SMTP_PASSWORD") }
        if username != nil && password == nil { reader.note("SMTP_PASSWORD: is required with SMTP_USERNAME") }
        if senderName.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            reader.note("SMTP_FROM_NAME: must have no control characters")
        }
    }

    /// Whether a host is this one.
    package static func isLoopback(_ host: String) -> Bool { DestinationHost(host).isLoopback }

    /// The same with another server; one without a sender is none, and who signs in does so with both name and password.
    package func replaced(
        host: String?, port: Int, protection: Protection, username: String?, password: String?, sender: EmailAddress?,
        senderName: String?, mayReachPrivate: Bool
    ) -> MailSettings {
        var settings = self
        settings.mayReachPrivate = mayReachPrivate
        settings.sender = sender ?? self.sender
        settings.senderName = senderName ?? self.senderName
        settings.host = settings.sender == nil ? nil : host
        settings.port = port
        settings.protection = protection
        settings.username = password == nil ? nil : username
        settings.password = username == nil ? nil : password
        return settings
    }

    private static let hostBytes = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:[]".utf8)
}

extension SettingsReader {
    /// One mail address.
    mutating func address(_ name: String) -> EmailAddress? {
        guard let text = optionalText(name) else { return nil }
        if let address = EmailAddress(text) { return address }
        note("\(name): must be an e-mail address")
        return nil
    }

    /// Mail addresses with commas between them, each once.
    mutating func addresses(_ name: String) -> [EmailAddress] {
        var addresses: [EmailAddress] = []
        for text in list(name, default: "") {
            guard let address = EmailAddress(text) else {
                note("\(name): must be e-mail addresses, separated by commas")
                return []
            }
            if !addresses.contains(address) { addresses.append(address) }
        }
        if addresses.count > 20 { note("\(name): must be 20 addresses at most") }
        return addresses
    }
}
