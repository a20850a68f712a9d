import MariaDB
import TestSupport

extension ScratchDatabase {
    /// Every table; SQL is made of literals only, so each is named here.
    private static let tables: [(name: String, show: SQL)] = [
        ("schema_migrations", "SHOW CREATE TABLE schema_migrations"),
        ("users", "SHOW CREATE TABLE users"),
        ("user_sightings", "SHOW CREATE TABLE user_sightings"),
        ("invitations", "SHOW CREATE TABLE invitations"),
        ("logo", "SHOW CREATE TABLE logo"),
        ("product_words", "SHOW CREATE TABLE product_words"),
        ("whatsapp_conversations", "SHOW CREATE TABLE whatsapp_conversations"),
        ("sessions", "SHOW CREATE TABLE sessions"),
        ("login_failures", "SHOW CREATE TABLE login_failures"),
        ("leads", "SHOW CREATE TABLE leads"),
        ("lead_counts", "SHOW CREATE TABLE lead_counts"),
        ("enquiries", "SHOW CREATE TABLE enquiries"),
        ("idempotency_records_intake", "SHOW CREATE TABLE idempotency_records_intake"),
        ("idempotency_records_accounts", "SHOW CREATE TABLE idempotency_records_accounts"),
        ("idempotency_records_leads", "SHOW CREATE TABLE idempotency_records_leads"),
        ("idempotency_records_crm", "SHOW CREATE TABLE idempotency_records_crm"),
        ("idempotency_records_messaging", "SHOW CREATE TABLE idempotency_records_messaging"),
        ("lead_history", "SHOW CREATE TABLE lead_history"),
        ("lead_notes", "SHOW CREATE TABLE lead_notes"),
        ("lead_days", "SHOW CREATE TABLE lead_days"),
        ("outbox", "SHOW CREATE TABLE outbox"),
        ("password_tokens", "SHOW CREATE TABLE password_tokens"),
        ("audit_events", "SHOW CREATE TABLE audit_events"),
        ("audit_counts", "SHOW CREATE TABLE audit_counts"),
        ("audit_retention", "SHOW CREATE TABLE audit_retention"),
        ("customers", "SHOW CREATE TABLE customers"),
        ("customer_counts", "SHOW CREATE TABLE customer_counts"),
        ("products", "SHOW CREATE TABLE products"),
        ("interactions", "SHOW CREATE TABLE interactions"),
        ("transactions", "SHOW CREATE TABLE transactions"),
        ("config_sections", "SHOW CREATE TABLE config_sections"),
        ("config_history", "SHOW CREATE TABLE config_history"),
        ("lead_words", "SHOW CREATE TABLE lead_words"),
        ("customer_words", "SHOW CREATE TABLE customer_words"),
        ("jobs", "SHOW CREATE TABLE jobs"),
        ("tickets", "SHOW CREATE TABLE tickets"),
        ("event_queue", "SHOW CREATE TABLE event_queue"),
        ("events", "SHOW CREATE TABLE events"),
        ("event_positions", "SHOW CREATE TABLE event_positions"),
        ("whatsapp_sessions", "SHOW CREATE TABLE whatsapp_sessions"),
        ("whatsapp_messages", "SHOW CREATE TABLE whatsapp_messages"),
        ("instance", "SHOW CREATE TABLE instance"),
        ("lead_tallies", "SHOW CREATE TABLE lead_tallies"),
        ("lead_slots", "SHOW CREATE TABLE lead_slots"),
        ("lead_waits", "SHOW CREATE TABLE lead_waits"),
        ("lead_answers", "SHOW CREATE TABLE lead_answers"),
        ("lead_deltas", "SHOW CREATE TABLE lead_deltas"),
        ("customer_days", "SHOW CREATE TABLE customer_days"),
        ("lead_ranges", "SHOW CREATE TABLE lead_ranges"),
        ("handout_turns", "SHOW CREATE TABLE handout_turns"),
        ("lead_handouts", "SHOW CREATE TABLE lead_handouts"),
        ("tasks", "SHOW CREATE TABLE tasks"),
        ("task_counts", "SHOW CREATE TABLE task_counts"),
        ("views", "SHOW CREATE TABLE views"),
        ("digest_days", "SHOW CREATE TABLE digest_days"),
        ("lead_alarms", "SHOW CREATE TABLE lead_alarms"),
        ("late_leads", "SHOW CREATE TABLE late_leads"),
        ("late_counts", "SHOW CREATE TABLE late_counts"),
        ("custom_fields", "SHOW CREATE TABLE custom_fields"),
        ("custom_fields_state", "SHOW CREATE TABLE custom_fields_state"),
        ("forms", "SHOW CREATE TABLE forms"),
        ("form_versions", "SHOW CREATE TABLE form_versions"),
        ("forms_state", "SHOW CREATE TABLE forms_state"),
        ("form_days", "SHOW CREATE TABLE form_days"),
        ("consents", "SHOW CREATE TABLE consents"),
        ("lead_values", "SHOW CREATE TABLE lead_values"),
        ("lead_value_counts", "SHOW CREATE TABLE lead_value_counts"),
        ("lead_number_ranges", "SHOW CREATE TABLE lead_number_ranges"),
        ("lead_number_deltas", "SHOW CREATE TABLE lead_number_deltas"),
        ("customer_values", "SHOW CREATE TABLE customer_values"),
        ("lead_touches", "SHOW CREATE TABLE lead_touches"),
        ("quarantine", "SHOW CREATE TABLE quarantine"),
        ("recent_submissions", "SHOW CREATE TABLE recent_submissions"),
        ("recent_texts", "SHOW CREATE TABLE recent_texts"),
        ("used_stamps", "SHOW CREATE TABLE used_stamps"),
    ]

