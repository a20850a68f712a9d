package import Routing
import Storage
package import Values

/// A mail about a lead, as staff see it: what it is, to whom, and whether it went. Never its text.
package struct LeadMail: Sendable {
    private let mail: OutboxMail
    private let title: String

    /// A mail with the title of its kind.
    init(_ mail: OutboxMail, _ title: String) {
        self.mail = mail
        self.title = title
    }
}

extension LeadMail: Shaped, Paged {
    /// The representation of a mail; what has not happened is null.
    package static let shape = Shape<LeadMail>(
        "LeadMail",
        [
            .id("id") { $0.mail.id }, .text("kind") { $0.mail.kind }, .text("title") { $0.title },
            .text("recipient") { $0.mail.recipient },
            .choice("state") { $0.mail.state }, .integer("attempts", 0...) { $0.mail.attempts },
            .instant("created_at") { $0.mail.createdAt }, .optionalInstant("sent_at") { $0.mail.sentAt },
            .optionalText("last_error") { $0.mail.lastError },
        ])

    /// `mails`
    package static let pageForm = PageForm("LeadMailPage", of: "mails")
}
