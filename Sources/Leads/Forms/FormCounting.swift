import FoundationEssentials
import Frame
import MariaDB
import Values

/// What a new row says of the form that it came through.
struct FormSubmission {
    /// Names it among all submissions.
    let key: String
    let leadID: Lead.ID
    let through: FormVersion?
    let consents: GivenConsents?
    let createdAt: Date

    init(_ lead: NewLead) {
        (key, leadID) = (lead.id.text, lead.id)
        (through, consents, createdAt) = (lead.through, lead.consents, lead.lead.createdAt)
    }

    init(_ enquiry: NewEnquiry) {
        (key, leadID) = (enquiry.id.text, enquiry.leadID)
        (through, consents, createdAt) = (enquiry.through, enquiry.consents, enquiry.createdAt)
    }
}

extension FormSubmission: RowDecodable {
    /// Reads `id`, `lead_id`, the columns of a form, `consents` and `created_at`.
    init(row: borrowing Row) throws(DatabaseError) {
        let id: Identifier<FormSubmission> = try row["id"]
        key = id.text
        leadID = try row["lead_id"]
        through = try FormVersion(row: row, try row["form"])
        consents = try row["consents"]
        createdAt = try row["created_at"]
    }
}

/// A form on a UTC day.
struct FormDay: Hashable {
    let form: IntakeForm.ID
    let day: Date
}

/// Counts the submissions of each form, and its new leads by day.
struct FormCounting: FollowUpStep {
    let name = "forms"

    func run(_ batch: FollowUpBatch, on connection: Connection) throws {
        var counts: [IntakeForm.ID: (total: Int, lastAt: Date)] = [:]
        for submission in batch.submissions {
            guard let form = submission.through?.form else { continue }
            let count = counts[form, default: (0, submission.createdAt)]
            counts[form] = (count.total + 1, max(count.lastAt, submission.createdAt))
        }
        let store = FormStore(connection)
        try store.count(counts)
        var days: [FormDay: Int] = [:]
        for new in batch.leads {
            guard let form = new.through?.form else { continue }
            let day = (new.lead.createdAt.timeIntervalSince1970 / 86_400).rounded(.down)
            days[FormDay(form: form, day: Date(timeIntervalSince1970: day * 86_400)), default: 0] += 1
        }
        try store.count(days)
    }
}
