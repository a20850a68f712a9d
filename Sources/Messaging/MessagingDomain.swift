import Environment
package import Frame
import MariaDB
import Routing
import Storage
import StoredSettings

/// WhatsApp and live events.
package let messagingDomain = Domain<Context>(
    "Messaging", groups: [liveRoutes], internalGroups: [hubRoutes], secretGroups: [liveRoutes.name],
    tables: messagingTables,
    answers: [IdempotencyTable("idempotency_records_messaging", of: liveRoutes.pool)],
    jobs: { transport in
        let drivers = MessagingDrivers(transport)
        return [SessionStart(drivers), MessageSending(drivers), StubReaction()]
    },
    events: [.sessionStatus, .qrCode, .messageStatus, .messageReceived],
    subscribers: { settings, transport in
        guard let socket = settings.hubSocket else { return [] }
        return [HubSubscriber(at: socket, named: settings.hubName, transport)]
    },
    sections: [ChatConfig.self, WhatsAppConfig.self],
    publicSettings: [
        PublicSettings("whatsapp", .oneOf(WhatsAppCarrier.allCases.map(\.rawValue))) {
            .string($0.whatsAppService(over: $1).rawValue)
        }
    ],
    metricSources: [HubSubscriber.metrics], sweeps: [HubSubscriber.sweep], timelineSources: [MessageStore.timeline])

private let messagingTables = [
    Grants.Table("whatsapp_sessions", ["messaging": "SELECT, UPDATE", .worker: "SELECT, UPDATE"]),
    Grants.Table(
        "whatsapp_messages",
        ["leads": "SELECT", "messaging": "SELECT, INSERT, UPDATE", .worker: "SELECT, INSERT, UPDATE"]),
]
