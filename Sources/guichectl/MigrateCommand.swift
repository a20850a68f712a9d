import App
import Environment
import MariaDB
import Posix
import Routing
import Storage
import StoredSettings
import Values

/// `guichectl migrate`: brings the database's schema up and down.
///
/// - Parameters:
///   - arguments: the words after `migrate`.
///   - settings: gives the settings; asked only when the database is needed.
/// - Returns: the exit status: 0, 1 when it failed, 2 for a wrong command line.
func migrate(arguments: [String], settings: () throws -> Settings) -> Int32 {
    do {
        let command = try MigrateCommand(arguments)
        try command.run(settings)
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
          up [VERSION]    run the pending migrations, all or through VERSION; once all have run, set the retention
                          of audit events to AUDIT_KEEP_DAYS and make the rows of new sections of stored settings
          down [COUNT]    undo the last migration, or the last COUNT; the data in their tables and columns is lost
          current         print the number and the name of the last migration that was run; 0 for an empty database
          history         print number, name and time of each migration that was run
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
        case (nil, _, _): throw Arguments.UsageError(description: "missing command")
        default: throw Arguments.UsageError(description: "unexpected command line: \(words.joined(separator: " "))")
        }
    }

    private static func number(_ text: String) throws -> Int {
        guard let number = Int(text), number > 0 else {
            throw Arguments.UsageError(description: "expected a whole number from 1, not \(text)")
        }
        return number
    }

    func run(_ settings: () throws -> Settings) throws {
        switch verb {
        case .help:
            StandardStream.output.write(Self.usage)
        case .create(let name):
            for path in try MigrationFolder.create(name, in: folder) { StandardStream.output.write("\(path)\n") }
        case .up(let target):
            let settings = try settings()
            let migrator = try migrator(settings)
            let version = try migrator.up(to: target) { StandardStream.output.write("\($0.label): done\n") }
            if version == SchemaVersion.required { try complete(connection(settings), settings) }
            StandardStream.output.write("the schema is at version \(version)\n")
        case .down(let count):
            let migrator = try migrator(settings())
            let version = try migrator.down(count) { StandardStream.output.write("\($0.label): undone\n") }
            StandardStream.output.write("the schema is at version \(version)\n")
        case .current:
            let migrations = try MigrationFolder.migrations(in: folder)
            let version = try migrator(settings()).current()
            // The folder begins with what was run: current() throws otherwise.
            let name = version == 0 ? nil : migrations[version - 1].name
            try isJSON
                ? print(["version": json(version), "name": name.map { .string($0) } ?? .null])
                : print(name.map { "\(version) \($0)" } ?? "0")
        case .history:
            try show(Migrator.history(of: connection(settings())))
        }
    }

    /// Brings the rows that follow from settings and declarations up to date, in a database with the whole schema.
    private func complete(_ connection: Connection, _ settings: Settings) throws {
        try AuditStore(connection).setRetention(days: settings.auditDays)
        try ConfigStore(connection).makeRows(of: Domains.StoredSettings.sections)
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

    private func migrator(_ settings: Settings) throws -> Migrator {
        let migrations = try MigrationFolder.migrations(in: folder)
        return Migrator(connection: connection(settings), migrations: migrations)
    }

    /// A connection without a limit on an answer's time: changing a large table takes long.
    private func connection(_ settings: Settings) -> Connection {
        var options = settings.database
        options.answerTimeout = .zero
        return Connection(options)
    }

    private func json(_ number: Int) -> JSON { JSON(integerLiteral: number) }

    private func print(_ line: String) { StandardStream.output.write(line + "\n") }

    private func print(_ value: JSON) throws { StandardStream.output.write(try JSONText.bytes(of: value) + [0x0A]) }
}
