package import FoundationEssentials
package import Frame
package import MariaDB
package import Passwords
package import Values

/// Users in the database.
package struct AccountStore {
    let connection: Connection

    /// The users, over a connection.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The columns of a user that a row of `User` is made of.
    static let columns: SQL = "id, username, name, email, role, role_name, is_active, away_until, digest, created_at"

    /// The user of an id.
    package func find(_ id: User.ID) throws(DatabaseError) -> User? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM users
            WHERE id = \(id)
            """)
    }

    /// The user whom a user name or a mail address names, ignoring case, with the stored hash.
    package func findCredential(named name: SignInName) throws(DatabaseError) -> Credential? {
        let condition: SQL
        switch name {
        case .username(let username): condition = "username_key = \(username)"
        case .email(let email): condition = "email = \(email)"
        case .nobody: return nil
        }
        return try connection.fetchFirst(
            """
            SELECT \(Self.columns), password_hash
            FROM users
            WHERE \(condition)
            """)
    }

    /// The stored hash of a user's password; nil when there is no such user, or no hash of a sound version.
    package func passwordHash(of id: User.ID) throws(DatabaseError) -> PasswordHash? {
        let text = try connection.fetchValue("SELECT password_hash FROM users WHERE id = \(id)", as: String.self)
        return text.flatMap { PasswordHash(text: $0) }
    }

    /// The highest cost of the stored hashes; nil when there are none.
    package func highestPasswordCost() throws(DatabaseError) -> Int? {
        try connection.fetchValue(
            "SELECT MAX(CAST(SUBSTRING(password_hash, 5, 2) AS INT)) FROM users", as: Int?.self) ?? nil
    }

    /// Which of a new user's names another has already, `username` and `email`, ignoring case.
    package func namesInUse(username: String, email: String) throws(DatabaseError) -> Set<String> {
        let isUsernameTaken = try connection.fetchValue(
            "SELECT 1 FROM users WHERE username_key = \(username.lowercased())", as: Int.self)
        let isEmailTaken = try connection.fetchValue("SELECT 1 FROM users WHERE email = \(email)", as: Int.self)
        var taken: Set<String> = []
        if isUsernameTaken != nil { taken.insert("username") }
        if isEmailTaken != nil { taken.insert("email") }
        return taken
    }

    /// Whether a user has an address.
    package func isInUse(_ email: EmailAddress) throws(DatabaseError) -> Bool {
        try connection.fetchValue("SELECT 1 FROM users WHERE email = \(email.text)", as: Int.self) != nil
    }

    /// Keeps a new user.
    ///
    /// - Throws: `DatabaseError.Code.duplicateEntry` when another has the user name or the address.
    package func insert(_ user: User, passwordHash: PasswordHash) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO users
              (id, username, name, email, password_hash, role, role_name, is_active, created_at, updated_at)
            VALUES
              (\(user.id), \(user.username), \(user.name), \(user.email), \(passwordHash.text), \(user.role),
               \(user.roleName), \(user.isActive), \(user.createdAt), \(user.createdAt))
            """)
    }

    /// Replaces a user's password hash; when `replaced` is given, only if it is still the stored one.
    ///
    /// - Returns: whether it was replaced.
    @discardableResult
    package func setPasswordHash(
        of id: User.ID, to hash: PasswordHash, replacing replaced: PasswordHash? = nil, at now: Date
    ) throws(DatabaseError) -> Bool {
        var update: SQL =
            """
            UPDATE users
            SET password_hash = \(hash.text), version = version + 1, updated_at = \(now)
            WHERE id = \(id)
            """
        if let replaced { update += " AND password_hash = \(replaced.text)" }
        return try connection.execute(update) > 0
    }

    /// Gives a user another role; whether it was another.
    package func setRole(of id: User.ID, to role: Role, name: String, at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE users
            SET role = \(role), role_name = \(name), version = version + 1, updated_at = \(now)
            WHERE id = \(id)
              AND (role <> \(role) OR role_name <> \(name))
            """) > 0
    }

    /// Takes a user out of service; whether the user was in it.
    package func deactivate(_ id: User.ID, at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE users
            SET is_active = FALSE, version = version + 1, updated_at = \(now)
            WHERE id = \(id)
              AND is_active = TRUE
            """) > 0
    }

    /// Whether a user is the only active admin. Inside a transaction: it stays so until its end.
    package func isLastAdmin(_ id: User.ID) throws(DatabaseError) -> Bool {
        let admins = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM users
            WHERE role = 'admin'
              AND is_active = TRUE
            ORDER BY id
            LIMIT 2
            FOR UPDATE
            """, as: User.self)
        return admins.map(\.id) == [id]
    }

    /// The most people that are listed.
    private static let people = 10_000

    /// Everyone who has an account, active or not, by name; the first 10,000.
    package func people() throws(DatabaseError) -> [Person] {
        try connection.fetchAll(
            """
            SELECT id, COALESCE(NULLIF(name, ''), username) AS name, is_active
            FROM users
            ORDER BY name, id
            LIMIT \(Self.people)
            """)
    }

    /// Those of some ids who have an account.
    package func people(_ ids: [User.ID]) throws(DatabaseError) -> [Person] {
        guard !ids.isEmpty else { return [] }
        return try connection.fetchAll(
            """
            SELECT id, COALESCE(NULLIF(name, ''), username) AS name, is_active
            FROM users
            WHERE id IN (\(list: ids))
            """)
    }

    /// Users by the name they sign in with, after the one of a name; at most `limit`.
    package func list(after username: String, limit: Int) throws(DatabaseError) -> [User] {
        try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM users
            WHERE username_key > \(username.lowercased())
            ORDER BY username_key
            LIMIT \(limit)
            """)
    }
}

/// A user with the stored hash of the password.
package struct Credential: RowDecodable {
    /// The user.
    package let user: User
    /// The hash; nil when the stored text is of no sound version.
    package let passwordHash: PasswordHash?

    /// A row of `users`.
    package init(row: borrowing Row) throws(DatabaseError) {
        user = try User(row: row)
        let text: String = try row["password_hash"]
        passwordHash = PasswordHash(text: text)
    }
}

extension User: RowDecodable {
    /// A row of `users`.
    package init(row: borrowing Row) throws(DatabaseError) {
        self.init(
            id: try row["id"], username: try row["username"], name: try row["name"], email: try row["email"],
            role: try row["role"], roleName: try row["role_name"], isActive: try row["is_active"],
            awayUntil: try row["away_until"], wantsDigest: try row["digest"],
            createdAt: try row["created_at"])
    }
}
