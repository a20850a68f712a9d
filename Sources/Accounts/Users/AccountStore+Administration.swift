package import FoundationEssentials
package import Frame
package import MariaDB
import Storage
package import Values

/// Which users a list shows.
package struct UserFilter: Sendable, Equatable {
    package var role: Role?
    package var isActive: Bool?
    /// Occurs in the user name, the name or the address; case, accents, apostrophes and hyphens aside.
    package var search: String?

    /// All users.
    package init() {}
}

extension AccountStore {
    /// One page of the users that a filter lets through, by user name, and how many there are in all.
    package func page(_ page: Page, of filter: UserFilter) throws(DatabaseError) -> (users: [User], total: Int) {
        let total = try connection.fetchValue("SELECT COUNT(*) FROM users \(filter.condition)", as: Int.self) ?? 0
        let users: [User] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM users
            \(filter.condition)
            ORDER BY username_key
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (users, total)
    }

    /// Changes all of a user but the password, unless others changed the user meanwhile; whether it was done.
    ///
    /// - Throws: `DatabaseError.Code.duplicateEntry` when another has the user name or the address.
    package func update(_ user: User, to changed: User, at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE users
            SET username = \(changed.username), name = \(changed.name), email = \(changed.email),
              role = \(changed.role), role_name = \(changed.roleName), is_active = \(changed.isActive),
              away_until = \(changed.awayUntil), digest = \(changed.wantsDigest),
              version = version + 1, updated_at = \(now)
            WHERE id = \(user.id)
              AND username = \(user.username)
              AND name = \(user.name)
              AND email = \(user.email)
              AND role = \(user.role)
              AND role_name = \(user.roleName)
              AND is_active = \(user.isActive)
              AND away_until <=> \(user.awayUntil)
              AND digest = \(user.wantsDigest)
            """) > 0
    }

    /// The active administrators, by user name; 100 at most.
    package func activeAdmins() throws(DatabaseError) -> [User] {
        try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM users
            WHERE role = 'admin'
              AND is_active = TRUE
            ORDER BY username_key
            LIMIT 100
            """)
    }

    /// Brings a user back into service; whether the user was out of it.
    package func activate(_ id: User.ID, at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE users
            SET is_active = TRUE, version = version + 1, updated_at = \(now)
            WHERE id = \(id)
              AND is_active = FALSE
            """) > 0
    }
}

extension UserFilter {
    fileprivate var condition: SQL {
        var conditions: [SQL] = []
        if let role { conditions.append("role = \(role)") }
        if let isActive { conditions.append("is_active = \(isActive)") }
        if let search { conditions.append(.mention(of: search, in: "CONCAT_WS(' ', username, name, email)")) }
        return conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    }
}
