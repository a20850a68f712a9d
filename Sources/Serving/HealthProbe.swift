package import Environment
package import MariaDB
import Posix
package import Storage

/// The checks of whether leads can be accepted.
package enum HealthProbe {
    /// Room that a database on this host must have to be well: its files grow by 4 MiB at a time.
    private static let databaseBytes = 8_388_608
    /// Room beside the largest file.
    private static let spareBytes = 262_144

    /// Passes when the database accepts writes and has room for more.
    ///
    /// - Throws: `DatabaseError`; `RoomShortage`.
    package static func database(_ connection: Connection) throws {
        try connection.checkServing()
        // The folder of a server in a container or of another owner may be out of sight.
        guard let folder = try connection.localDataFolder(), let free = try? Folder.freeBytes(of: folder) else {
            return
        }
        guard free >= databaseBytes else { throw RoomShortage(place: folder, freeBytes: free) }
    }

    /// Passes when the schema is the one of this build; a database that is away fails its own check.
    ///
    /// - Throws: `MigrationError`; `DatabaseError` when the table of migrations cannot be read.
    package static func schema(_ connection: Connection) throws {
        do {
            try SchemaVersion.check(connection)
        } catch let error as DatabaseError where [.unreachable, .connectionLost, .notServing].contains(error.code) {
            return
        }
    }

    /// Passes when a store takes a file of the largest size.
    ///
    /// - Throws: what the store throws.
    package static func files(_ store: any FileStore, _ settings: Settings) throws {
        try store.check(roomFor: settings.largestFileBytes + spareBytes)
    }
}
