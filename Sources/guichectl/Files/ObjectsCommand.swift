import Environment
import Posix
import Storage

/// `guichectl objects`: files of folders as objects of a bucket, as `BACKUP_COPY` has copies.
func objects(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    reporting("objects", usage: ObjectsCommand.usage) {
        let arguments = try Arguments(words, valued: ["--beginning"])
        guard !arguments.has("--help") else {
            StandardStream.output.write(ObjectsCommand.usage)
            return 0
        }
        let command = try ObjectsCommand(arguments, settings)
        switch arguments.words[0] {
        case "list": try command.list()
        case "send": try command.send()
        case "fetch": try command.fetch()
        case "remove": try command.remove()
        default: throw Arguments.UsageError(description: "unexpected command \(arguments.words[0])")
        }
        return 0
    }
}

private struct ObjectsCommand {
    static let usage = """
        usage: guichectl objects list | send | fetch | remove ADDRESS …
          list ADDRESS [--beginning TEXT]      list objects whose names begin so: bytes and name
          send ADDRESS FOLDER [NAME…]          send files of a folder, by default those whose names are on standard input, one a line;
                                               not those that are there as they are
          fetch ADDRESS FOLDER [NAME…]         fetch files to a folder, by default all, and compare each with the SHA-256 it was sent with
          remove ADDRESS NAME…                 remove objects
          ADDRESS is s3:https://ENDPOINT/BUCKET/PREFIX, as in BACKUP_COPY; the keys are those of the settings (S3_ACCESS_KEY_ID,
          S3_SECRET_ACCESS_KEY, S3_REGION). An object, or a fetched file, has its name once it is whole.
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """
    private static let nameBytes = 512

    private let arguments: Arguments
    private let objects: ObjectFolder

    init(_ arguments: Arguments, _ settings: () throws -> Settings) throws {
        guard arguments.words.count >= 2 else {
            throw Arguments.UsageError(description: "expected command and ADDRESS")
        }
        guard case .objects(let store) = FileStoreSettings(arguments.words[1], keys: try settings().objectStoreKeys)
        else {
            throw Arguments.UsageError(
                description: "ADDRESS: expected s3:https://ENDPOINT/BUCKET/PREFIX (http only to this host)")
        }
        self.arguments = arguments
        objects = ObjectFolder(try store.withKeys())
    }

    func list() throws {
        guard arguments.words.count == 2 else { throw Arguments.UsageError(description: "expected ADDRESS alone") }
        try objects.forEach(beginning: arguments["--beginning"] ?? "") { name, bytes in print("\(bytes) \(name)") }
    }

    func send() throws {
        let folder = try folder()
        var names = try names(after: 3)
        if arguments.words.count == 3 {
            try StandardStream.input.forEachLine(atMostBytes: Self.nameBytes) { names.append($0) }
            try Self.check(names)
        }
        print("sent \(try objects.send(names, from: folder)) of \(names.count)")
    }

    func fetch() throws {
        let folder = try folder()
        var names = try names(after: 3)
        if names.isEmpty { try objects.forEach(beginning: "") { name, _ in names.append(name) } }
        for name in names { try objects.fetch(name, to: folder) }
        print("fetched \(names.count)")
    }

    func remove() throws {
        let names = try names(after: 2)
        guard !names.isEmpty else { throw Arguments.UsageError(description: "expected names") }
        for name in names { try objects.remove(name) }
    }

    private func folder() throws -> String {
        guard arguments.words.count > 2, arguments.words[2].hasPrefix("/") else {
            throw Arguments.UsageError(description: "expected the whole path of a folder")
        }
        return arguments.words[2]
    }

    private func names(after count: Int) throws -> [String] {
        let names = Array(arguments.words.dropFirst(count))
        try Self.check(names)
        return names
    }

    private static func check(_ names: [String]) throws {
        guard names.allSatisfy(ObjectFolder.isName) else {
            throw Arguments.UsageError(description: "expected names of files below the folder")
        }
    }

    private func print(_ line: String) { StandardStream.output.write(line + "\n") }
}
