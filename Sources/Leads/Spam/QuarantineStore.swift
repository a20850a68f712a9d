package import FoundationEssentials
package import MariaDB
import Routing
package import Values

/// What is in quarantine.
package struct QuarantineStore {
    private let connection: Connection

    /// The quarantine that a connection reaches.
    package init(_ connection: Connection) { self.connection = connection }

    private static let columns: SQL = """
        id, received_at, form, form_id, \(LeadStore.formColumns), consents, fields, resume_path, resume_filename,
        resume_content_type, resume_size, resume_sha256, attribution, mail_language, reasons, found
        """

    /// Puts a judged submission aside; the statement also finds out what speaks against it beside others, and uses up its stamp.
    ///
    /// - Returns: whether its address is that of a lead.
    /// - Throws: `DatabaseError`; nothing is stored then, save after `.commitOutcomeUnknown`.
    func add(_ submission: Submission) throws(DatabaseError) -> Bool {
        let judgement = submission.judgement
        let resume = submission.resume
        let isKnown: Bool? = try connection.fetchDurably(
            """
            INSERT INTO quarantine (
              id, form, form_id, form_version, consents, fields, resume_path, resume_filename, resume_content_type,
              resume_size, resume_sha256, attribution, mail_language, reasons, fingerprints, received_at)
            VALUES (
              \(submission.id), \(submission.form), \(submission.through?.form), \(submission.through?.version),
              \(submission.consents), \(EnquiryFields(submission.contact, by: submission.form)), \(resume?.path),
              \(resume?.filename), \(resume?.contentType), \(resume?.bytes), \(resume?.digest),
              \(submission.contact.attribution.stored), \(submission.mailLanguage?.rawValue),
              \(SpamReasons(judgement?.reasons ?? [])), \(judgement?.column(isPutAside: true)), \(submission.moment))
            RETURNING EXISTS (
              SELECT 1
              FROM leads
              WHERE email = \(submission.contact.email))
            """)
        return isKnown ?? false
    }

    /// One page, newest first, and how many there are in all.
    package func page(_ page: Page) throws(DatabaseError) -> (quarantined: [Quarantined], total: Int) {
        let total: Int = try connection.fetchValue("SELECT COUNT(*) FROM quarantine") ?? 0
        guard page.offset < total else { return ([], total) }
        let found: [Quarantined] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM quarantine
            ORDER BY received_at DESC, id DESC
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (found, total)
    }

    /// What has an id.
    package func find(_ id: Lead.ID) throws(DatabaseError) -> Quarantined? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM quarantine
            WHERE id = \(id)
            """)
    }

    /// Whether there is a submission to a form, which may become a lead yet.
    package func holds(submissionsTo form: IntakeForm.ID) throws(DatabaseError) -> Bool {
        try connection.fetchValue("SELECT EXISTS (SELECT 1 FROM quarantine WHERE form_id = \(form))") ?? false
    }

    /// Takes out what has an id; call it in the transaction of what becomes of it, or of its deletion.
    ///
    /// - Returns: nil when there is no such row; of two that take it out at once one waits, and then finds none.
    package func take(_ id: Lead.ID) throws(DatabaseError) -> Quarantined? {
        let found: Quarantined? = try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM quarantine
            WHERE id = \(id)
            FOR UPDATE
            """)
        if found != nil { try connection.execute("DELETE FROM quarantine WHERE id = \(id)") }
        return found
    }

    /// Removes what was received before a moment, so many at most.
    ///
    /// - Returns: how many, and the paths of their files, which have no reference any more.
    package func remove(receivedBefore moment: Date, limit: Int) throws -> (count: Int, files: [String]) {
        try connection.transaction {
            let expired: [Expired] = try connection.fetchAll(
                """
                SELECT id, resume_path
                FROM quarantine
                WHERE received_at < \(moment)
                ORDER BY received_at, id
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED
                """)
            guard !expired.isEmpty else { return (0, []) }
            try connection.execute("DELETE FROM quarantine WHERE id IN (\(list: expired.map(\.id)))")
            return (expired.count, expired.compactMap(\.path))
        }
    }

    private struct Expired: RowDecodable {
        let id: Lead.ID
        let path: String?

        init(row: borrowing Row) throws(DatabaseError) {
            id = try row["id"]
            path = try row["resume_path"]
        }
    }
}

