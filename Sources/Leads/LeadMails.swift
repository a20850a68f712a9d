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

    /// The statement that writes the mails of a new lead, for the lead's transaction; nil for a lead without e-mail, which has none.
    func insertion(for id: Lead.ID, _ contact: LeadContact, resume: Resume?, at now: Date) -> SQL? {
        guard let prospect = contact.email.flatMap({ EmailAddress($0) }) else { return nil }
        let text = values(of: id, contact, from: prospect, resume: resume, at: now)
        let confirmation = OutboxMail.Draft(
            kind: Kind.confirmation.rawValue, to: prospect, in: language, values: text)
        return OutboxStore.insertion(
            of: [confirmation]
                + drafts(.notification, to: config.notified(over: settings), from: prospect, values: text),
            about: id.bytes, domain: config.messageDomain(over: settings), at: now)
    }

    /// Writes the mails of a further enquiry; call it in its transaction.
    ///
    /// The prospect is sent a confirmation, too, where the answer must not tell a first submission from a further one: the mails would.
    ///
    /// - Throws: `DatabaseError`.
    func write(furtherOf id: Lead.ID, _ contact: LeadContact, owner: EmailAddress?, resume: Resume?, at now: Date)
        throws(DatabaseError)
    {
        guard let prospect = contact.email.flatMap({ EmailAddress($0) }) else { return }
        let text = values(of: id, contact, from: prospect, resume: resume, at: now)
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
    ) -> String {
        let values = LeadMailValues(id: id, contact: contact, email: prospect, resume: resume, createdAt: now)
        return String(decoding: JSONText.bytes(ofWritable: values), as: UTF8.self)
    }
}

/// What the templates of these mails may name; every submission writes it, so it writes itself.
private struct LeadMailValues: JSONWritable {
    let id: Lead.ID
    let contact: LeadContact
    let email: EmailAddress
    let resume: Resume?
    let createdAt: Date

    func write(to object: inout JSONObjectWriter) {
        object.add("lead_id", id.text)
        object.add("first_name", contact.firstName)
        object.add("name", contact.name)
        object.add("email", email.text)
        object.add("created_at", Instant.text(createdAt))
        addIfPresent("phone", contact.phone, to: &object)
        addIfPresent("business_name", contact.businessName, to: &object)
        addIfPresent("business_tracking", contact.businessTracking, to: &object)
        addIfPresent("job_position", contact.jobPosition, to: &object)
        addIfPresent("invoicing", contact.invoicing, to: &object)
        addIfPresent("collaborators", contact.collaborators, to: &object)
        addIfPresent(
            "scheduling_day", contact.schedulingDay?.replacing("T", with: " ").prefix(16).description, to: &object)
        addIfPresent("resume", resume?.filename, to: &object)
    }

    private func addIfPresent(_ name: String, _ text: String?, to object: inout JSONObjectWriter) {
        if let text { object.add(name, text) }
    }
}
