import Accounts
import FoundationEssentials
import MariaDB
import Platform
import Routing

/// The mails about a submission: for a new lead a confirmation to the prospect and a notification to each `ATTORNEY_EMAIL` (or
/// `notify_emails` of the stored settings), for a
/// further enquiry a notification to the lead's owner, or to those while it has none.
///
/// Source: SPEC section 5, "Mail".
package struct LeadMails {
    /// The names of the templates.
    package enum Kind: String, CaseIterable {
        case confirmation = "lead_confirmation"
        case notification = "lead_notification"
        case furtherEnquiry = "lead_further_enquiry"
    }

    private let settings: Settings
    private let config: ConfigSnapshot
    private let outbox: OutboxStore
    private let language: Language

    /// The mails that a request gives rise to; the prospect reads the request's language, staff `DEFAULT_LOCALE`.
    init(_ context: Context, _ config: ConfigSnapshot) {
        settings = context.service.settings
        self.config = config
        outbox = OutboxStore(context.connection)
        language = context.language
    }

    /// Writes the mails of a new lead; call it in the lead's transaction. A lead without e-mail has none.
    ///
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    func write(for id: Lead.ID, _ contact: LeadContact, resume: Resume?, at now: Date) throws {
        guard let prospect = contact.email.flatMap({ EmailAddress($0) }) else { return }
        let text = try values(of: id, contact, from: prospect, resume: resume, at: now)
        let confirmation = OutboxMail.Draft(
            kind: Kind.confirmation.rawValue, to: prospect, in: language, values: text)
        try outbox.add(
            [confirmation] + drafts(.notification, to: config.notified(over: settings), from: prospect, values: text),
            about: id.bytes, domain: config.messageDomain(over: settings), at: now)
    }

    /// Writes the mails of a further enquiry; call it in its transaction.
    ///
    /// The prospect is sent a confirmation, too, where the answer must not tell a first submission from a further one: the mails would.
    ///
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    func write(furtherOf id: Lead.ID, _ contact: LeadContact, owner: EmailAddress?, resume: Resume?, at now: Date)
        throws
    {
        guard let prospect = contact.email.flatMap({ EmailAddress($0) }) else { return }
        let text = try values(of: id, contact, from: prospect, resume: resume, at: now)
        var mails = drafts(
            .furtherEnquiry, to: owner.map { [$0] } ?? config.notified(over: settings), from: prospect, values: text)
        if config.duplicateEnquiry(over: settings) == .accept {
            mails.append(OutboxMail.Draft(kind: Kind.confirmation.rawValue, to: prospect, in: language, values: text))
        }
        try outbox.add(mails, about: id.bytes, domain: config.messageDomain(over: settings), at: now)
    }

    private func drafts(
        _ kind: Kind, to staff: [EmailAddress], from prospect: EmailAddress, values: String
    ) -> [OutboxMail.Draft] {
        staff.map {
            OutboxMail.Draft(
                kind: kind.rawValue, to: $0, replyTo: prospect, in: settings.defaultLanguage, values: values)
        }
    }

    private func values(
        of id: Lead.ID, _ contact: LeadContact, from prospect: EmailAddress, resume: Resume?, at now: Date
    ) throws -> String {
        var values = [
            "lead_id": id.text, "first_name": contact.firstName, "name": contact.name, "email": prospect.text,
            "created_at": Instant.text(now),
        ]
        values["phone"] = contact.phone
        values["business_name"] = contact.businessName
        values["business_tracking"] = contact.businessTracking
        values["job_position"] = contact.jobPosition
        values["invoicing"] = contact.invoicing
        values["collaborators"] = contact.collaborators
        values["scheduling_day"] = contact.schedulingDay?.replacing("T", with: " ").prefix(16).description
        values["resume"] = resume?.filename
        return String(decoding: try JSONText.bytes(of: values), as: UTF8.self)
    }
}
