import Environment
import FoundationEssentials
import Frame
import Routing
package import Storage
import StoredSettings
import Values

/// The mails about a submission: for a new lead a confirmation to the prospect and a notification to each `ATTORNEY_EMAIL` (or
/// `notify_emails` of its form, or of the stored settings), for a
/// further enquiry a notification to the lead's owner, or to those while it has none.
///
/// Source: SPEC section 5, "Mail".
package struct LeadMails {
    /// The kinds of all of them.
    package static let kinds = [confirmation, notification, furtherEnquiry]

    /// To the prospect.
    package static let confirmation = MailKind(
        "lead_confirmation", Text("Confirmation to the prospect", pt: "Confirmação ao interessado"))
    /// Of a new lead, to staff.
    static let notification = MailKind(
        "lead_notification", Text("Notification to staff", pt: "Aviso à equipe"))
    /// Of a further enquiry, to staff.
    static let furtherEnquiry = MailKind(
        "lead_further_enquiry", Text("Further enquiry to staff", pt: "Novo contato, aviso à equipe"))

    /// The lines of the details, which the templates for staff repeat.
    static let details = MailList("lead_details", LeadDetail.shown.map { MailList.Row($0.name, $0.label) })

    /// The least time between two confirmations to one address. Source: SPEC section 5, details.
    private static let confirmationSeconds = 86_400.0

    private let settings: Settings
    private let config: ConfigSnapshot
    private let forms: IntakeForms

    /// The mails by the stored settings and those of the environment; the prospect reads the language of the submission, staff
    /// `DEFAULT_LOCALE`.
    ///
    /// - Parameter forms: those that the submissions came through.
    init(_ settings: Settings, _ config: ConfigSnapshot, forms: IntakeForms = IntakeForms([])) {
        self.settings = settings
        self.config = config
        self.forms = forms
    }

    /// The domain part of their `Message-ID`.
    var domain: String { config.messageDomain(over: settings) }

    /// The mails of a new lead; none for one entered by staff who want none, and none to a prospect without e-mail.
    func mails(of lead: NewLead) -> [OutboxMail.Derived] {
        guard let language = lead.mailLanguage else { return [] }
        let prospect = lead.contact.email.flatMap { EmailAddress($0) }
        let values = LeadMailValues(
            id: lead.id, contact: lead.contact, email: prospect, resume: lead.lead.resume,
            createdAt: lead.lead.createdAt)
        let drafts =
            (prospect.map { [confirmation(values, to: $0, in: language)] } ?? [])
            + drafts(Self.notification, to: notified(of: lead.through), values)
        return drafts.map { OutboxMail.Derived($0, of: lead.id, about: lead.id.bytes, at: lead.lead.createdAt) }
    }

    /// The mails of a further enquiry.
    ///
    /// The prospect is sent a confirmation, too, where the response must not reveal a further submission: the mails would.
    /// An address gets at most one a day, however often a stranger submits it.
    ///
    /// - Parameter confirmedAt: when the prospect was last sent a confirmation; set when the mails hold another.
    func mails(of enquiry: NewEnquiry, confirmedAt: inout Date?) -> [OutboxMail.Derived] {
        guard let language = enquiry.mailLanguage, let prospect = enquiry.contact.email.flatMap({ EmailAddress($0) })
        else { return [] }
        let values = LeadMailValues(
            id: enquiry.leadID, contact: enquiry.contact, email: prospect, resume: enquiry.resume,
            createdAt: enquiry.createdAt)
        let owner = enquiry.ownerEmail.flatMap { EmailAddress($0) }
        var drafts = drafts(Self.furtherEnquiry, to: owner.map { [$0] } ?? notified(of: enquiry.through), values)
        let isDue = confirmedAt.map { enquiry.createdAt.timeIntervalSince($0) >= Self.confirmationSeconds } ?? true
        if isDue, config.duplicateEnquiry(over: settings) == .accept {
            drafts.append(confirmation(values, to: prospect, in: language))
            confirmedAt = enquiry.createdAt
        }
        return drafts.map {
            OutboxMail.Derived($0, of: enquiry.id, about: enquiry.leadID.bytes, at: enquiry.createdAt)
        }
    }

    private func confirmation(
        _ values: LeadMailValues, to prospect: EmailAddress, in language: Language
    ) -> OutboxMail.Draft {
        OutboxMail.Draft(kind: Self.confirmation, to: prospect, in: language, values: values.text(forStaff: false))
    }

    /// The staff who are notified of what came through a form.
    private func notified(of through: FormVersion?) -> [EmailAddress] {
        let own = through.flatMap { forms[$0.form] }?.definition.notifyEmails.compactMap { EmailAddress($0) } ?? []
        return own.isEmpty ? config.notified(over: settings) : own
    }

    /// One to each address, however often it is named.
    private func drafts(_ kind: MailKind, to staff: [EmailAddress], _ values: LeadMailValues) -> [OutboxMail.Draft] {
        let text = values.text(forStaff: true)
        var known: Set<String> = []
        return staff.filter { known.insert($0.text).inserted }.map {
            OutboxMail.Draft(
                kind: kind, to: $0, replyTo: values.email, in: settings.defaultLanguage, values: text)
        }
    }
}

/// The values of these mails' templates; written by hand, since every submission needs them. Times are made local when the mail
/// is sent.
private struct LeadMailValues: JSONWritable {
    let id: Lead.ID
    let contact: LeadContact
    let email: EmailAddress?
    let resume: Resume?
    let createdAt: Date
    /// The prospect gets no name or label that could become a link.
    private var isForStaff = false

    init(id: Lead.ID, contact: LeadContact, email: EmailAddress?, resume: Resume?, createdAt: Date) {
        self.id = id
        self.contact = contact
        self.email = email
        self.resume = resume
        self.createdAt = createdAt
    }

    /// The JSON object for staff, or for the prospect.
    func text(forStaff isForStaff: Bool) -> String {
        var values = self
        values.isForStaff = isForStaff
        return String(decoding: JSONText.bytes(ofWritable: values), as: UTF8.self)
    }

    func write(to object: inout JSONObjectWriter) {
        object.add("lead_id", id.text)
        let (first, name, label) = (contact.firstName, contact.name, resume?.filename)
        addIfPresent("first_name", isForStaff ? first : ProspectText.name(first), to: &object)
        addIfPresent("name", isForStaff ? name : ProspectText.name(name), to: &object)
        addIfPresent("email", email?.text, to: &object)
        object.add("created_at", Instant.text(createdAt))
        addIfPresent("phone", contact.phone, to: &object)
        for detail in LeadDetail.all { addIfPresent(detail.name, contact[detail], to: &object) }
        addIfPresent("scheduling_day", contact.schedulingDay, to: &object)
        addIfPresent("resume", isForStaff ? label : label.flatMap(ProspectText.label), to: &object)
    }

    private func addIfPresent(_ name: String, _ text: String?, to object: inout JSONObjectWriter) {
        if let text { object.add(name, text) }
    }
}