    private struct Table: RowDecodable {
        let text: String
        init(row: borrowing Row) throws(DatabaseError) { text = try row["Create Table"] }
    }

    private struct Name: RowDecodable {
        let text: String
        init(row: borrowing Row) throws(DatabaseError) { text = try row["name"] }
    }

    private struct Trigger: RowDecodable {
        let name: String
        let text: String
        init(row: borrowing Row) throws(DatabaseError) {
            name = try row["name"]
            text = try row["text"]
        }
    }

    /// What makes each table and trigger, by name; without the state of counters.
    func schema() throws -> [String: String] {
        let connection = connection()
        let present = try names(connection)
        var schema: [String: String] = [:]
        for table in Self.tables where present.contains(table.name) {
            let shown = try connection.fetchFirst(table.show, as: Table.self)
            schema["table \(table.name)"] = shown?.text.replacing(#/ AUTO_INCREMENT=[0-9]+/#, with: "")
        }
        let triggers = try connection.fetchAll(
            """
            SELECT trigger_name AS name,
              CONCAT_WS(' ', action_timing, event_manipulation, 'ON', event_object_table, action_statement, sql_mode) AS text
            FROM information_schema.triggers
            WHERE trigger_schema = DATABASE()
            ORDER BY trigger_name
            LIMIT 1000
            """, as: Trigger.self)
        for trigger in triggers { schema["trigger \(trigger.name)"] = trigger.text }
        return schema
    }

    /// The tables that the list above lacks, and whatever is neither table nor trigger.
    func unlistedSchema() throws -> [String] {
        try names(connection()).filter { name in !Self.tables.contains { $0.name == name } }
    }

    private func names(_ connection: Connection) throws -> [String] {
        try connection.fetchAll(
            """
            SELECT table_name AS name
            FROM information_schema.tables
            WHERE table_schema = DATABASE()
            UNION ALL
            SELECT routine_name
            FROM information_schema.routines
            WHERE routine_schema = DATABASE()
            UNION ALL
            SELECT event_name
            FROM information_schema.events
            WHERE event_schema = DATABASE()
            ORDER BY 1
            LIMIT 1000
            """, as: Name.self
        ).map(\.text)
    }
}
