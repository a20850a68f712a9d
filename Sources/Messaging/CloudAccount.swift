package import Platform

/// How the business reaches the WhatsApp Cloud API, as `/api/v1/config/whatsapp` says.
package struct CloudAccount: Sendable {
    /// Where the API is while nobody has set another place.
    private static let publishedBase = "https://graph.facebook.com/v21.0"

    let baseURL: String
    let phoneNumberID: String?
    let accessToken: String?
    /// Signs what the API notifies us of.
    let appSecret: String?
    /// What the API shows when it first asks for the webhook.
    let verifyToken: String?

    /// The account that is stored.
    package init(_ config: ConfigSnapshot, _ settings: Settings) {
        let values = config[WhatsAppConfig.self].values
        func secret(_ name: String) -> String? {
            values[name].flatMap { settings.configCipher.open($0, as: "\(WhatsAppConfig.name).\(name)") }
        }
        let base = values["api_base_url"]?.text ?? Self.publishedBase
        baseURL = base.hasSuffix("/") ? String(base.dropLast()) : base
        phoneNumberID = values["phone_number_id"]?.text
        accessToken = secret("access_token")
        appSecret = secret("app_secret")
        verifyToken = secret("verify_token")
    }
}

extension ConfigSnapshot {
    /// What carries the session: as stored, else `WHATSAPP_DRIVER`.
    func whatsAppDriver(over settings: Settings) -> Settings.WhatsAppDriver {
        self[WhatsAppConfig.self].values["driver"]?.text.flatMap(Settings.WhatsAppDriver.init)
            ?? settings.whatsAppDriver
    }
}
