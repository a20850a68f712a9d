import CRM
import Frame
package import FoundationEssentials
package import MariaDB
import Routing
import Values

/// The leads in the database.
package struct LeadStore {
    let connection: Connection

    /// The leads that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    static let columns: SQL = """
        leads.id, leads.first_name, leads.last_name, leads.email, leads.phone, \(detailColumns), leads.scheduling_day,
        leads.resume_path, leads.resume_filename, leads.resume_content_type, leads.resume_size, leads.resume_sha256,
        leads.status, leads.score, leads.owner_id, leads.customer_id, leads.version, leads.created_at, leads.updated_at,
        leads.reached_out_at, leads.due_at, \(isLate) AS is_late, leads.in_time, leads.answer_seconds,
        leads.lost_reason, leads.custom, leads.custom_words, leads.attribution,
        JSON_EXTRACT(leads.consents, '$.given') AS first_consents, leads.agreed
        """

    /// Whether a lead is late at the moment of the statement.
    static let isLate: SQL = "COALESCE(leads.due_at < UTC_TIMESTAMP(6), FALSE)"

    /// The lead of an id.
    package func find(_ id: Lead.ID) throws(DatabaseError) -> Lead? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM leads
            WHERE id = \(id)
            """)
    }

    /// The statement that adds the lead of a submission; it fails when the address is known.
    static func insertion(of submission: Submission) -> SQL { "\(insertionHead) \(values(of: submission))" }

    /// The beginning of that statement.
    static let insertionHead: SQL = """
        INSERT INTO leads (
          id, first_name, last_name, email, phone, \(detailNames), scheduling_day, resume_path,
          resume_filename, resume_content_type, resume_size, resume_sha256, form, score, fingerprints, mail_language, confirmed_at,
          custom, custom_words, attribution, form_id, form_version, consents, created_at, updated_at)
        VALUES
        """

    /// The row of a submission, as it follows that beginning.
    static func values(of submission: Submission) -> SQL {
        let contact = submission.contact
        let resume = submission.resume
        return """
            (
              \(submission.id), \(contact.firstName), \(contact.lastName), \(contact.email), \(contact.phone),
              \(list: LeadDetail.all.map { contact[$0] }), \(contact.schedulingDay.map(WallTime.sqlText)), \(resume?.path),
              \(resume?.filename), \(resume?.contentType), \(resume?.bytes), \(resume?.digest), \(submission.form),
              \(submission.score), \(submission.judgement?.column(isPutAside: false)), \(submission.mailLanguage?.rawValue),
              \(submission.isConfirmed ? submission.moment : nil), \(contact.custom.stored),
              \(contact.custom.words), \(contact.attribution.stored), \(submission.through?.form),
              \(submission.through?.version), \(submission.consents), \(submission.moment), \(submission.moment))
            """
    }

    /// Changes a lead that still is what it was when it was read; what its first submission said is put aside before.
    ///
    /// - Returns: false if its version has changed; nothing is written then.
    /// - Throws: `DatabaseError` `.duplicateEntry` when the new address is another lead's, `.missingReference` when the owner
    ///   does not exist.
    package func update(_ lead: Lead, at now: Date) throws(DatabaseError) -> Bool {
        let contact = lead.contact
        // Assignments are done in order, so the first one still reads the columns as they were.
        let changed = try connection.execute(
            """
            UPDATE leads
            SET fields = \(Self.firstFields),
              first_name = \(contact.firstName), last_name = \(contact.lastName), email = \(contact.email),
              phone = \(contact.phone), \(Self.assignments(of: contact)),
              scheduling_day = \(contact.schedulingDay.map(WallTime.sqlText)), status = \(lead.status),
              score = \(lead.score), owner_id = \(lead.ownerID), reached_out_at = \(lead.reachedOutAt), due_at = \(lead.dueAt),
              in_time = \(lead.inTime), answer_seconds = \(lead.answerSeconds), lost_reason = \(lead.lostReason),
              custom = \(contact.custom.stored), custom_words = \(contact.custom.words), updated_at = \(now), version = version + 1
            WHERE id = \(lead.id) AND version = \(lead.version)
            """)
        return changed == 1
    }

    /// Links a lead to its customer. Call inside the conversion's transaction, after the change of status.
    func setCustomer(_ customer: Customer.ID, of lead: Lead.ID) throws(DatabaseError) {
        try connection.execute("UPDATE leads SET customer_id = \(customer) WHERE id = \(lead)")
    }

    /// Of some paths below the upload folder, those that a lead, an enquiry or the quarantine names.
    package func known(_ paths: [String]) throws(DatabaseError) -> Set<String> {
        var known: Set<String> = []
        let rows: [ResumePath] = try connection.fetchAll(
            """
            SELECT resume_path
            FROM leads
            WHERE resume_path IN (\(list: paths))
            UNION ALL
            SELECT resume_path
            FROM enquiries
            WHERE resume_path IN (\(list: paths))
            UNION ALL
            SELECT resume_path
            FROM quarantine
            WHERE resume_path IN (\(list: paths))
            """)
        for row in rows { known.insert(row.path) }
        return known
    }

    struct ResumePath: RowDecodable {
        let path: String
        init(row: borrowing Row) throws(DatabaseError) { path = try row["resume_path"] }
    }
}
