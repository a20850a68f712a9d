import Crypto
import FoundationEssentials
import Frame
import MariaDB
import Passwords
import Routing
import Storage
import Values

/// Keeps a new user, under a user name of the address's making when none was asked for.
struct Enrolment {
    /// The fields of a new user; every value is valid.
    struct Asked {
        /// Nil to have one made.
        let username: String?
        /// Nil for the user name.
        let name: String?
        let email: EmailAddress
        let role: Role
        let roleName: String
        let isActive: Bool
    }

    private let connection: Connection
    private let audit: AuditTrail
    private let store: AccountStore
    private let now = Date()
    /// Attempts to generate a user name before one has to be chosen.
    private static let tries = 30

    init(_ connection: Connection, _ audit: AuditTrail) {
        self.connection = connection
        self.audit = audit
        store = AccountStore(connection)
    }

    /// Keeps a user.
    ///
    /// - Parameters:
    ///   - hash: makes the password's hash; asked once, when the names are known to be free.
    ///   - complete: runs inside the same transaction.
    /// - Throws: `UserAdministration.Refusal.inUse`; `DatabaseError`; what `hash` and `complete` throw.
    func enrol(
        _ asked: Asked, _ action: AuditEvent.Action, hash makeHash: () throws -> PasswordHash,
        complete: (User) throws -> Void = { _ in }
    ) throws -> User {
        var hash: PasswordHash?
        for attempt in 0..<Self.tries {
            let username = asked.username ?? Self.username(from: asked.email, attempt: attempt)
            let taken = try store.namesInUse(username: username, email: asked.email.text)
            let faulty = asked.username == nil ? taken.subtracting(["username"]) : taken
            guard faulty.isEmpty else { throw UserAdministration.Refusal.inUse(faulty) }
            guard taken.isEmpty else { continue }
            let made = try hash ?? makeHash()
            hash = made
            let user = User(
                id: User.ID(at: now), username: username, name: asked.name ?? username, email: asked.email.text,
                role: asked.role, roleName: asked.roleName, isActive: asked.isActive, createdAt: now)
            do {
                try connection.transaction {
                    try store.insert(user, passwordHash: made)
                    let role = JSON.change(from: .null, to: .string(user.role.rawValue))
                    try audit.add(action, of: .user(user.id), changes: ["role": role], at: now)
                    try complete(user)
                }
                return user
            } catch let error as DatabaseError {
                guard case .duplicateEntry(let key) = error.code else { throw error }
                // Another request was faster: generate another name, or refuse a chosen one.
                if key.hasSuffix("users_email") { throw UserAdministration.Refusal.inUse(["email"]) }
                if asked.username != nil { throw UserAdministration.Refusal.inUse(["username"]) }
            }
        }
        throw UserAdministration.Refusal.inUse(["username"])
    }

    /// A user name of an address's local part: invalid characters become hyphens; numbers, then random
    /// characters make it unique.
    static func username(from email: EmailAddress, attempt: Int) -> String {
        let plain = email.localPart.map { Username.isValid("xx\($0)") ? String($0) : "-" }.joined()
        var base = String(plain.prefix(40))
        if base.utf8.count < Username.length.lowerBound { base = "user-\(base)" }
        switch attempt {
        case 0: return base
        case 1..<10: return "\(base)-\(attempt + 1)"
        default: return "\(base)-\(hexEncoded(randomBytes(4)))"
        }
    }
}
