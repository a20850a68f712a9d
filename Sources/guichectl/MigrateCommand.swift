import MariaDB
import Platform
import Posix
import Routing

/// `guichectl migrate`: brings the database's schema up and down.
///
/// - Parameters:
///   - arguments: the words after `migrate`.
///   - database: gives the address of the database; asked only when one is needed.
/// - Returns: the exit status: 0, 1 when it failed, 2 for a wrong command line.
func migrate(arguments: [String], database: () throws -> ConnectionOptions) -> Int32 {
    do {
        let command = try MigrateCommand(arguments)
        try command.run(database)
        return 0
    } catch let error as Arguments.UsageError {
        StandardStream.error.write("guichectl migrate: \(error.description)\n\(MigrateCommand.usage)")
        return 2
    } catch let error as DatabaseError {
        StandardStream.error.write("guichectl migrate: \(error.debugDescription)\n")
        return 1
    } catch {
        StandardStream.error.write("guichectl migrate: \(error)\n")
        return 1
    }
}

private struct MigrateCommand {
    static let usage = """
        usage: guichectl migrate up [VERSION] | down [COUNT] | current | history | create NAME
          up [VERSION]    run the migrations that are missing, all or through VERSION
          down [COUNT]    undo the last migration, or the last COUNT; data in what they made is lost
          current         print the version of the database
          history         print what was run, and when
          create NAME     make the two files of a new migration; NAME is 1 to 100 of [a-z0-9_]
          --dir DIR       the folder of the migrations (default: scripts/migrations)
          --json          print current and history as JSON
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """

    private enum Verb {
        case help, up(to: Int?), down(Int), current, history
        case create(String)
    }

    private let verb: Verb
    private let folder: String
    private let isJSON: Bool

    init(_ words: [String]) throws {
        let arguments = try Arguments(words, valued: ["--dir"], flags: ["--json"])
        folder = arguments["--dir"] ?? "scripts/migrations"
        isJSON = arguments.has("--json")
        verb = try arguments.has("--help") ? .help : Self.verb(arguments.words)
    }

    private static func verb(_ words: [String]) throws -> Verb {
        switch (words.first, words.dropFirst().first, words.count) {
        case ("up", nil, 1): return .up(to: nil)
        case ("up", let version?, 2): return .up(to: try number(version))
        case ("down", nil, 1): return .down(1)
        case ("down", let count?, 2): return .down(try number(count))
        case ("current", nil, 1): return .current
        case ("history", nil, 1): return .history
        case ("create", let name?, 2): return .create(name)
        case ("help", nil, 1): return .help
        case (nil, _, _): throw Arguments.UsageError(description: "say what to do")
        default: throw Arguments.UsageError(description: "not understood: \(words.joined(separator: " "))")
        }
    }

    private static func number(_ text: String) throws -> Int {
        guard let number = Int(text), number > 0 else {
            throw Arguments.UsageError(description: "\(text) is not a whole number from 1")
        }
        return number
    }

    func run(_ database: () throws -> ConnectionOptions) throws {
        switch verb {
        case .help:
            StandardStream.output.write(Self.usage)
        case .create(let name):
            for path in try MigrationFolder.create(name, in: folder) { StandardStream.output.write("\(path)\n") }
        case .up(let target):
            let migrator = try migrator(database)
            let version = try migrator.up(to: target) { StandardStream.output.write("\($0.label): done\n") }
            StandardStream.output.write("the schema is at version \(version)\n")
        case .down(let count):
            let migrator = try migrator(database)
            let version = try migrator.down(count) { StandardStream.output.write("\($0.label): undone\n") }
            StandardStream.output.write("the schema is at version \(version)\n")
        case .current:
            let version = try migrator(database).current()
            try isJSON ? print(["version": json(version)]) : print("\(version)")
        case .history:
            try show(Migrator.history(of: connection(database)))
        }
    }

    private func show(_ records: [MigrationRecord]) throws {
        guard isJSON else {
            for record in records {
                let end = record.finishedAt.map(Instant.text) ?? "broke off"
                print("\(record.label)  \(Instant.text(record.startedAt))  \(end)  \(record.checksum)")
            }
            return
        }
        let rows = records.map { record in
            [
                "version": json(record.version), "name": .string(record.name), "checksum": .string(record.checksum),
                "started_at": .string(Instant.text(record.startedAt)),
                "finished_at": record.finishedAt.map { .string(Instant.text($0)) } ?? .null,
            ] as JSON
        }
        try print(["migrations": .array(rows)])
    }

    private func migrator(_ database: () throws -> ConnectionOptions) throws -> Migrator {
        let migrations = try MigrationFolder.migrations(in: folder)
        return try Migrator(connection: connection(database), migrations: migrations)
    }

    /// A connection without a limit on an answer's time: changing a large table takes long.
    private func connection(_ database: () throws -> ConnectionOptions) throws -> Connection {
        var options = try database()
        options.answerTimeout = .zero
        return Connection(options)
    }

    private func json(_ number: Int) -> JSON { JSON(integerLiteral: number) }

    private func print(_ line: String) { StandardStream.output.write(line + "\n") }

    private func print(_ value: JSON) throws { StandardStream.output.write(try JSONText.bytes(of: value) + [0x0A]) }
}
