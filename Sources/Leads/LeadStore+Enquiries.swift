package import FoundationEssentials
package import MariaDB
package import Platform

extension LeadStore {
    /// The key that makes an address a lead's own.
    static let addressKey = "leads_email"

    /// Keeps a submission: as a new lead, or, where its address is a lead's already, as a further enquiry of that lead.
    ///
    /// Belongs in a transaction. Of submissions that race for one address the first to insert makes the lead; the others wait for
    /// its commit, are told of the duplicate, and hold the lead until they have committed.
    /// - Returns: the lead it was kept with; `id` itself when it made one.
    package func keep(
        _ id: Lead.ID, _ contact: LeadContact, by form: Enquiry.Form, resume: Resume?, score: Int = 0, at now: Date
    ) throws(DatabaseError) -> Lead.ID {
        do {
            try insert(id, contact, by: form, resume: resume, score: score, at: now)
            return id
        } catch {
            guard error.code == .duplicateEntry(key: Self.addressKey), let known = try lead(of: contact.email) else {
                throw error
            }
            try connection.execute(
                """
                INSERT INTO enquiries (
                  id, lead_id, form, fields, resume_path, resume_filename, resume_content_type, resume_size,
                  resume_sha256, created_at)
                VALUES (
                  \(id), \(known), \(form), \(EnquiryFields(contact, by: form)), \(resume?.path),
                  \(resume?.filename), \(resume?.contentType), \(resume?.bytes), \(resume?.digest), \(now))
                """)
            return known
        }
    }

    /// The lead of an address as it is now, not as it was when the transaction began.
    private func lead(of email: String?) throws(DatabaseError) -> Lead.ID? {
        try connection.fetchValue(
            """
            SELECT id
            FROM leads
            WHERE email = \(email)
            LOCK IN SHARE MODE
            """)
    }

    /// One page of a lead's enquiries, newest first, and how many there are in all: none when there is no such lead.
    package func enquiries(_ page: Page, of lead: Lead.ID) throws(DatabaseError) -> (enquiries: [Enquiry], total: Int) {
        let total: Int =
            try connection.fetchValue(
                """
                SELECT (SELECT COUNT(*) FROM leads WHERE id = \(lead))
                  + (SELECT COUNT(*) FROM enquiries WHERE lead_id = \(lead))
                """) ?? 0
        guard page.offset < total else { return ([], total) }
        let enquiries: [Enquiry] = try connection.fetchAll(
            """
            (\(Self.firstEnquiry)
            WHERE id = \(lead))
            UNION ALL
            (\(Self.furtherEnquiry)
            WHERE lead_id = \(lead)
            ORDER BY created_at DESC, id DESC
            LIMIT \(page.offset + page.size))
            ORDER BY created_at DESC, id DESC
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (enquiries, total)
    }

    /// An enquiry of a lead.
    package func enquiry(_ id: Enquiry.ID, of lead: Lead.ID) throws(DatabaseError) -> Enquiry? {
        try connection.fetchFirst(
            """
            \(Self.firstEnquiry)
            WHERE id = \(lead) AND id = \(id)
            UNION ALL
            \(Self.furtherEnquiry)
            WHERE id = \(id) AND lead_id = \(lead)
            """)
    }

    /// What the first submission said: the lead's own columns until they are changed, and what was put aside then.
    static let firstFields: SQL = """
        COALESCE(leads.fields, JSON_OBJECT(
          'first_name', IF(leads.form = 'form', leads.first_name, NULL),
          'last_name', IF(leads.form = 'form', leads.last_name, NULL),
          'name', IF(leads.form = 'form', NULL, TRIM(TRAILING FROM CONCAT(leads.first_name, ' ', leads.last_name))),
          'email', leads.email, 'phone', leads.phone, 'business_name', leads.business_name,
          'business_tracking', leads.business_tracking, 'job_position', leads.job_position,
          'invoicing', leads.invoicing, 'collaborators', leads.collaborators,
          'scheduling_day', DATE_FORMAT(leads.scheduling_day, '%Y-%m-%dT%H:%i:%s')))
        """

    private static let firstEnquiry: SQL = """
        SELECT id, created_at, form, \(firstFields) AS fields, resume_path, resume_filename, resume_content_type,
          resume_size, resume_sha256
        FROM leads
        """

    private static let furtherEnquiry: SQL = """
        SELECT id, created_at, form, fields, resume_path, resume_filename, resume_content_type, resume_size,
          resume_sha256
        FROM enquiries
        """
}
