package import CRM
package import FoundationEssentials
package import Frame
package import MariaDB
package import Values

/// The history of leads in the database.
///
/// A lead of an anonymous submission has no row of its creation: its entry is read off the lead, and costs a submission nothing.
package struct LeadHistoryStore {
    let connection: Connection

    /// The history that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Writes the entry of a change; call it inside the change's transaction, after the change.
    ///
    /// - Parameters:
    ///   - lead: as it was before the change.
    ///   - action: what is done; that of the changes when it is nil.
    package func add(
        _ changes: LeadChanges, of lead: Lead, by actor: User.ID?, as action: LeadEvent.Action? = nil, at now: Date
    ) throws {
        try insert([Self.row(LeadEvent.ID(at: now), of: lead, changes, by: actor, as: action, at: now)])
    }

    /// Writes the entries of leads that rules assigned. Call inside the transaction of the assignment.
    func add(_ assignments: [LeadAssignment], at now: Date) throws {
        var texts: [[User.ID?]: String] = [:]
        try insert(
            assignments.map { assignment in
                let owners = [assignment.lead.ownerID, assignment.owner]
                let text = try texts[owners] ?? LeadChanges(ofOwner: owners[0], to: owners[1]).text()
                texts[owners] = text
                return Self.row(
                    LeadEvent.ID(at: now), of: assignment.lead.id, version: assignment.lead.version + 1, .ownerChanged,
                    text, by: nil, rule: assignment.rule, at: now)
            })
    }

    /// Writes the entry of a lead that staff entered. Call inside the transaction of the lead.
    func addCreation(of lead: Lead.ID, by actor: User.ID, at now: Date) throws(DatabaseError) {
        try insert([Self.row(lead, of: lead, version: 1, .created, "{}", by: actor, rule: nil, at: now)])
    }

    private func insert(_ rows: [SQL]) throws(DatabaseError) {
        for part in rows.statementSized {
            try connection.execute(
                """
                INSERT INTO lead_history (lead_id, version, id, at, actor_id, action, changes, rule)
                VALUES \(part.joined(separator: ", "))
                """)
        }
    }

    private static func row(
        _ id: LeadEvent.ID, of lead: Lead, _ changes: LeadChanges, by actor: User.ID?,
        as action: LeadEvent.Action?, at now: Date
    ) throws -> SQL {
        row(
            id, of: lead.id, version: lead.version + 1, action ?? changes.action, try changes.text(), by: actor,
            rule: nil, at: now)
    }

    private static func row(
        _ id: some SQLBindable, of lead: Lead.ID, version: Int, _ action: LeadEvent.Action, _ changes: String,
        by actor: User.ID?, rule: String?, at now: Date
    ) -> SQL {
        "(\(lead), \(version), \(id), \(now), \(actor), \(action), \(changes), \(rule))"
    }

    /// The last change of a lead; nil for one that was never changed, unless staff entered it.
    func latest(of lead: Lead.ID) throws(DatabaseError) -> LeadEvent? {
        try connection.fetchFirst(
            """
            SELECT lead_history.id, lead_history.at, lead_history.actor_id, users.username, lead_history.action,
              lead_history.changes, lead_history.rule
            FROM lead_history
            LEFT JOIN users ON users.id = lead_history.actor_id
            WHERE lead_history.lead_id = \(lead)
            ORDER BY lead_history.version DESC
            LIMIT 1
            """)
    }

    /// One page of a lead's history, newest first, and how many entries there are; nil when there is no such lead.
    package func page(_ page: Page, of lead: Lead.ID) throws(DatabaseError) -> (events: [LeadEvent], total: Int)? {
        let total = try connection.fetchValue(
            """
            SELECT COUNT(lead_history.version) + (COALESCE(MIN(lead_history.version), 0) <> 1)
            FROM leads
            LEFT JOIN lead_history ON lead_history.lead_id = leads.id
            WHERE leads.id = \(lead)
            GROUP BY leads.id
            """, as: Int.self)
        guard let total else { return nil }
        guard page.offset < total else { return ([], total) }
        let events: [LeadEvent] = try connection.fetchAll(
            """
            SELECT event.id, event.at, event.actor_id, users.username, event.action, event.changes, event.rule
            FROM (
              SELECT version, id, at, actor_id, action, changes, rule
              FROM lead_history
              WHERE lead_id = \(lead)
              UNION ALL
              SELECT 1, leads.id, leads.created_at, NULL, 'created', '{}', NULL
              FROM leads
              WHERE leads.id = \(lead)
                AND NOT EXISTS (SELECT 1 FROM lead_history WHERE lead_id = leads.id AND version = 1)) AS event
            LEFT JOIN users ON users.id = event.actor_id
            ORDER BY event.version DESC
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (events, total)
    }

    /// One page of what happened to the leads that became a customer, newest first, and how many entries there are.
    package func page(
        _ page: Page, ofCustomer customer: Customer.ID
    ) throws(DatabaseError) -> (events: [LeadEvent], total: Int) {
        let events: SQL = """
            SELECT lead_history.id, lead_history.at, lead_history.actor_id, lead_history.action, lead_history.changes,
              lead_history.rule
            FROM leads
            JOIN lead_history ON lead_history.lead_id = leads.id
            WHERE leads.customer_id = \(customer)
            UNION ALL
            SELECT leads.id, leads.created_at, NULL, 'created', '{}', NULL
            FROM leads
            WHERE leads.customer_id = \(customer)
              AND NOT EXISTS (SELECT 1 FROM lead_history WHERE lead_id = leads.id AND version = 1)
            """
        let total: Int = try connection.fetchValue("SELECT COUNT(*) FROM (\(events)) AS event") ?? 0
        guard page.offset < total else { return ([], total) }
        let found: [LeadEvent] = try connection.fetchAll(
            """
            SELECT event.id, event.at, event.actor_id, users.username, event.action, event.changes, event.rule
            FROM (\(events)) AS event
            LEFT JOIN users ON users.id = event.actor_id
            ORDER BY event.at DESC, event.id DESC
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (found, total)
    }
}
