import Crypto

/// The SQL that makes the database users of the parts and gives them what `Grants` says.
package struct GrantScript {
    private let userPrefix: String
    private let host: String
    private let database: String
    private let tables: [Grants.Table]

    /// A script for a database; nil when a name has characters that SQL could read as its own, or is too long.
    ///
    /// - Parameters:
    ///   - userPrefix: before the name of the part; 40 letters, digits and `_` at most.
    ///   - host: where the users come from, as in an account's name; `%` matches any part.
    ///   - database: letters, digits and `_`, 64 at most.
    ///   - tables: every table, with its rights.
    package init?(userPrefix: String, host: String, database: String, tables: [Grants.Table]) {
        func isPlain(_ text: String, _ limit: ClosedRange<Int>, also: String = "_") -> Bool {
            limit.contains(text.utf8.count)
                && text.unicodeScalars.allSatisfy { scalar in
                    switch scalar {
                    case "a"..."z", "A"..."Z", "0"..."9": true
                    default: also.unicodeScalars.contains(scalar)
                    }
                }
        }
        guard isPlain(userPrefix, 0...40), isPlain(host, 1...200, also: "_.:%/-"), isPlain(database, 1...64) else {
            return nil
        }
        self.userPrefix = userPrefix
        self.host = host
        self.database = database
        self.tables = tables
    }

    /// The name of a part's user.
    package func account(of part: Grants.Part) -> String { "'\(userPrefix)\(part.name)'@'\(host)'" }

    /// One statement a line: the user, unless it is there already, and its rights instead of those of an earlier release.
    ///
    /// - Parameters:
    ///   - program: the command line of the part.
    ///   - password: the new user's; nil for one who is there.
    package func statements(for part: Grants.Part, of program: String, password: String?) -> [String] {
        let account = account(of: part)
        var lines = ["-- \(program)"]
        if let password { lines.append("CREATE USER IF NOT EXISTS \(account) IDENTIFIED BY '\(password)';") }
        guard part != .admin else {
            // A right of a whole database takes "_" for any character.
            let pattern = database.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "\\_")
            return lines + ["GRANT ALL PRIVILEGES ON `\(pattern)`.* TO \(account);"]
        }
        lines.append("REVOKE ALL PRIVILEGES, GRANT OPTION FROM \(account);")
        for table in tables {
            guard let rights = table.rights(of: part) else { continue }
            lines.append("GRANT \(rights) ON `\(database)`.`\(table.name)` TO \(account);")
        }
        return lines
    }

    /// An unguessable password, of characters that are special neither in SQL nor in a URL.
    package static func password() -> String { hexEncoded(randomBytes(24)) }
}
