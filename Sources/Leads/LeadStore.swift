package import FoundationEssentials
package import MariaDB
package import Platform

/// The leads in the database.
package struct LeadStore {
    private let connection: Connection

    /// The leads that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        leads.id, leads.first_name, leads.last_name, leads.email, leads.phone, leads.business_name,
        leads.business_tracking, leads.job_position, leads.invoicing, leads.collaborators, leads.scheduling_day,
        leads.resume_path, leads.resume_filename, leads.resume_content_type, leads.resume_size, leads.resume_sha256,
        leads.status, leads.score, leads.owner_id, leads.version, leads.created_at, leads.updated_at,
        leads.reached_out_at
        """

    /// The lead of an id.
    package func find(_ id: Lead.ID) throws(DatabaseError) -> Lead? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM leads
            WHERE id = \(id)
            """)
    }

    /// Adds a lead.
    ///
    /// - Throws: `DatabaseError` `.duplicateEntry` when the address is known.
    package func insert(_ id: Lead.ID, _ contact: LeadContact, resume: Resume?, at now: Date) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO leads (
              id, first_name, last_name, email, phone, business_name, business_tracking, job_position, invoicing,
              collaborators, scheduling_day, resume_path, resume_filename, resume_content_type, resume_size,
              resume_sha256, created_at, updated_at)
            VALUES (
              \(id), \(contact.firstName), \(contact.lastName), \(contact.email), \(contact.phone),
              \(contact.businessName), \(contact.businessTracking), \(contact.jobPosition), \(contact.invoicing),
              \(contact.collaborators), \(contact.schedulingDay.map(WallTime.sqlText)), \(resume?.path),
              \(resume?.filename), \(resume?.contentType), \(resume?.bytes), \(resume?.digest), \(now), \(now))
            """)
    }

    /// Changes a lead that still is what it was when it was read.
    ///
    /// - Returns: false when somebody changed it in the meantime; nothing was done then.
    /// - Throws: `DatabaseError` `.duplicateEntry` when the new address is another lead's, `.missingReference` when the owner
    ///   does not exist.
    package func update(_ lead: Lead, at now: Date) throws(DatabaseError) -> Bool {
        let contact = lead.contact
        let changed = try connection.execute(
            """
            UPDATE leads
            SET first_name = \(contact.firstName), last_name = \(contact.lastName), email = \(contact.email),
              phone = \(contact.phone), business_name = \(contact.businessName),
              business_tracking = \(contact.businessTracking), job_position = \(contact.jobPosition),
              invoicing = \(contact.invoicing), collaborators = \(contact.collaborators),
              scheduling_day = \(contact.schedulingDay.map(WallTime.sqlText)), status = \(lead.status),
              owner_id = \(lead.ownerID), reached_out_at = \(lead.reachedOutAt), updated_at = \(now),
              version = version + 1
            WHERE id = \(lead.id) AND version = \(lead.version)
            """)
        return changed == 1
    }

    /// One page of the leads that a filter lets through, and how many there are in all.
    package func page(_ page: Page, of filter: LeadFilter, in order: LeadOrder) throws(DatabaseError) -> (leads: [Lead], total: Int) {
        let total = try total(of: filter)
        guard page.offset < total else { return ([], total) }
        let leads: [Lead] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM (
              SELECT id
              FROM leads \(order.index(for: filter))
              \(filter.condition)
              ORDER BY \(order.clause)
              LIMIT \(page.size) OFFSET \(page.offset)) AS page
            JOIN leads USING (id)
            ORDER BY \(order.clause)
            """)
        return (leads, total)
    }

    /// How many leads a filter lets through; without counting rows when it asks for nothing but statuses.
    private func total(of filter: LeadFilter) throws(DatabaseError) -> Int {
        if filter.isByStatusOnly {
            let statuses = filter.statuses.isEmpty ? LeadStatus.allCases : filter.statuses
            return try connection.fetchValue(
                """
                SELECT CAST(COALESCE(SUM(total), 0) AS INT)
                FROM lead_counts
                WHERE status IN (\(list: statuses))
                """) ?? 0
        }
        return try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM leads
            \(filter.condition)
            """) ?? 0
    }

    /// Of some paths below the upload folder, those that a lead names.
    package func known(_ paths: [String]) throws(DatabaseError) -> Set<String> {
        var known: Set<String> = []
        let rows: [ResumePath] = try connection.fetchAll(
            """
            SELECT resume_path
            FROM leads
            WHERE resume_path IN (\(list: paths))
            """)
        for row in rows { known.insert(row.path) }
        return known
    }

    private struct ResumePath: RowDecodable {
        let path: String
        init(row: borrowing Row) throws(DatabaseError) { path = try row["resume_path"] }
    }
}
