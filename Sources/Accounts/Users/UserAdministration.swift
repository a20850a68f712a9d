import Crypto
package import FoundationEssentials
package import Frame
package import MariaDB
package import Passwords
package import Routing
package import Storage
import Values

/// The administration of users: creation, roles, deactivation, password resets.
package struct UserAdministration {
    /// Why it was not done.
    package enum Refusal: Error, Sendable, Equatable {
        /// Fields break their rules; each with its faults.
        case invalid(Members<[Fault]>)
        /// Another user has the name or the address: `username`, `email`.
        case inUse(Set<String>)
        /// No user has that name or address.
        case unknownUser
        /// There would be no active admin left.
        case lastAdmin
    }

    /// The fields of a new user.
    package struct NewUser {
        let username: String
        let email: String
        let name: String?
        let role: String
        let password: String

        /// A new user, not checked yet.
        package init(username: String, email: String, name: String?, role: String, password: String) {
            self.username = username
            self.email = email
            self.name = name
            self.role = role
            self.password = password
        }
    }

    private let connection: Connection
    private let policy: PasswordPolicy
    private let bcryptCost: Int
    private let store: AccountStore
    private let audit: AuditTrail
    private let now = Date()

    /// The administration of users, over a connection.
    ///
    /// - Parameter audit: the audit log; nil for the administrator's command.
    package init(_ connection: Connection, _ accounts: AccountsEnvironment, audit: AuditTrail? = nil) {
        self.connection = connection
        self.audit = audit ?? AuditTrail(connection)
        policy = accounts.policy
        bcryptCost = accounts.bcryptCost
        store = AccountStore(connection)
    }

    /// A password of 20 letters and digits that satisfies the policy, with 116 random bits.
    package static func newPassword() -> String {
        let signs = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789")
        var password: [Character] = []
        while password.count < 20 {
            // Bytes past the last whole multiple are left out, so that every sign is as likely as another.
            for byte in randomBytes(32) where Int(byte) < 256 / signs.count * signs.count && password.count < 20 {
                password.append(signs[Int(byte) % signs.count])
            }
        }
        return String(password)
    }

    /// Adds a user.
    ///
    /// - Throws: `Refusal.invalid`, `.inUse`; `DatabaseError`.
    package func add(_ new: NewUser) throws -> User {
        var faults: Members<[Fault]> = [:]
        func read<Value>(_ name: String, _ text: String, _ rule: Rule<Value>) -> Value? {
            do {
                return try rule.read(.text(text))
            } catch {
                faults[name] = [error]
                return nil
            }
        }
        let username = read("username", new.username, .username)
        let email = read("email", new.email, .email)
        let role = read("role", new.role, .role)
        let name = new.name.flatMap { read("name", $0, .line(1...200, refusing: "<>")) }
        let unfit = policy.faults(
            of: new.password, for: PasswordPolicy.Owner(username: new.username, email: new.email))
        if !unfit.isEmpty { faults["password"] = unfit }
        guard faults.isEmpty, let username, let email, let role else { throw Refusal.invalid(faults) }
        let asked = Enrolment.Asked(
            username: username, name: name, email: email, role: role.role, roleName: role.name, isActive: true)
        return try Enrolment(connection, audit).enrol(asked, .userCreated, hash: { try hash(of: new.password) })
    }

    /// The user of a name or a mail address.
    ///
    /// - Throws: `Refusal.unknownUser`; `DatabaseError`.
    package func user(named name: String) throws -> User {
        guard let credential = try store.findCredential(named: SignInName(name)) else { throw Refusal.unknownUser }
        return credential.user
    }

    /// Gives a user another role.
    ///
    /// - Throws: `Refusal.lastAdmin`; `DatabaseError`.
    package func setRole(of user: User, to role: NamedRole) throws {
        try connection.transaction {
            if role.role != .admin, try store.isLastAdmin(user.id) { throw Refusal.lastAdmin }
            guard try store.setRole(of: user.id, to: role.role, name: role.name, at: now) else { return }
            try audit.add(
                .roleChanged, of: .user(user.id),
                changes: ["role": .change(from: .string(user.role.rawValue), to: .string(role.role.rawValue))], at: now)
        }
    }

    /// Takes a user out of service and ends all the user's sessions.
    ///
    /// - Returns: whether the user was in service.
    /// - Throws: `Refusal.lastAdmin`; `DatabaseError`.
    package func deactivate(_ user: User) throws -> Bool {
        try connection.transaction {
            if try store.isLastAdmin(user.id) { throw Refusal.lastAdmin }
            try SessionStore(connection).revokeAll(of: user.id, at: now)
            guard try store.deactivate(user.id, at: now) else { return false }
            try audit.add(
                .userDeactivated, of: .user(user.id), changes: ["is_active": .change(from: true, to: false)], at: now)
            return true
        }
    }

    /// Brings a user back into service.
    ///
    /// - Returns: whether the user was out of it.
    /// - Throws: `DatabaseError`.
    package func activate(_ user: User) throws -> Bool {
        try connection.transaction {
            guard try store.activate(user.id, at: now) else { return false }
            try audit.add(
                .userActivated, of: .user(user.id), changes: ["is_active": .change(from: false, to: true)], at: now)
            return true
        }
    }

    /// Sets or ends the absence of a user.
    ///
    /// - Parameter moment: nil for someone who is back.
    /// - Throws: `DatabaseError`.
    package func setAbsence(of user: User, until moment: Date?) throws {
        var changed = user
        changed.awayUntil = moment
        guard changed != user, try !change(user, to: changed) else { return }
        try setAbsence(of: self.user(named: user.username), until: moment)
    }

    /// Ends all sessions of a user.
    ///
    /// - Returns: how many.
    /// - Throws: `DatabaseError`.
    package func revokeSessions(of user: User) throws -> Int {
        try connection.transaction {
            let count = try SessionStore(connection).revokeAll(of: user.id, at: now)
            try audit.add(.sessionsRevoked, of: .user(user.id), at: now)
            return count
        }
    }

    /// Makes of a user what is asked, all of it or nothing. A new password and the end of service end all the user's sessions; all
    /// other changes keep them.
    ///
    /// - Parameter hash: of the new password; nil to keep the old one.
    /// - Returns: false when others changed the user meanwhile, and nothing was done.
    /// - Throws: `Refusal.lastAdmin`, `.inUse`; `DatabaseError`.
    package func change(_ user: User, to changed: User, passwordHash hash: PasswordHash? = nil) throws -> Bool {
        do {
            return try connection.transaction {
                if user.isServingAdmin, !changed.isServingAdmin, try store.isLastAdmin(user.id) {
                    throw Refusal.lastAdmin
                }
                guard try store.update(user, to: changed, at: now) else { return false }
                if let hash { try store.setPasswordHash(of: user.id, to: hash, at: now) }
                if hash != nil || user.email != changed.email {
                    try PasswordTokenStore(connection).endAll(of: user.id, at: now)
                }
                if hash != nil { try LoginFailureStore(connection).forgetSignIns(of: user) }
                if hash != nil || (user.isActive && !changed.isActive) {
                    try SessionStore(connection).revokeAll(of: user.id, at: now)
                }
                try tell(user, changed, isPasswordNew: hash != nil)
                return true
            }
        } catch let error as DatabaseError {
            guard case .duplicateEntry(let key) = error.code else { throw error }
            throw Refusal.inUse([key.hasSuffix("users_email") ? "email" : "username"])
        }
    }

    /// Leaves an event for each kind of change.
    private func tell(_ user: User, _ changed: User, isPasswordNew: Bool) throws {
        if user.role != changed.role {
            let role = JSON.change(from: .string(user.role.rawValue), to: .string(changed.role.rawValue))
            try audit.add(.roleChanged, of: .user(user.id), changes: ["role": role], at: now)
        }
        if user.isActive != changed.isActive {
            try audit.add(
                changed.isActive ? .userActivated : .userDeactivated, of: .user(user.id),
                changes: ["is_active": .change(from: .boolean(user.isActive), to: .boolean(changed.isActive))], at: now)
        }
        var fields: Members<JSON> = [:]
        if user.username != changed.username { fields["username"] = .untoldChange }
        if user.name != changed.name { fields["name"] = .untoldChange }
        if user.email != changed.email { fields["email"] = .untoldChange }
        if user.awayUntil != changed.awayUntil {
            let moments = [user, changed].map { $0.awayUntil.map { JSON.string(Instant.text($0)) } ?? .null }
            fields["away_until"] = .change(from: moments[0], to: moments[1])
        }
        if user.wantsDigest != changed.wantsDigest {
            fields["digest"] = .change(from: .boolean(user.wantsDigest), to: .boolean(changed.wantsDigest))
        }
        if !fields.isEmpty { try audit.add(.userChanged, of: .user(user.id), changes: fields, at: now) }
        if isPasswordNew { try audit.add(.passwordReset, of: .user(user.id), at: now) }
    }

    /// Replaces a user's password, ends all the user's sessions and forgets failed sign-ins.
    ///
    /// - Throws: `Refusal.invalid`; `DatabaseError`.
    package func resetPassword(of user: User, to password: String) throws {
        let faults = policy.faults(of: password, for: PasswordPolicy.Owner(user))
        guard faults.isEmpty else { throw Refusal.invalid(["password": faults]) }
        let hash = try hash(of: password)
        try connection.transaction {
            try store.setPasswordHash(of: user.id, to: hash, at: now)
            try SessionStore(connection).revokeAll(of: user.id, at: now)
            try LoginFailureStore(connection).forgetSignIns(of: user)
            try PasswordTokenStore(connection).endAll(of: user.id, at: now)
            try audit.add(.passwordReset, of: .user(user.id), at: now)
        }
    }

    private func hash(of password: String) throws -> PasswordHash {
        try PasswordHash.hashing(PasswordPolicy.bytes(of: password), cost: bcryptCost)
    }
}
