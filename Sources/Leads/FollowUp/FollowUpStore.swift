import FoundationEssentials
import MariaDB
import Values

/// The rows that something is to follow from: leads and further enquiries marked `new`.
struct FollowUpStore {
    let connection: Connection

    /// The oldest of the leads; their ids rise with the time of arrival.
    func newLeads(_ limit: Int) throws(DatabaseError) -> [Lead.ID] {
        try connection.fetchAll(
            """
            SELECT id
            FROM leads FORCE INDEX (leads_follow_up)
            WHERE follow_up = 'new'
            ORDER BY id
            LIMIT \(limit)
            """, as: Key<Lead>.self
        ).map(\.id)
    }

    /// The oldest of the further enquiries, up to those that came together with a lead.
    func newEnquiries(through last: Lead.ID?, _ limit: Int) throws(DatabaseError) -> [Enquiry.ID] {
        try connection.fetchAll(
            """
            SELECT id
            FROM enquiries FORCE INDEX (enquiries_follow_up)
            WHERE follow_up = 'new' AND id <= \(last?.bytes ?? [UInt8](repeating: .max, count: 16))
            ORDER BY id
            LIMIT \(limit)
            """, as: Key<Enquiry>.self
        ).map(\.id)
    }

    private struct Key<Entity>: RowDecodable {
        let id: Identifier<Entity>
        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }

    /// Takes leads in hand, oldest first; those that others follow up or change right now are left out.
    func take(leads: [Lead.ID]) throws -> [NewLead] {
        try connection.fetchAll(
            """
            SELECT \(LeadStore.columns), WEIGHT_STRING(leads.last_name) AS last_name_weights, 1 AS sign, leads.form,
              leads.fields, leads.mail_language, leads.form_id, leads.form_version, leads.consents
            FROM \(SQL.keyed(leads))
            STRAIGHT_JOIN leads ON leads.id = UNHEX(keyed.id)
            WHERE leads.follow_up = 'new'
            ORDER BY leads.id
            FOR UPDATE SKIP LOCKED
            """)
    }

    /// Takes further enquiries in hand, oldest first; those that others follow up or remove right now are left out.
    func take(enquiries: [Enquiry.ID]) throws -> [NewEnquiry] {
        // Locked alone: what is read of the lead and its owner beside them is the state of that moment.
        let locked: [Key<Enquiry>] = try connection.fetchAll(
            """
            SELECT enquiries.id
            FROM \(SQL.keyed(enquiries))
            STRAIGHT_JOIN enquiries ON enquiries.id = UNHEX(keyed.id)
            WHERE enquiries.follow_up = 'new'
            FOR UPDATE SKIP LOCKED
            """)
        guard !locked.isEmpty else { return [] }
        return try connection.fetchAll(
            """
            SELECT enquiries.id, enquiries.lead_id, users.email AS owner_email, leads.confirmed_at, enquiries.fields,
              enquiries.resume_path, enquiries.resume_filename, enquiries.resume_content_type, enquiries.resume_size,
              enquiries.resume_sha256, enquiries.mail_language, enquiries.form,
              enquiries.form_id, enquiries.form_version, enquiries.consents, enquiries.created_at
            FROM \(SQL.keyed(locked.map(\.id)))
            STRAIGHT_JOIN enquiries ON enquiries.id = UNHEX(keyed.id)
            STRAIGHT_JOIN leads ON leads.id = enquiries.lead_id
            LEFT JOIN users ON users.id = leads.owner_id
            ORDER BY enquiries.id
            """)
    }

    /// Takes the mark off, and gives leads the owners that rules chose: each lead is written once.
    func finish(_ batch: FollowUpBatch) throws {
        try LeadStore(connection).assign(batch.assignments, isFollowUp: true, at: batch.moment)
        let assigned = Set(batch.assignments.map(\.lead.id))
        let others = batch.leads.map(\.id).filter { !assigned.contains($0) }
        if !others.isEmpty {
            try connection.execute(
                """
                UPDATE \(SQL.keyed(others))
                STRAIGHT_JOIN leads ON leads.id = UNHEX(keyed.id)
                SET leads.follow_up = 'done'
                WHERE leads.follow_up = 'new'
                """)
        }
        if !batch.enquiries.isEmpty {
            try connection.execute(
                """
                UPDATE \(SQL.keyed(batch.enquiries.map(\.id)))
                STRAIGHT_JOIN enquiries ON enquiries.id = UNHEX(keyed.id)
                SET enquiries.follow_up = 'done'
                WHERE enquiries.follow_up = 'new'
                """)
        }
    }

    /// The shard of the counters that is written here alone; those of the triggers are less.
    private static let shard = 64

    /// Adds leads to the counters by status and priority.
    func count(_ groups: [CountedGroup: Int]) throws(DatabaseError) {
        let rows = groups.map { group, total -> SQL in
            "(\(group.status), \(group.priority.rawValue), \(Self.shard), \(total))"
        }
        for part in rows.statementSized {
            try connection.execute(
                """
                INSERT INTO lead_counts (status, priority, shard, total)
                VALUES \(part.joined(separator: ", "))
                ON DUPLICATE KEY UPDATE total = total + VALUES(total)
                """)
        }
    }

    /// Adds leads to the counters by day.
    func count(_ days: [Date: Int]) throws(DatabaseError) {
        let rows = days.map { day, total -> SQL in "(\(day), \(Self.shard), \(total))" }
        for part in rows.statementSized {
            try connection.execute(
                """
                INSERT INTO lead_days (day, shard, total)
                VALUES \(part.joined(separator: ", "))
                ON DUPLICATE KEY UPDATE total = total + VALUES(total)
                """)
        }
    }

    /// Records that a prospect is sent a confirmation.
    func confirm(_ lead: Lead.ID, at moment: Date) throws(DatabaseError) {
        try connection.execute("UPDATE leads SET confirmed_at = \(moment) WHERE id = \(lead)")
    }

    /// How much waits.
    func backlog() throws(DatabaseError) -> Int {
        try connection.fetchValue(
            """
            SELECT (
              SELECT COUNT(*)
              FROM leads FORCE INDEX (leads_follow_up)
              WHERE follow_up = 'new') + (
              SELECT COUNT(*)
              FROM enquiries FORCE INDEX (enquiries_follow_up)
              WHERE follow_up = 'new')
            """) ?? 0
    }

    /// How much waits, as far as it is counted, of leads and of further enquiries each.
    func pending(countedTo limit: Int) throws(DatabaseError) -> Int {
        try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM (
              (SELECT follow_up
              FROM leads FORCE INDEX (leads_follow_up)
              WHERE follow_up = 'new'
              LIMIT \(limit))
              UNION ALL
              (SELECT follow_up
              FROM enquiries FORCE INDEX (enquiries_follow_up)
              WHERE follow_up = 'new'
              LIMIT \(limit))) AS pending
            """) ?? 0
    }

    /// When the oldest row that waits arrived.
    func oldest() throws(DatabaseError) -> Date? {
        let lead: Date? = try connection.fetchValue(
            """
            SELECT created_at
            FROM leads FORCE INDEX (leads_follow_up)
            WHERE follow_up = 'new'
            ORDER BY id
            LIMIT 1
            """)
        let enquiry: Date? = try connection.fetchValue(
            """
            SELECT created_at
            FROM enquiries FORCE INDEX (enquiries_follow_up)
            WHERE follow_up = 'new'
            ORDER BY id
            LIMIT 1
            """)
        return [lead, enquiry].compactMap(\.self).min()
    }
}
