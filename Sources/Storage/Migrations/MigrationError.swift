/// Why the migrations do not run, or a program does not serve; each in one line that says what to do.
package enum MigrationError: Error, Equatable {
    /// A file is not named `NNNN_name.up.sql` or `NNNN_name.down.sql`.
    case misnamed(String)
    /// Two migrations have the same number.
    case repeated(Int)
    /// A number before the last has no migration.
    case missing(Int)
    /// One of the two files of a migration is not there.
    case halved(String)
    /// A file is larger than 1 MiB or not UTF-8.
    case unreadable(String)
    /// The folder has no migrations.
    case none(String)
    /// A name for a new migration has other characters than it may.
    case name(String)
    /// A version to go up to does not exist or is passed already.
    case target(Int, current: Int, last: Int)
    /// A migration was run from another text than its file has now.
    case changed(String)
    /// The database has a migration that the folder has not.
    case unknown(String)
    /// A migration began and did not come to its end.
    case unfinished(String)
    /// The database has tables, and no migration is recorded.
    case unrecorded
    /// No database is selected.
    case noDatabase
    /// The server keeps a binary log, and lets only administrators make triggers.
    case binaryLog
    /// A migration failed; what it did before stays done.
    case failed(String, cause: String)
    /// The database has an older version than the program.
    case older(current: Int, required: Int)
    /// The database is ahead of the program.
    case newer(current: Int, required: Int)
}

extension MigrationError: CustomStringConvertible {
    /// The problem and its remedy, in one line.
    package var description: String {
        switch self {
        case .misnamed(let file):
            "\(file) must be named NNNN_name.up.sql or NNNN_name.down.sql, with [a-z0-9_] in the name"
        case .repeated(let version): "two migrations have the number \(version)"
        case .missing(let version): "there is no migration number \(version), but later ones"
        case .halved(let file): "\(file) is missing: a migration has an up and a down file"
        case .unreadable(let path): "\(path) is larger than 1 MiB or not UTF-8"
        case .none(let folder): "\(folder) has no migrations"
        case .name(let name): "a migration's name is 1 to 100 of [a-z0-9_], not \(name.debugDescription)"
        case .target(let target, let current, let last):
            "cannot go up to \(target): the database is at \(current), the last migration is \(last)"
        case .changed(let label):
            "\(label).up.sql was changed after it was run: restore it, and put the change into a new migration"
        case .unknown(let label):
            "the database has run \(label), which is not in the folder: use the newer release's folder"
        case .unfinished(let label):
            "\(label) broke off: undo or complete it by hand, then delete its row from schema_migrations or set its finished_at"
        case .unrecorded:
            "the database has tables but no recorded migration, as when schema.sql was loaded: begin with an empty database"
        case .noDatabase: "the address of the database names no database"
        case .binaryLog:
            "nothing was changed: the server keeps a binary log and refuses triggers of this database user. Its administrator sets log_bin_trust_function_creators = 1, or grants the user SUPER"
        case .failed(let label, let cause): "\(label) failed: \(cause)"
        case .older(let current, let required):
            "the database's schema is at version \(current), this program needs \(required): run guichectl migrate up"
        case .newer(let current, let required):
            "the database's schema is at version \(current), this program knows \(required): install the newer release"
        }
    }
}
