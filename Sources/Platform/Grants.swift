/// What each part of the service may do with each table of the database, when each has a database user of its own.
///
/// Counters that triggers keep need no right to write: a trigger works with the rights of the administrator who migrated. Rows that go
/// with their owner (`ON DELETE CASCADE`) need none either.
package enum Grants {
    /// A part of the service with a database user of its own.
    package enum Part: String, CaseIterable, Sendable {
        case intake, accounts, leads, crm, messaging, worker
        /// Migrations and `guichectl`: everything.
        case admin

        /// The program that works with these rights.
        package var program: String {
            switch self {
            case .intake: "guiche-responder --serve intake"
            case .accounts: "guiche-responder --serve accounts,dialect,config"
            case .leads: "guiche-responder --serve leads"
            case .crm: "guiche-responder --serve crm"
            case .messaging: "guiche-responder --serve messaging"
            case .worker: "guiche-worker"
            case .admin: "guichectl"
            }
        }
    }

    /// A table, and the rights of the parts that need any.
    package struct Table: Sendable {
        /// Its name.
        package let name: String
        /// The rights by part, as `GRANT` takes them.
        package let rights: [Part: String]

        init(_ name: String, _ rights: [Part: String]) {
            self.name = name
            self.rights = rights
        }
    }

    private static let profile = "SELECT (id, username, name, email, role, role_name, is_active, created_at)"
    private static let liveSession = "SELECT (id, user_id, expires_at, revoked_at)"
    /// `ON DUPLICATE KEY UPDATE` wants the right to change every column that is inserted.
    private static let recorder = "SELECT (version), INSERT, UPDATE"
    private static let record = "SELECT, INSERT, UPDATE, DELETE"
    private static let sweeper = "SELECT (digest, expires_at), DELETE"

    /// Every table, in the order of `schema.sql`.
    package static let tables = [
        Table(
            "schema_migrations",
            [
                .intake: "SELECT", .accounts: "SELECT", .leads: "SELECT", .crm: "SELECT", .messaging: "SELECT",
                .worker: "SELECT",
            ]),
        // Who calls, and who is an owner or author; hashes are for signing in alone.
        Table(
            "users",
            [
                .intake: profile, .accounts: "SELECT, INSERT, UPDATE", .leads: profile, .crm: profile,
                .messaging: profile,
            ]),
        Table(
            "sessions",
            [
                .intake: liveSession, .accounts: record, .leads: liveSession, .crm: liveSession,
                .messaging: liveSession, .worker: "SELECT (id, expires_at), DELETE",
            ]),
        Table("login_failures", [.accounts: "SELECT, INSERT, DELETE", .worker: "SELECT (id, failed_at), DELETE"]),
        Table(
            "leads",
            [
                .intake: "SELECT, INSERT, UPDATE", .leads: "SELECT, UPDATE, DELETE",
                .worker: "SELECT, UPDATE (score, version, search_state)",
            ]),
        Table("lead_counts", [.leads: "SELECT", .worker: "SELECT"]),
        Table("lead_days", [.leads: "SELECT"]),
        Table("enquiries", [.intake: "SELECT, INSERT", .leads: "SELECT", .worker: "SELECT (resume_path)"]),
        // An answer may hold what it created: only the pool that gave it reads it.
        Table("idempotency_records_intake", [.intake: record, .worker: sweeper]),
        Table("idempotency_records_accounts", [.accounts: record, .worker: sweeper]),
        Table("idempotency_records_leads", [.leads: record, .worker: sweeper]),
        Table("idempotency_records_crm", [.crm: record, .worker: sweeper]),
        Table("idempotency_records_messaging", [.messaging: record, .worker: sweeper]),
        Table("lead_history", [.intake: "INSERT", .leads: "SELECT, INSERT"]),
        // The values of a mail may hold a one-time token: only who sends it reads them.
        Table(
            "outbox",
            [
                .intake: "INSERT", .accounts: "SELECT (state, created_at), INSERT",
                .leads: """
                SELECT (id, kind, subject_id, recipient, reply_to, language, message_id, state, attempts, \
                first_attempt_at, next_attempt_at, last_error, created_at, sent_at), DELETE
                """,
                .worker: "SELECT, UPDATE, DELETE",
            ]),
        // Every pool tells of refusals.
        Table(
            "audit_events",
            [
                .intake: "INSERT", .accounts: "SELECT, INSERT", .leads: "INSERT", .crm: "INSERT",
                .messaging: "INSERT", .worker: "SELECT (id), DELETE",
            ]),
        Table("audit_counts", [.accounts: "SELECT"]),
        Table(
            "password_tokens",
            [.accounts: "SELECT, INSERT, UPDATE", .worker: "SELECT (digest, created_at), DELETE"]),
        // A lead becomes a customer in one transaction.
        Table(
            "customers",
            [
                .leads: "SELECT, INSERT, UPDATE (lead_id, updated_at, version)", .crm: record,
                .messaging: "SELECT", .worker: "SELECT, UPDATE (search_state)",
            ]),
        Table("customer_counts", [.crm: "SELECT"]),
        Table("products", [.crm: record]),
        // A message is recorded once, by whoever takes it in.
        Table("interactions", [.crm: record, .messaging: recorder, .worker: recorder]),
        Table("transactions", [.crm: "SELECT, INSERT"]),
        Table(
            "config_sections",
            [
                .intake: "SELECT", .accounts: "SELECT, UPDATE", .leads: "SELECT", .crm: "SELECT", .messaging: "SELECT",
                .worker: "SELECT",
            ]),
        Table("config_history", [.accounts: "SELECT, INSERT"]),
        // Words are written by whoever searches first.
        Table("lead_words", [.leads: "SELECT, INSERT, DELETE", .worker: "SELECT, INSERT, DELETE"]),
        Table("customer_words", [.crm: "SELECT, INSERT, DELETE", .worker: "SELECT, INSERT, DELETE"]),
        Table("lead_notes", [.leads: "SELECT, INSERT"]),
        Table(
            "jobs",
            [
                .accounts: "SELECT, INSERT", .leads: "SELECT, INSERT", .messaging: "SELECT, INSERT, UPDATE",
                .worker: "SELECT, INSERT, UPDATE, DELETE",
            ]),
        Table(
            "tickets",
            [
                .accounts: "INSERT", .messaging: "SELECT, DELETE",
                .worker: "SELECT (digest, expires_at), DELETE",
            ]),
        // What happened is written by triggers, put in order by the publisher in the worker, and told by the hub.
        Table("event_queue", [.messaging: "INSERT", .worker: "SELECT, INSERT, DELETE"]),
        Table("events", [.messaging: "SELECT", .worker: "SELECT, INSERT, DELETE"]),
        Table("event_positions", [.worker: "SELECT, INSERT, UPDATE"]),
        Table("whatsapp_sessions", [.messaging: "SELECT, UPDATE", .worker: "SELECT, UPDATE"]),
        Table("whatsapp_messages", [.messaging: "SELECT, INSERT, UPDATE", .worker: "SELECT, INSERT, UPDATE"]),
    ]
}
