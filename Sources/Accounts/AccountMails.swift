import FoundationEssentials
import Frame
import Routing
package import Storage
import Values

/// The mails about accounts.
package enum AccountMails {
    /// The kinds of all of them.
    package static let kinds = [passwordReset]

    /// Of a forgotten password, to its user.
    package static let passwordReset = MailKind(
        "password_reset", Text("Link for a new password", pt: "Link para uma nova senha"))

    /// The mail with a one-time token that replaces a password.
    ///
    /// - Throws: what JSON cannot hold.
    static func passwordResetDraft(_ token: String, of user: User, to email: EmailAddress, in language: Language) throws
        -> OutboxMail.Draft
    {
        let values = [OutboxMail.secretName: token, "name": user.name, "username": user.username]
        return OutboxMail.Draft(
            kind: passwordReset, to: email, in: language,
            values: String(decoding: try JSONText.bytes(of: values), as: UTF8.self))
    }
}
