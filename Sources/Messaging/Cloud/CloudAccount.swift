package import Environment
import Routing
package import StoredSettings

/// How the business reaches the WhatsApp Cloud API, as `/api/v1/config/whatsapp` says.
package struct CloudAccount: Sendable {
    /// The default address of the API.
    private static let publishedBase = "https://graph.facebook.com/v21.0"

    let baseURL: String
    let phoneNumberID: String?
    let accessToken: String?
    /// Whether `WEBHOOK_ALLOW_PRIVATE` lets the API be on a private network.
    let mayReachPrivate: Bool
    /// Signs what the API notifies us of.
    let appSecret: String?
    /// The token that the API presents when it verifies the webhook.
    let verifyToken: String?
    /// The business's language, for descriptions of messages without text.
    let language: Language

    /// The account that is stored.
    package init(_ config: ConfigSnapshot, _ settings: Settings) {
        let values = config[WhatsAppConfig.self].values
        func secret(_ name: String) -> String? {
            values[name].flatMap { settings.configCipher.open($0, as: "\(WhatsAppConfig.name).\(name)") }
        }
        let base = values["api_base_url"]?.text ?? Self.publishedBase
        baseURL = base.hasSuffix("/") ? String(base.dropLast()) : base
        language = settings.defaultLanguage
        // It becomes part of an address: what was stored before the rule of digits is not used.
        phoneNumberID = values["phone_number_id"]?.text.flatMap { $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? $0 : nil }
        accessToken = secret("access_token")
        mayReachPrivate = settings.allowsPrivateDestinations
        appSecret = secret("app_secret")
        verifyToken = secret("verify_token")
    }
}
