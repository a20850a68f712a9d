package import Routing

/// A kind of mail; the domain that sends it declares it and has its templates.
package struct MailKind: Sendable, Hashable {
    /// The name of its templates, and of its rows in the outbox.
    package let name: String
    /// What staff read about such a mail.
    package let title: Text
    /// How long after it was enqueued such a mail is attempted, once; nil for mails that are retried for a day.
    package let patience: Duration?

    /// A kind of a name.
    package init(_ name: StaticString, _ title: Text, patience: Duration? = nil) {
        self.name = name.description
        self.title = title
        self.patience = patience
    }
}
