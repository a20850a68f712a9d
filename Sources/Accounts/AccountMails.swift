import FoundationEssentials
import Frame
import Routing
package import Storage
import Values

/// The mails about accounts.
package enum AccountMails {
    /// The kinds of all of them.
    package static let kinds = [passwordReset, invitation]

    /// Of a forgotten password, to its user.
    package static let passwordReset = MailKind(
        "password_reset", Text("Link for a new password", pt: "Link para uma nova senha"))

    /// Of an invitation, to the person who may become a user.
    package static let invitation = MailKind("invitation", Text("Invitation", pt: "Convite"))

    /// The mail with the one-time token of an invitation.
    ///
    /// - Throws: what JSON cannot hold.
    static func invitationDraft(
        _ token: String, of invitation: Invitation, from sender: User, in language: Language
    ) throws -> OutboxMail.Draft {
        var values = [OutboxMail.secretName: token, "inviter": sender.shownName]
        values["name"] = invitation.name
        return OutboxMail.Draft(
            kind: Self.invitation, to: invitation.email, in: language,
            values: String(decoding: try JSONText.bytes(of: values), as: UTF8.self))
    }

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
