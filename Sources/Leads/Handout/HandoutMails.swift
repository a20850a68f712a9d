import Accounts
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Storage
import StoredSettings
import Values

/// The mails to managers about the hand-out, each lead's once: that no one is available, and that a lead was handed over.
///
/// Source: SPEC section 16, "Assignment", "Response time" and details.
struct HandoutMails {
    /// The kinds of all of them.
    static let kinds = [unassigned, handedOver]

    private static let unassigned = MailKind(
        "lead_unassigned", Text("No owner available, to managers", pt: "Sem responsável disponível, aos gestores"))
    private static let handedOver = MailKind(
        "lead_handed_over", Text("Handed over, to managers", pt: "Repasse, aos gestores"))

    /// A report to managers about a lead.
    struct Notice {
        let kind: MailKind
        let lead: Lead
        fileprivate let values: [(name: String, text: String?)]
        fileprivate var outcome: Text?

        /// No user of the rule is available.
        static func unassigned(_ lead: Lead, rule: String) -> Notice {
            Notice(kind: HandoutMails.unassigned, lead: lead, values: [("rule", rule)])
        }

        /// The lead has another owner, or keeps the one that it has, since there is no one else.
        ///
        /// - Parameter rule: nil when no rule is for the lead.
        static func handedOver(_ lead: Lead, from owner: User?, to next: User?, rule: String?) -> Notice {
            let outcome =
                if let next {
                    Text(
                        "It now belongs to \(next.shownName).", pt: "O responsável agora é \(next.shownName).")
                } else if let owner {
                    Text(
                        "No one else is available, so it stays with \(owner.shownName).",
                        pt: "Não há mais ninguém disponível, então ele continua com \(owner.shownName).")
                } else {
                    Text(
                        "No one is available, so it has no owner.",
                        pt: "Não há ninguém disponível, então ele está sem responsável.")
                }
            let values: [(name: String, text: String?)] = [
                ("rule", rule), ("previous_owner", next == nil ? nil : owner?.shownName),
                ("owner", (next ?? owner)?.shownName),
            ]
            return Notice(kind: HandoutMails.handedOver, lead: lead, values: values, outcome: outcome)
        }
    }

    private let settings: Settings
    private let config: ConfigSnapshot
    private let connection: Connection

    /// The mails by the stored settings and those of the environment, in `DEFAULT_LOCALE`.
    init(_ settings: Settings, _ config: ConfigSnapshot, _ connection: Connection) {
        self.settings = settings
        self.config = config
        self.connection = connection
    }

    /// Enqueues a mail of each notice to each manager. Call inside the transaction of what they report.
    ///
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    func add(_ notices: [Notice]) throws {
        let recipients = try AccountStore(connection).notifiedManagers().compactMap { EmailAddress($0.email) }
        let mails = try notices.flatMap { notice in
            let values = try text(of: notice)
            return recipients.map { recipient in
                OutboxMail.Derived(
                    OutboxMail.Draft(
                        kind: notice.kind, to: recipient, in: settings.defaultLanguage, values: values),
                    of: notice.lead.id, about: notice.lead.id.bytes, at: notice.lead.createdAt)
            }
        }
        try OutboxStore(connection).add(mails, domain: config.messageDomain(over: settings))
    }

    private func text(of notice: Notice) throws -> String {
        var members: Members<JSON> = [
            "lead_id": .string(notice.lead.id.text), "name": .string(notice.lead.contact.name),
            "created_at": .string(Instant.text(notice.lead.createdAt)),
        ]
        for (name, text) in notice.values { members[name] = text.map(JSON.string) }
        members["outcome"] = notice.outcome.map { .string($0.wording(in: settings.defaultLanguage)) }
        return String(decoding: try JSONText.bytes(of: JSON.object(members)), as: UTF8.self)
    }
}
