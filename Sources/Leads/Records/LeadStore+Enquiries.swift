package import MariaDB
import Routing
package import Values

extension LeadStore {
    /// The unique index on `email`.
    private static let addressKey = "leads_email"
    /// How often a lead may be deleted between the two steps of a submission.
    private static let tries = 5

    /// Stores a submission in one row: as a new lead, or, where its address is a lead's already, as a further enquiry of that lead.
    ///
    /// Outside of a transaction the row commits by itself. Of submissions that race for an address one makes the lead.
    ///
    /// - Parameter group: new leads that come at the same moment; nil within a transaction.
    /// - Returns: whether there is a new lead.
    /// - Throws: `DatabaseError`; nothing is stored then, save after `.commitOutcomeUnknown`. One that is to be put aside: `.server(1644)`.
    package func keep(_ submission: Submission, with group: GroupedInsert? = nil) throws(DatabaseError) -> Bool {
        if let group,
            try group.insert(
                Self.values(of: submission), under: Self.insertionHead, until: connection.deadline)
        {
            return true
        }
        for _ in 0..<Self.tries {
            do {
                _ = try connection.executeDurably(Self.insertion(of: submission))
                return true
            } catch  where error.code == .duplicateEntry(key: Self.addressKey) {
                if try connection.executeDurably(Self.furtherInsertion(of: submission)) == 1 { return false }
            }
        }
        throw DatabaseError(.lockWaitTimeout)
    }

    private static func furtherInsertion(of submission: Submission) -> SQL {
        let resume = submission.resume
        return """
            INSERT INTO enquiries (
              id, lead_id, form, fields, resume_path, resume_filename, resume_content_type, resume_size, resume_sha256,
              fingerprints, attribution, mail_language, form_id, form_version, consents, created_at)
            SELECT \(submission.id), leads.id, \(submission.form),
              \(EnquiryFields(submission.contact, by: submission.form)), \(resume?.path), \(resume?.filename),
              \(resume?.contentType), \(resume?.bytes), \(resume?.digest), \(submission.judgement?.column(isPutAside: false)),
              \(submission.contact.attribution.stored), \(submission.mailLanguage?.rawValue),
              \(submission.through?.form), \(submission.through?.version), \(submission.consents), \(submission.moment)
            FROM leads
            WHERE leads.email = \(submission.contact.email)
            """
    }

    /// The lead that a further enquiry was added to.
    func lead(ofEnquiry id: Lead.ID) throws(DatabaseError) -> Lead.ID? {
        try connection.fetchValue("SELECT lead_id FROM enquiries WHERE id = \(id)")
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

    /// The first submission: the lead's own columns until they are changed, and the copy made then.
    static let firstFields: SQL = """
        COALESCE(leads.fields, JSON_OBJECT(
          'first_name', IF(leads.form = 'form', leads.first_name, NULL),
          'last_name', IF(leads.form = 'form', leads.last_name, NULL),
          'name', IF(leads.form = 'form', NULL, TRIM(TRAILING FROM CONCAT(leads.first_name, ' ', leads.last_name))),
          'email', leads.email, 'phone', leads.phone, \(detailMembers), 'custom', JSON_EXTRACT(leads.custom, '$'),
          'scheduling_day', DATE_FORMAT(leads.scheduling_day, '%Y-%m-%dT%H:%i:%s')))
        """

    static let firstEnquiry: SQL = """
        SELECT id, created_at, form, \(firstFields) AS fields, resume_path, resume_filename, resume_content_type,
          resume_size, resume_sha256, attribution, \(formColumns)
        FROM leads
        """

    static let furtherEnquiry: SQL = """
        SELECT id, created_at, form, fields, resume_path, resume_filename, resume_content_type, resume_size,
          resume_sha256, attribution, \(formColumns)
        FROM enquiries
        """

    /// The form that a row names, as it is called now; rows of the form at `/` as it was delivered name none.
    static let formColumns: SQL = """
        IF(form = 'form', (SELECT forms.slug FROM forms WHERE forms.id = COALESCE(form_id, \(IntakeForm.contactID))), NULL)
          AS form_slug, IF(form = 'form', COALESCE(form_version, 1), NULL) AS form_version
        """
}
