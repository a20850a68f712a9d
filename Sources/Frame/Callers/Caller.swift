/// The user who sends a request, known by an access token whose session and user count.
package struct Caller: Sendable, Hashable {
    /// The user's id.
    package let id: User.ID
    /// The user's name to sign in by.
    package let username: String
    /// The user's present role, whatever the token says.
    package let role: Role
    /// The session that the token was born of.
    package let session: Session.ID

    /// A caller.
    package init(id: User.ID, username: String, role: Role, session: Session.ID) {
        self.id = id
        self.username = username
        self.role = role
        self.session = session
    }

    /// Whether the caller may do something.
    package func holds(_ permission: Permission) -> Bool {
        role.permissions.contains(permission)
    }
}
