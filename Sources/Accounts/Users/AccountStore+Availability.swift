package import Frame
package import MariaDB

extension AccountStore {
    /// The users of some ids.
    package func find(_ ids: [User.ID]) throws(DatabaseError) -> [User.ID: User] { try find(ids, "") }

    /// The users of some ids, who change only after the end of the transaction.
    package func hold(_ ids: [User.ID]) throws(DatabaseError) -> [User.ID: User] {
        try find(ids, "LOCK IN SHARE MODE")
    }

    private func find(_ ids: [User.ID], _ lock: SQL) throws(DatabaseError) -> [User.ID: User] {
        var found: [User.ID: User] = [:]
        for part in ids.sorted().statementSized {
            let users: [User] = try connection.fetchAll(
                """
                SELECT \(Self.columns)
                FROM users
                WHERE id IN (\(list: Array(part)))
                ORDER BY id
                \(lock)
                """)
            for user in users { found[user.id] = user }
        }
        return found
    }

    /// Who is notified of what managers have to decide: the active managers; where there are none, the active administrators. By user
    /// name; 100 at most.
    package func notifiedManagers() throws(DatabaseError) -> [User] {
        let managers: [User] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM users
            WHERE role = 'manager'
              AND is_active = TRUE
            ORDER BY username_key
            LIMIT 100
            """)
        return managers.isEmpty ? try activeAdmins() : managers
    }
}
