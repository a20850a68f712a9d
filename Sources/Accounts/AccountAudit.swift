import Frame
import Storage
import Values

extension AuditEvent.Action {
    /// A user signed in.
    static let signedIn = Self("login.succeeded")
    /// A sign-in failed: wrong password or unknown name.
    static let signInFailed = Self("login.failed")
    /// It was the last try that was let pass: the account waits.
    static let signInLocked = Self("login.locked")
    /// A user signed out.
    static let signedOut = Self("logout")
    /// A refresh token of a session that was ended, or of a user who is no longer active.
    static let tokenRefused = Self("token.refused")
    /// A user changed the password.
    static let passwordChanged = Self("password.changed")
    /// A user who wanted to named a wrong present password.
    static let passwordRefused = Self("password.refused")
    /// A password was replaced by an administrator, or by a one-time token.
    static let passwordReset = Self("password.reset")
    /// A token to reset a forgotten password was requested.
    static let passwordForgotten = Self("password.forgotten")
    /// A user was mailed a token to replace the password by, at the request of an administrator.
    static let passwordLinkSent = Self("password.link_sent")
    /// All sessions of a user were ended, or all but one.
    static let sessionsRevoked = Self("sessions.revoked")
    /// A user ended one of the own sessions.
    static let sessionRevoked = Self("session.revoked")
    /// A user was registered.
    static let userRegistered = Self("user.registered")
    /// An administrator added a user.
    static let userCreated = Self("user.created")
    /// A person was invited to become a user.
    static let userInvited = Self("user.invited")
    /// A person who was invited became a user.
    static let invitationAccepted = Self("invitation.accepted")
    /// Name, user name or address of a user were changed.
    static let userChanged = Self("user.changed")
    /// A user got another role.
    static let roleChanged = Self("user.role_changed")
    /// A user was deactivated.
    static let userDeactivated = Self("user.deactivated")
    /// A user was reactivated.
    static let userActivated = Self("user.activated")
}

extension AuditEvent.Target {
    /// A session.
    static func session(_ id: Session.ID) -> Self { Self("session", id.text) }
}

extension AuditEvent.Actor {
    /// A user who signs in.
    init(_ user: User) { self.init(id: ID(user.id), username: user.username) }
}
