import Crypto
package import MariaDB
import Posix

/// The checks of whether leads can be accepted.
package enum HealthProbe {
    /// Room that a database on this host must have to be well: its files grow by 4 MiB at a time.
    private static let databaseBytes = 8_388_608
    /// Room beside the largest file.
    private static let spareBytes = 262_144

    /// Passes when the database accepts writes and has room for more.
    ///
    /// - Throws: `DatabaseError`; `Shortage`.
    package static func database(_ connection: Connection) throws {
        try connection.checkServing()
        // The folder of a server in a container or of another owner may be out of sight.
        guard let folder = try connection.localDataFolder(), let free = try? Folder.freeBytes(of: folder) else {
            return
        }
        guard free >= databaseBytes else { throw Shortage(place: folder, freeBytes: free) }
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

    /// Passes when the upload folder has room for a file of the largest size.
    ///
    /// - Throws: `PosixError`; `Shortage`.
    package static func files(_ settings: Settings) throws {
        let free = try Folder.freeBytes(of: settings.uploadFolder)
        guard free >= settings.largestFileBytes + spareBytes else {
            throw Shortage(place: settings.uploadFolder, freeBytes: free)
        }
        // Files are in folders below, which an empty mount point lacks.
        try Folder.checkWritable("\(settings.uploadFolder)/\(hexEncoded(randomBytes(1)))")
    }

    /// A file system that is full, or nearly so.
    package struct Shortage: Error, CustomStringConvertible {
        let place: String
        let freeBytes: Int

        /// Where, and how much is left.
        package var description: String { "only \(freeBytes) bytes are free in \(place)" }
    }
}
