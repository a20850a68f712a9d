import Environment
import Leads
import MariaDB
import Posix
import Storage

/// `guichectl files`: compares the store of uploaded files with the database, and undoes what was moved to the trash.
func files(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    reporting("files", usage: FilesCommand.usage) {
        let arguments = try Arguments(
            words, valued: ["--folder", "--keep", "--to", "--from"], flags: ["--named", "--all"])
        guard let verb = arguments.words.first, !arguments.has("--help") else {
            if !arguments.has("--help") { throw Arguments.UsageError(description: "missing command") }
            StandardStream.output.write(FilesCommand.usage)
            return 0
        }
        let settings = try settings()
        if verb == "move" { return try FilesMoveCommand(arguments, settings).run() }
        let store = arguments["--folder"].map { FolderStore($0) as any FileStore } ?? settings.makeFileStore()
        let command = FilesCommand(arguments, store, Connection(settings.database))
        switch verb {
        case "verify": return try command.verify()
        case "trash": try command.trash()
        case "restore": return try command.restore()
        case "erase": try command.erase()
        case "copy": return try command.copy()
        case "adopt": try command.adopt()
        case "replace": try command.replace()
        case "put-back": try command.putBack()
        default: throw Arguments.UsageError(description: "unexpected command \(verb)")
        }
        return 0
    }
}

private struct FilesCommand {
    static let usage = """
        usage: guichectl files verify | trash | restore | erase | copy | adopt | move | replace | put-back
          verify                          compare each row that names a file with the file: size and SHA-256
          trash                           list what was moved to the trash in the last \(FileTrash.keptDays) days: day and path
          restore --named | --all | PATH…  move files back from the trash: those that rows name and lack, all, or some
          erase PATH…                     remove files for good, from the trash, too; not one that a row names
          copy FOLDER                     copy the files whose paths are on standard input, one a line, to a folder, from the trash
                                          if need be; list the missing ones
          adopt                           give the file store to this database, so that it may be swept
          move --to STORE [--from STORE]   copy what the store in force (or another) has to STORE (or to the one in force), the trash,
                                          too, while all serves: folder:/PATH or s3:https://ENDPOINT/BUCKET/PREFIX. Names each file
                                          that is not there whole; copies on when run again; removes nothing from the first store.
                                          To switch: move, set FILE_STORE, then move --from OLD --to NEW for what came meanwhile
          replace FOLDER --keep NAME      put the files of a folder, as copy made it, in place of all; prints where what was there is
                                          kept under that name
          put-back --keep NAME            put what replace kept under that name in its place again, and remove what has it
          --folder FOLDER                 work with the files of a folder, as copy made it, instead of the stored ones
        Exit status: 0 done, 1 failed or something is missing, 2 wrong command line.

        """

    private let arguments: Arguments
    private let store: any FileStore
    private let connection: Connection

    init(_ arguments: Arguments, _ store: any FileStore, _ connection: Connection) {
        self.arguments = arguments
        self.store = store
        self.connection = connection
    }

    func verify() throws -> Int32 {
        let (rows, good) = try ResumeVerification(store, connection).run { path, finding in
            print(finding == .missing ? "missing \(path)" : "differs \(path)")
        }
        print("\(good) of \(rows) files are whole")
        return rows == good ? 0 : 1
    }

    func trash() throws {
        try store.forEachInTrash { day, path in print("\(day) \(path)") }
    }

    func restore() throws -> Int32 {
        if arguments.has("--named") {
            var count = 0
            try ResumeVerification(store, connection).restoreNamed { path in
                count += 1
                print("restored \(path)")
            }
            if count > 0 { try record(.fileRestored) }
            return 0
        }
        if arguments.has("--all") {
            var count = 0
            while case let paths = try store.firstInTrash(1_000), !paths.isEmpty {
                for path in paths where try store.restore(path) {
                    count += 1
                    print("restored \(path)")
                }
            }
            if count > 0 { try record(.fileRestored) }
            return 0
        }
        var status: Int32 = 0
        for path in try paths() {
            let isRestored = try store.restore(path)
            if isRestored { try record(.fileRestored, path) }
            print(isRestored ? "restored \(path)" : "not in the trash: \(path)")
            if !isRestored { status = 1 }
        }
        return status
    }

    func erase() throws {
        let paths = try paths()
        let known = try LeadStore(connection).known(paths)
        if let path = known.first {
            throw Arguments.UsageError(description: "a row names \(path): remove the lead first")
        }
        for path in paths {
            try store.erase(path)
            try record(.fileErased, path)
            print("erased \(path)")
        }
    }

    /// Leaves an audit event of what was done to a stored file, or to many; a folder of a copy has no audit.
    private func record(_ action: AuditEvent.Action, _ path: String? = nil) throws {
        guard arguments["--folder"] == nil else { return }
        try AuditTrail(connection).add(action, of: path.map { AuditEvent.Target("file", $0) })
    }

    func copy() throws -> Int32 {
        guard arguments.words.count == 2 else { throw Arguments.UsageError(description: "expected one folder") }
        let folder = arguments.words[1]
        try Folder.makeAll(folder)
        var status: Int32 = 0
        try StandardStream.input.forEachLine(atMostBytes: 255) { path in
            guard StoredPath.isPath(path) else {
                throw Arguments.UsageError(description: "standard input: expected paths of files")
            }
            try Folder.make("\(folder)/\(path.prefix(2))")
            if try !store.copy(path, to: "\(folder)/\(path)") {
                print("missing \(path)")
                status = 1
            }
        }
        return status
    }

    func adopt() throws {
        try FileStoreIdentity(of: store).adopt(by: connection)
        print("the file store belongs to this database now")
    }

    func replace() throws {
        guard arguments.words.count == 2 else { throw Arguments.UsageError(description: "expected one folder") }
        print(try store.replaceAll(by: arguments.words[1], keepingAs: try keptName()))
    }

    func putBack() throws { try store.putBack(keptAs: try keptName()) }

    private func keptName() throws -> String {
        let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        guard let name = arguments["--keep"], (1...32).contains(name.utf8.count),
            name.utf8.allSatisfy({ (0x30...0x39).contains($0) || letters.contains($0) })
        else { throw Arguments.UsageError(description: "expected --keep with 1 to 32 of 0-9 A-Z") }
        return name
    }

    /// The paths on the command line, 200 at most; only such as the store's own files have.
    private func paths() throws -> [String] {
        let paths = Array(arguments.words.dropFirst())
        guard (1...200).contains(paths.count), paths.allSatisfy(StoredPath.isPath) else {
            throw Arguments.UsageError(description: "expected 1 to 200 paths as 'guichectl files trash' prints them")
        }
        return paths
    }

    private func print(_ line: String) { StandardStream.output.write(line + "\n") }
}

extension AuditEvent.Action {
    /// The administrator moved a file back from the trash.
    fileprivate static let fileRestored = Self("file.restored")
    /// The administrator removed a file for good.
    fileprivate static let fileErased = Self("file.erased")
}
