import MariaDB

/// Keeps submissions: as a lead, as a further enquiry, or in quarantine.
struct SubmissionKeeping {
    private let leads: LeadStore
    private let quarantine: QuarantineStore

    /// `SIGNAL` of the trigger that judges: the submission is to be put aside.
    private static let refusal = DatabaseError.Code.server(1644)

    init(_ connection: Connection) {
        leads = LeadStore(connection)
        quarantine = QuarantineStore(connection)
    }

    /// Keeps a submission; one that is not put aside is one statement, which also judges it.
    ///
    /// - Parameter group: new leads that come at the same moment; nil within a transaction.
    /// - Returns: whether there is a new lead, or would be, had it not been put aside.
    /// - Throws: `DatabaseError`, as `LeadStore.keep`.
    func keep(_ submission: Submission, with group: GroupedInsert? = nil) throws(DatabaseError) -> Bool {
        if submission.judgement?.isSuspect() != true {
            do {
                return try leads.keep(submission, with: group)
            } catch  where error.code == Self.refusal && submission.judgement != nil {}
        }
        return try !quarantine.add(submission)
    }
}
