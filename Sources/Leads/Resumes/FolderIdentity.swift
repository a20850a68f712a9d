package import MariaDB
package import Platform
import Posix

/// Which database an upload folder belongs to: the file `.instance` in it holds the id that the database carries, too.
///
/// A folder of another database, or a database that was put in place of another, is detected by it before anything is removed.
package struct FolderIdentity {
    private static let name = ".instance"

    private let folder: ResumeFolder

    /// The identity of a folder.
    package init(of folder: ResumeFolder) {
        self.folder = folder
    }

    /// The id that the folder carries; nil when it carries none yet.
    ///
    /// - Throws: `PosixError`; `FolderFault.unreadableMark` for a file that holds no id.
    package func id() throws -> InstanceStore.ID? {
        guard Folder.holds(folder.file(Self.name)) else { return nil }
        let bytes = try FileHandle.open(reading: folder.file(Self.name)).bytes(at: 0, count: 64)
        let text = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
        guard let id = InstanceStore.ID(text) else { throw FolderFault.unreadableMark }
        return id
    }

    /// Passes when the folder belongs to a database, or to none yet.
    ///
    /// - Throws: `FolderFault`, `PosixError`, `DatabaseError`.
    package func check(_ connection: Connection) throws {
        guard let database = try InstanceStore(connection).id() else { throw FolderFault.databaseWithoutID }
        let mark = try id()
        guard mark == nil || mark == database else { throw FolderFault.ofAnotherDatabase }
    }

    /// Gives the folder to a database.
    ///
    /// - Throws: `FolderFault.databaseWithoutID`, `PosixError`, `DatabaseError`.
    package func adopt(by connection: Connection) throws {
        guard let id = try InstanceStore(connection).id() else { throw FolderFault.databaseWithoutID }
        try Folder.makeAll(folder.path)
        let part = folder.file("\(Self.name).new")
        try Folder.remove(part)
        let file = try FileHandle.create(part)
        try file.write(Array("\(id.text)\n".utf8).span)
        try file.synchronize()
        try Folder.move(part, to: folder.file(Self.name))
        try Folder.synchronize(folder.path)
    }
}

/// Why nothing of an upload folder is removed.
package enum FolderFault: Error, Equatable, CustomStringConvertible {
    /// The folder carries another id than the database.
    case ofAnotherDatabase
    /// The folder carries no id, and the database names none of its files.
    case unknown(files: Int)
    /// The file with the id cannot be read.
    case unreadableMark
    /// The database carries no id.
    case databaseWithoutID
    /// No row names more files than a crash leaves.
    case tooManyOrphans(orphans: Int, files: Int)

    package var description: String {
        switch self {
        case .ofAnotherDatabase:
            "the upload folder belongs to another database (check DATABASE_URL and UPLOAD_DIR; "
                + "'guichectl files adopt' gives the folder to this one)"
        case .unknown(let files):
            "no row of this database names any of the \(files) files of the upload folder (check DATABASE_URL and "
                + "UPLOAD_DIR; 'guichectl files adopt' gives the folder to this database)"
        case .unreadableMark:
            "the file .instance of the upload folder holds no id ('guichectl files adopt' writes it again)"
        case .databaseWithoutID: "the database carries no id (run 'guichectl migrate up')"
        case .tooManyOrphans(let orphans, let files):
            "\(orphans) of \(files) files have no row, more than a crash leaves (look into it; "
                + "'guichectl sweep --even-many' moves them to the trash)"
        }
    }
}
