package import FoundationEssentials
package import Values

/// One sign-in: the refresh token it gave out and every access token born of that.
package struct Session: Sendable, Hashable {
    /// A session's id: the `sid` claim.
    package typealias ID = Identifier<Session>

    /// The id.
    package let id: ID
    /// The user.
    package let userID: User.ID
    /// When.
    package let createdAt: Date
    /// From when none of its tokens count.
    package let expiresAt: Date
    /// When it was ended before its time, if it was.
    package let revokedAt: Date?
    /// The `User-Agent` of the sign-in: at most 200 characters.
    package let userAgent: String?

    /// A session.
    package init(
        id: ID, userID: User.ID, createdAt: Date, expiresAt: Date, revokedAt: Date? = nil, userAgent: String? = nil
    ) {
        self.id = id
        self.userID = userID
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.userAgent = userAgent
    }
}
