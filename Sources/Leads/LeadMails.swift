import Accounts
import FoundationEssentials
import MariaDB
import Platform
import Routing

/// The mails about a new lead: a confirmation to the prospect, a notification to each `ATTORNEY_EMAIL`.
///
/// Source: SPEC section 5, "Mail".
package struct LeadMails {
    /// The names of the templates.
    package enum Kind: String, CaseIterable {
        case confirmation = "lead_confirmation"
        case notification = "lead_notification"
    }

    private let settings: Settings
    private let outbox: OutboxStore
    private let language: Language

    /// The mails that a request gives rise to; the prospect reads the request's language, staff `DEFAULT_LOCALE`.
    init(_ context: Context) {
        settings = context.service.settings
        outbox = OutboxStore(context.connection)
        language = context.language
    }

    /// Writes the mails of a new lead; call it in the lead's transaction. A lead without e-mail has none.
    ///
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    func write(for id: Lead.ID, _ contact: LeadContact, resume: Resume?, at now: Date) throws {
        guard let prospect = contact.email.flatMap({ EmailAddress($0) }) else { return }
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
        let text = String(decoding: try JSONText.bytes(of: values), as: UTF8.self)
        var drafts = [
            OutboxMail.Draft(kind: Kind.confirmation.rawValue, to: prospect, in: language, values: text)
        ]
        drafts += settings.mail.attorneys.map {
            OutboxMail.Draft(
                kind: Kind.notification.rawValue, to: $0, replyTo: prospect, in: settings.defaultLanguage, values: text)
        }
        try outbox.add(drafts, about: id.bytes, domain: settings.mail.messageDomain, at: now)
    }
}
