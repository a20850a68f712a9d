import MariaDB
package import Storage

/// A stream of events, open to those who hold its permission.
package enum EventChannel: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
    /// Leads that came in, changed or went.
    case leads
    /// The WhatsApp session.
    case whatsapp
    /// WhatsApp messages, whatever becomes of them.
    case messages
    /// Tasks, and the reminders of them.
    case tasks

    /// The permission that a subscriber needs.
    package var permission: Permission {
        switch self {
        case .leads: .viewLeads
        case .whatsapp: .manageWhatsAppConfig
        case .messages: .sendMessages
        case .tasks: .manageTasks
        }
    }

    /// The channels that users of a role may hear.
    package static func open(to role: Role) -> [EventChannel] {
        allCases.filter { role.permissions.contains($0.permission) }
    }
}

extension EventType {
    /// A type of event that is sent on a channel.
    package init(_ name: StaticString, on channel: EventChannel) {
        self.init(name: name.description, channel: channel.rawValue)
    }
}
