package import Accounts
import MariaDB

/// A stream of events, open to those who hold its permission.
package enum EventChannel: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
    /// Leads that came in, changed or went.
    case leads
    /// The WhatsApp session and its messages.
    case whatsapp

    /// What a subscriber must hold.
    package var permission: Permission {
        switch self {
        case .leads: .viewLeads
        case .whatsapp: .manageWhatsAppConfig
        }
    }

    /// The channels that users of a role may hear.
    package static func open(to role: Role) -> [EventChannel] {
        allCases.filter { role.permissions.contains($0.permission) }
    }
}
