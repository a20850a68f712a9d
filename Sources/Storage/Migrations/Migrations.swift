import Crypto
package import MariaDB

/// Brings a database's schema up and down, one migrator at a time.
///
/// Each migration is recorded when it begins and when it ends. A folder and a record that do not fit each other, or a
/// migration that broke off, stop everything before anything is changed. One whose first statement fails has changed nothing, and its record
/// is as before it: once the cause is gone, as a full disk is, it is run again.
package struct Migrator {
    /// Longest wait for another migrator, in seconds.
    static let waitSeconds = 600

    private let connection: Connection
    private let migrations: [Migration]
    private var store: MigrationStore { MigrationStore(connection: connection) }

    /// A migrator of the database that `connection` is on; its options want an `answerTimeout` of zero, since changing a
    /// large table takes long.
    package init(connection: Connection, migrations: [Migration]) {
        self.connection = connection
        self.migrations = migrations
    }

    /// The version of the database; 0 for an empty one.
    ///
    /// - Throws: `MigrationError` when the record does not fit the folder; `DatabaseError`.
    package func current() throws -> Int {
        try check(store.records()).count
    }

    /// Runs the migrations that are missing, through number `target` when one is given.
    ///
    /// - Parameter report: receives each migration when it is done.
    /// - Returns: the version afterwards.
    /// - Throws: `MigrationError`, `DatabaseError`.
    @discardableResult
    package func up(to target: Int? = nil, report: (Migration) -> Void = { _ in }) throws -> Int {
        try alone {
            let records = try check(store.records())
            if records.isEmpty, try store.hasUnrecordedTables() { throw MigrationError.unrecorded }
            let last = target ?? migrations.count
            guard (records.count...migrations.count).contains(last) else {
                throw MigrationError.target(last, current: records.count, last: migrations.count)
            }
            // Found out before the first of them is half done.
            if records.count < last, try !store.mayMakeTriggers() { throw MigrationError.binaryLog }
            try store.makeTable()
            for migration in migrations[records.count..<last] {
                try store.begin(migration)
                try run(migration.up, of: migration) { () throws(DatabaseError) in try store.endUndoing(migration) }
                try store.end(migration)
                report(migration)
            }
            return last
        }
    }

    /// Undoes the last migrations.
    ///
    /// - Parameters:
    ///   - count: how many, at most all.
    ///   - report: receives each migration when it is undone.
    /// - Returns: the version afterwards.
    /// - Throws: `MigrationError`, `DatabaseError`.
    @discardableResult
    package func down(_ count: Int = 1, report: (Migration) -> Void = { _ in }) throws -> Int {
        try alone {
            let records = try check(store.records())
            let undone = migrations[..<records.count].suffix(count).reversed()
            for migration in undone {
                try store.beginUndoing(migration)
                try run(migration.down, of: migration) { () throws(DatabaseError) in try store.end(migration) }
                try store.endUndoing(migration)
                report(migration)
            }
            return records.count - undone.count
        }
    }

    /// The migrations that were run on a database, in order, whatever the folder contains.
    ///
    /// - Throws: `DatabaseError`.
    package static func history(of connection: Connection) throws(DatabaseError) -> [MigrationRecord] {
        try MigrationStore(connection: connection).records()
    }

    /// Runs `body` while no other migrator works on this database.
    private func alone<T>(_ body: () throws -> T) throws -> T {
        guard let name = try store.databaseName() else { throw MigrationError.noDatabase }
        // A lock's name has 64 characters at most and is the whole server's.
        let lock = "guiche-migrate-" + hexEncoded(sha256(name)).prefix(32)
        return try connection.withLock(lock, waitSeconds: Self.waitSeconds, body)
    }

    /// Runs the statements of a migration.
    ///
    /// - Parameter forget: undoes the record that it has begun; called when the server refused its first statement. A statement of MariaDB
    ///   is done whole or not at all, but one that drops several tables; no migration has such. Source: MariaDB, "Atomic DDL".
    private func run(_ text: String, of migration: Migration, forget: () throws(DatabaseError) -> Void) throws {
        var done = 0
        do {
            try connection.executeScript(text) { done = $0 }
        } catch {
            let cause = Self.line(error)
            guard done == 0, error.code != .connectionLost else {
                throw MigrationError.failed(migration.label, cause: cause)
            }
            do {
                try forget()
            } catch {
                throw MigrationError.failed(
                    migration.label, cause: "\(cause); nor could its record be undone: \(Self.line(error))")
            }
            throw MigrationError.failed(migration.label, cause: "\(cause); nothing was changed")
        }
    }

    private static func line(_ error: DatabaseError) -> String {
        error.debugDescription.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The records, when each is finished and is its file's.
    private func check(_ records: [MigrationRecord]) throws -> [MigrationRecord] {
        for (index, record) in records.enumerated() {
            guard record.finishedAt != nil else { throw MigrationError.unfinished(record.label) }
            guard record.version == index + 1, migrations.indices.contains(index), migrations[index].name == record.name
            else { throw MigrationError.unknown(record.label) }
            guard migrations[index].checksum == record.checksum else { throw MigrationError.changed(record.label) }
        }
        return records
    }
}

/// The schema that this release is built for.
package enum SchemaVersion {
    /// The number of the last migration.
    package static let required = 53

    /// The number of the last migration that a database has run to its end; 0 for an empty one.
    ///
    /// - Throws: `DatabaseError`.
    package static func current(_ connection: Connection) throws(DatabaseError) -> Int {
        version(of: try MigrationStore(connection: connection).records().filter { $0.finishedAt != nil })
    }

    private static func version(of records: [MigrationRecord]) -> Int { records.last?.version ?? 0 }

    /// Refuses to serve on another schema.
    ///
    /// - Throws: `MigrationError.older`, `.newer` or `.unfinished`; `DatabaseError`.
    package static func check(_ connection: Connection) throws {
        let records = try MigrationStore(connection: connection).records()
        for record in records where record.finishedAt == nil { throw MigrationError.unfinished(record.label) }
        let current = version(of: records)
        if current < required { throw MigrationError.older(current: current, required: required) }
        if current > required { throw MigrationError.newer(current: current, required: required) }
    }
}
