import Accounts
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Routing
package import Storage
import StoredSettings
import Values

/// Mails all active administrators that a setting which says where mail or messages go was changed.
///
/// The mails wait in the outbox like all others: they are sent by the mail server that is set when the worker sends them. The audit
/// event of the change does not depend on any server.
package struct DestinationNotice {
    /// The kind of its mails.
    package static let mailKind = MailKind(
        "destination_changed",
        Text("Change of a destination, to administrators", pt: "Mudança de destino, aos administradores"))

    private let connection: Connection
    private let settings: Settings

    init(_ connection: Connection, _ settings: Settings) {
        self.connection = connection
        self.settings = settings
    }

    /// Writes the mails; call it in the transaction of the change.
    ///
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    func write(_ outcome: ConfigEditor.Outcome, by caller: Caller?) throws {
        let names = outcome.changed.flatMap { change in change.destinations.map { "\(change.section.name).\($0)" } }
        guard !names.isEmpty else { return }
        let now = Date()
        let domain = outcome.snapshot.messageDomain(over: settings)
        for user in try AccountStore(connection).activeAdmins() {
            guard let address = EmailAddress(user.email) else { continue }
            var values = ["name": user.name, "settings": names.joined(separator: ", ")]
            values["actor"] = caller?.username
            let draft = OutboxMail.Draft(
                kind: Self.mailKind, to: address, in: settings.defaultLanguage,
                values: String(decoding: try JSONText.bytes(of: values), as: UTF8.self))
            try OutboxStore(connection).add([draft], about: user.id.bytes, domain: domain, at: now)
        }
    }
}
