import Crypto
package import FoundationEssentials
package import HTTP
package import Values

/// A person who may sign in.
///
/// Source: SPEC section 4.
package struct User: Sendable, Hashable {
    /// A user's id.
    package typealias ID = Identifier<User>

    /// The id.
    package let id: ID
    /// The name to sign in by: 3 to 50 of `[A-Za-z0-9_-]`, unique ignoring case.
    package var username: String
    /// The name for people.
    package var name: String
    /// The mail address, in lower case, unique.
    package var email: String
    /// The user's role.
    package var role: Role
    /// The name that the role was asked for by.
    package var roleName: String
    /// Whether the user may sign in and tokens count.
    package var isActive: Bool
    /// Until when no lead is handed out to the user, to the second; nil for someone who is not away.
    package var awayUntil: Date?
    /// Whether the user is mailed on working days what is due.
    package var wantsDigest: Bool
    /// When the user was registered.
    package var createdAt: Date

    /// A user.
    package init(
        id: ID, username: String, name: String, email: String, role: Role, roleName: String, isActive: Bool,
        awayUntil: Date? = nil, wantsDigest: Bool = false, createdAt: Date
    ) {
        self.id = id
        self.username = username
        self.name = name
        self.email = email
        self.role = role
        self.roleName = roleName
        self.isActive = isActive
        self.awayUntil = awayUntil
        self.wantsDigest = wantsDigest
        self.createdAt = createdAt
    }

    /// Whether the user administers, and is in service.
    package var isServingAdmin: Bool { role == .admin && isActive }

    /// How people call the user: by the name, or by the user name where there is none.
    package var shownName: String { name.isEmpty ? username : name }

    /// Names what is shown of the user: a digest of it.
    package var eTag: EntityTag {
        let shown = [
            id.text, username, name, email, role.rawValue, roleName, String(isActive),
            awayUntil.map(Instant.text) ?? "", String(wantsDigest),
        ]
        return EntityTag(String(hexEncoded(sha256(shown.joined(separator: "\n"))).prefix(32)))
    }
}
