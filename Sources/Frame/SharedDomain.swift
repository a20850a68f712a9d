import Environment
import FoundationEssentials
import Routing
package import Serving
import Storage
import StoredSettings

/// How long finished jobs are kept.
private let finishedJobDays = 7
/// The lag of the database's clock, by which it refuses to delete younger audit events, at most.
private let clockSeconds = 3600.0

/// What belongs to no domain: tables and sweeps that all share.
package func sharedDomain<Context: ServiceContext>() -> Domain<Context> {
    Domain(
        "Frame", tables: sharedTables, sections: [EmailConfig.self],
        publicSettings: [PublicSettings("mail", .boolean) { .boolean($0.mail(over: $1).host != nil) }],
        sweeps: [
            Sweep("audit events") { connection, settings, now in
                let audit = AuditStore(connection)
                let days = try max(settings.auditDays, audit.retentionDays())
                return try audit.purge(before: now.daysAgo(days) - clockSeconds)
            },
            Sweep("finished jobs") { connection, _, now in
                try JobStore(connection).purge(before: now.daysAgo(finishedJobDays))
            },
            Sweep("events") { connection, _, now in
                try EventStore(connection).removeOld(before: now - EventStore.keptSeconds)
            },
            Sweep("sent mails") { connection, settings, now in
                try OutboxStore(connection).purgeSent(before: now.daysAgo(settings.mail.keepDays))
            },
        ])
}

extension Date {
    fileprivate func daysAgo(_ days: Int) -> Date { addingTimeInterval(-86_400 * Double(days)) }
}

private let sharedTables = [
    Grants.Table("schema_migrations", eachPool: "SELECT", [.worker: "SELECT"]),
    // The values of a mail may hold a one-time token: only who sends it reads them.
    Grants.Table(
        "outbox",
        [
            "accounts": "SELECT (id, state, last_error), INSERT, DELETE",
            "leads": """
            SELECT (id, kind, subject_id, recipient, reply_to, language, message_id, state, attempts, \
            first_attempt_at, next_attempt_at, last_error, created_at, sent_at), DELETE
            """,
            .worker: "SELECT, INSERT, UPDATE, DELETE",
        ]),
    // Every pool records refusals, the worker what its jobs change for someone.
    Grants.Table(
        "audit_events", eachPool: "INSERT", ["accounts": "SELECT, INSERT", .worker: "SELECT (id), INSERT, DELETE"]),
    Grants.Table("audit_counts", ["accounts": "SELECT"]),
    Grants.Table("audit_retention", [.worker: "SELECT (id, days)"]),
    Grants.Table("config_sections", eachPool: "SELECT", ["accounts": "SELECT, UPDATE", .worker: "SELECT"]),
    Grants.Table("config_history", ["accounts": "SELECT, INSERT"]),
    Grants.Table(
        "jobs",
        [
            "accounts": "SELECT, INSERT", "leads": "SELECT, INSERT", "messaging": "SELECT, INSERT, UPDATE",
            .worker: "SELECT, INSERT, UPDATE, DELETE",
        ]),
    // Triggers and domains enqueue events, the publisher in the worker numbers them, and subscribers receive them.
    // The pool of `/metrics` counts those that wait.
    Grants.Table(
        "event_queue", ["messaging": "INSERT", "leads": "SELECT (id)", .worker: "SELECT, INSERT, DELETE"]),
    Grants.Table(
        "events", ["messaging": "SELECT", "leads": "SELECT (id)", .worker: "SELECT, INSERT, DELETE"]),
    Grants.Table("event_positions", ["leads": "SELECT", .worker: "SELECT, INSERT, UPDATE, DELETE"]),
    // Compared with the file store's own before a sweep; the zone in which leads are due.
    Grants.Table("instance", [.worker: "SELECT, UPDATE (due_zone)"]),
]
