package import MariaDB
import Values

/// Which database a store belongs to: its mark is the id that the database carries, too.
///
/// A store of another database, or a database that was put in place of another, is detected by it before anything is removed.
package struct FileStoreIdentity {
    private let store: any FileStore

    /// The identity of a store.
    package init(of store: any FileStore) {
        self.store = store
    }

    /// The id that the store carries; nil when it carries none yet.
    ///
    /// - Throws: what the store throws; `FileStoreFault.unreadableMark` for a mark that is no id.
    package func id() throws -> InstanceStore.ID? {
        guard let mark = try store.mark() else { return nil }
        guard let id = InstanceStore.ID(mark) else { throw FileStoreFault.unreadableMark }
        return id
    }

    /// Passes when the store belongs to a database, or to none yet.
    ///
    /// - Throws: `FileStoreFault`, `DatabaseError`, what the store throws.
    package func check(_ connection: Connection) throws {
        guard let database = try InstanceStore(connection).id() else { throw FileStoreFault.databaseWithoutID }
        let mark = try id()
        guard mark == nil || mark == database else { throw FileStoreFault.ofAnotherDatabase }
    }

    /// Gives the store to a database.
    ///
    /// - Throws: `FileStoreFault.databaseWithoutID`, `DatabaseError`, what the store throws.
    package func adopt(by connection: Connection) throws {
        guard let id = try InstanceStore(connection).id() else { throw FileStoreFault.databaseWithoutID }
        try store.setMark(id.text)
    }
}

/// Why nothing of a store is removed.
package enum FileStoreFault: Error, Equatable, CustomStringConvertible {
    /// The store carries another id than the database.
    case ofAnotherDatabase
    /// The store carries no id, and the database names none of its files.
    case unknown(files: Int)
    /// The mark is no id.
    case unreadableMark
    /// The database carries no id.
    case databaseWithoutID
    /// No row names more files than a crash leaves.
    case tooManyOrphans(orphans: Int, files: Int)

    package var description: String {
        switch self {
        case .ofAnotherDatabase:
            "the file store belongs to another database (check DATABASE_URL, FILE_STORE and UPLOAD_DIR; "
                + "'guichectl files adopt' gives the store to this one)"
        case .unknown(let files):
            "no row of this database names any of the \(files) files of the file store (check DATABASE_URL, FILE_STORE "
                + "and UPLOAD_DIR; 'guichectl files adopt' gives the store to this database)"
        case .unreadableMark:
            "the mark .instance of the file store holds no id ('guichectl files adopt' writes it again)"
        case .databaseWithoutID: "the database carries no id (run 'guichectl migrate up')"
        case .tooManyOrphans(let orphans, let files):
            "\(orphans) of \(files) files have no row, more than a crash leaves (look into it; "
                + "'guichectl sweep --even-many' moves them to the trash)"
        }
    }
}
