package import FoundationEssentials
package import MariaDB

/// The row of one migration in `schema_migrations`.
package struct MigrationRecord: Sendable, Equatable, RowDecodable {
    /// The migration's number.
    package let version: Int
    /// The migration's name.
    package let name: String
    /// SHA-256 of the up file it was run from, in hex.
    package let checksum: String
    /// When it began.
    package let startedAt: Date
    /// When it ended; nil while it runs, and for one that broke off.
    package let finishedAt: Date?

    /// Reads a row of `schema_migrations`.
    package init(row: borrowing Row) throws(DatabaseError) {
        version = try row["version"]
        name = try row["name"]
        checksum = try row["checksum"]
        startedAt = try row["started_at"]
        finishedAt = try row["finished_at"]
    }

    /// The first part of its files' names, `0001_accounts`.
    package var label: String { Migration.label(version, name) }
}
