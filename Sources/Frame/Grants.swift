/// The rights of each part of the service on each table, when each has a database user of its own.
///
/// Counters that triggers keep need no right to write: a trigger works with the rights of the administrator who migrated. Rows that go
/// with their owner (`ON DELETE CASCADE`) need none either.
package enum Grants {
    /// A part of the service with a database user of its own: a pool under its name, or one of those below.
    package struct Part: Hashable, Sendable, ExpressibleByStringLiteral {
        /// Its name, also that of its user after the prefix.
        package let name: String

        /// What follows from requests: `guiche-worker`.
        package static let worker: Part = "worker"
        /// Migrations and `guichectl`: everything.
        package static let admin: Part = "admin"

        /// A part.
        package init(_ name: String) { self.name = name }

        /// A part.
        package init(stringLiteral name: String) { self.name = name }

        /// Whether it is a pool.
        package var isPool: Bool { self != .worker && self != .admin }
    }

    /// A table, and the rights of the parts that need any.
    package struct Table: Sendable {
        /// Its name.
        package let name: String
        /// The rights of the parts that it names, as `GRANT` takes them.
        package let rights: [Part: String]
        private let poolRights: String?

        /// A table.
        ///
        /// - Parameter poolRights: the rights of each pool that `rights` does not name; nil for none.
        package init(_ name: String, eachPool poolRights: String? = nil, _ rights: [Part: String]) {
            self.name = name
            self.rights = rights
            self.poolRights = poolRights
        }

        /// The rights of a part; nil for none.
        package func rights(of part: Part) -> String? { rights[part] ?? (part.isPool ? poolRights : nil) }
    }

    /// The rights of the part that keeps the rows of a table.
    package static let record = "SELECT, INSERT, UPDATE, DELETE"
    /// The columns that a sweep reads to find what has expired.
    package static let sweeper = "SELECT (digest, expires_at), DELETE"
}