// MARK: Leads that staff mark as spam

extension QuarantineStore {
    /// Locks a lead that still is what it was when it was read, and looks whether its first enquiry is its only one; nil when it was
    /// changed or removed in the meantime. Call it in the transaction of ``add(_:_:)``.
    func lock(_ lead: Lead) throws(DatabaseError) -> LockedLead? {
        let locked: LockedLead? = try connection.fetchFirst(
            """
            SELECT form, form_id, form_version, consents, mail_language, follow_up = 'new' AS is_new
            FROM leads
            WHERE id = \(lead.id) AND version = \(lead.version)
            FOR UPDATE
            """)
        guard var locked else { return nil }
        let further: [Further] = try connection.fetchAll(
            "SELECT id FROM enquiries WHERE lead_id = \(lead.id) LIMIT 1 FOR UPDATE")
        locked.hasFurtherEnquiries = !further.isEmpty
        return locked
    }

    /// Puts a locked lead aside, as it is now. Its row is to be removed in the same transaction.
    func add(_ lead: Lead, _ locked: LockedLead) throws(DatabaseError) {
        let resume = lead.resume
        let through = locked.through?.isDelivered == true ? nil : locked.through
        try connection.execute(
            """
            INSERT INTO quarantine (
              id, form, form_id, form_version, consents, fields, resume_path, resume_filename, resume_content_type,
              resume_size, resume_sha256, attribution, mail_language, reasons, received_at)
            VALUES (
              \(lead.id), \(locked.form), \(through?.form), \(through?.version), \(locked.consents),
              \(EnquiryFields(lead.contact, by: locked.form)), \(resume?.path), \(resume?.filename),
              \(resume?.contentType), \(resume?.bytes), \(resume?.digest), \(lead.contact.attribution.stored),
              \(locked.mailLanguage), \(SpamReasons([.manual])), \(lead.createdAt))
            """)
        // It counts again once it is released.
        if let counted = locked.counted { try FormStore(connection).uncount(counted) }
    }

    /// A lead that no one else changes.
    struct LockedLead: RowDecodable {
        let form: Enquiry.Form
        /// The form that it came through; nil for another channel.
        let through: FormVersion?
        /// What was agreed to with it and is not recorded yet: an entry of the ledger is written once.
        let consents: GivenConsents?
        /// The form that has counted it.
        let counted: IntakeForm.ID?
        /// The language of the mails that were not sent yet; nil when none are to be sent.
        let mailLanguage: String?
        var hasFurtherEnquiries = false

        init(row: borrowing Row) throws(DatabaseError) {
            form = try row["form"]
            through = try FormVersion(row: row, form)
            let isNew: Bool = try row["is_new"]
            counted = isNew ? nil : through?.form
            let given: GivenConsents? = try row["consents"]
            consents = isNew ? given : nil
            let language: String? = try row["mail_language"]
            mailLanguage = isNew ? language : nil
        }
    }

    private struct Further: RowDecodable {
        init(row: borrowing Row) throws(DatabaseError) { let _: Enquiry.ID = try row["id"] }
    }
}

// MARK: Fingerprints

extension QuarantineStore {
    /// Forgets the addresses that submissions came from more than ten minutes ago, so many at most.
    ///
    /// - Returns: how many were forgotten.
    package func forgetAddresses(at now: Date, limit: Int) throws(DatabaseError) -> Int {
        try connection.execute(
            "DELETE FROM recent_submissions WHERE received_at <= CAST(\(now) AS DATETIME(6)) - INTERVAL 10 MINUTE LIMIT \(limit)"
        )
    }

    /// Forgets texts after an hour and stamps once they have expired, so many of each at most.
    ///
    /// - Returns: how many were forgotten.
    package func forgetTextsAndStamps(at now: Date, limit: Int) throws(DatabaseError) -> Int {
        try connection.execute(
            "DELETE FROM recent_texts WHERE received_at <= CAST(\(now) AS DATETIME(6)) - INTERVAL 1 HOUR LIMIT \(limit)"
        )
            + connection.execute(
                "DELETE FROM used_stamps WHERE stamp < \(SubmissionFingerprints.time(now - Stamp.lifetime)) LIMIT \(limit)"
            )
    }
}
