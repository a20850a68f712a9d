package import Accounts
import FoundationEssentials
package import Platform
import Routing

/// WhatsApp and live events.
package let messagingDomain = Domain<Context>(
    "Messaging", groups: [liveRoutes], internalGroups: [hubRoutes], secretGroups: [liveRoutes.name],
    tables: messagingTables,
    jobs: { transport in
        let drivers = MessagingDrivers(transport)
        return [SessionStart(drivers), MessageSending(drivers), StubReaction()]
    },
    sections: [ChatConfig.self, WhatsAppConfig.self],
    publicSettings: [
        PublicSettings("whatsapp", .oneOf(WhatsAppService.allCases.map(\.rawValue))) {
            .string($0.whatsAppService(over: $1).rawValue)
        }
    ],
    sweeps: [
        Sweep("events") { connection, _, now in
            try EventStore(connection).removeOld(before: now.addingTimeInterval(-EventStore.keptSeconds))
        }
    ])

private let messagingTables = [
    Grants.Table("events", [.messaging: "SELECT", .worker: "SELECT, INSERT, DELETE"]),
    Grants.Table("event_positions", [.worker: "SELECT, INSERT, UPDATE"]),
    Grants.Table("whatsapp_sessions", [.messaging: "SELECT, UPDATE", .worker: "SELECT, UPDATE"]),
    Grants.Table("whatsapp_messages", [.messaging: "SELECT, INSERT, UPDATE", .worker: "SELECT, INSERT, UPDATE"]),
]
