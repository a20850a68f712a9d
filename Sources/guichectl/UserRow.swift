import FoundationEssentials
import Frame
import Values

/// A user as `guichectl` prints one.
struct UserRow: Encodable {
    enum CodingKeys: String, CodingKey {
        case id, username, name, email, role, password
        case isActive = "is_active"
        case awayUntil = "away_until"
        case createdAt = "created_at"
    }

    let id: String
    let username: String
    let name: String
    let email: String
    let role: String
    let isActive: Bool
    /// Only for someone who is away.
    let awayUntil: String?
    let createdAt: String
    /// Only for a new user whose password was made here.
    let password: String?

    init(_ user: User, password: String? = nil) {
        id = user.id.text
        username = user.username
        name = user.name
        email = user.email
        role = user.role.rawValue
        isActive = user.isActive
        awayUntil = user.awayUntil.map(Instant.text)
        createdAt = Instant.text(user.createdAt)
        self.password = password
    }
}

/// A session as `guichectl` prints one.
struct SessionRow: Encodable {
    enum CodingKeys: String, CodingKey {
        case id
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case userAgent = "user_agent"
    }

    let id: String
    let createdAt: String
    let expiresAt: String
    let userAgent: String?

    init(_ session: Session) {
        id = session.id.text
        createdAt = Instant.text(session.createdAt)
        expiresAt = Instant.text(session.expiresAt)
        userAgent = session.userAgent
    }
}
