import Environment
import Routing
package import StoredSettings

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

extension ConfigSnapshot {
    /// The driver of the WhatsApp session: as stored, else `WHATSAPP_DRIVER`.
    func whatsAppDriver(over settings: Settings) -> Settings.WhatsAppDriver {
        self[WhatsAppConfig.self].values["driver"]?.text.flatMap(Settings.WhatsAppDriver.init)
            ?? settings.whatsAppDriver
    }

    /// Whether WhatsApp messages are really sent.
    func whatsAppService(over settings: Settings) -> WhatsAppCarrier {
        let values = self[WhatsAppConfig.self].values
        switch whatsAppDriver(over: settings) {
        case .stub: return .simulation
        case .cloud: return values["phone_number_id"] != nil && values["access_token"] != nil ? .cloud : .off
        }
    }
}

/// Whether WhatsApp messages are really sent, in the words of the pages.
///
/// Source: SPEC section 21, `GET /api/v1/config/public`.
enum WhatsAppCarrier: String, Sendable, CaseIterable {
    /// The stub: nothing leaves the house.
    case simulation
    /// The Cloud API.
    case cloud
    /// The Cloud API without a number or an access token: nothing can be sent.
    case off
}
