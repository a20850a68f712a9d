import Environment
import FoundationEssentials
import Frame
import Routing
import Storage
import StoredSettings
import Values

/// The mails about leads that were not answered in time.
///
/// Source: SPEC section 16, "Response time".
struct LatenessMails {
    /// The kinds of all of them.
    static let kinds = [late]

    private static let late = MailKind(
        "lead_late", Text("Late lead, to its owner", pt: "Lead atrasado, aviso ao responsável"))

    private let settings: Settings
    private let config: ConfigSnapshot

    init(_ settings: Settings, _ config: ConfigSnapshot) {
        self.settings = settings
        self.config = config
    }

    /// The domain part of their `Message-ID`.
    var domain: String { config.messageDomain(over: settings) }

    /// The mail to the owner of a late lead; none without an owner who is in service.
    func late(_ lead: Lead, due: Date, to owner: User?) -> [OutboxMail.Derived] {
        guard let owner, owner.isActive, let address = EmailAddress(owner.email) else { return [] }
        let values = MailValues(lead: lead, due: due)
        let draft = OutboxMail.Draft(
            kind: Self.late, to: address, in: settings.defaultLanguage,
            values: String(decoding: JSONText.bytes(ofWritable: values), as: UTF8.self))
        return [OutboxMail.Derived(draft, of: lead.id, about: lead.id.bytes, at: due)]
    }

    /// The values of the templates; times are made local when the mail is sent.
    private struct MailValues: JSONWritable {
        let lead: Lead
        let due: Date

        func write(to object: inout JSONObjectWriter) {
            object.add("lead_id", lead.id.text)
            object.add("name", lead.contact.name)
            object.add("created_at", Instant.text(lead.createdAt))
            object.add("due_at", Instant.text(due))
        }
    }
}
