package import Accounts
import MariaDB

/// A stream of events, open to those who hold its permission.
package enum EventChannel: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
    /// Leads that came in, changed or went.
    case leads
    /// The WhatsApp session.
    case whatsapp
    /// WhatsApp messages, whatever becomes of them.
    case messages

    /// The permission that a subscriber needs.
    package var permission: Permission {
        switch self {
        case .leads: .viewLeads
        case .whatsapp: .manageWhatsAppConfig
        case .messages: .sendMessages
        }
    }

    /// The channels that are asked for by this one's name: messages go with the session that carries them.
    ///
    /// Source: SPEC section 7, `/ws/whatsapp/`.
    package var named: [EventChannel] { self == .whatsapp ? [.whatsapp, .messages] : [self] }

    /// The channels that users of a role may hear.
    package static func open(to role: Role) -> [EventChannel] {
        allCases.filter { role.permissions.contains($0.permission) }
    }
}
