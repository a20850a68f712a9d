import App
import Configuration
import Environment
import MariaDB
import Posix
import Routing
import Storage
import StoredSettings

/// `guichectl config`: shows and changes the stored settings, and moves their secrets to another key.
func config(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    reporting("config", usage: ConfigCommand.usage) {
        let arguments = try Arguments(words, flags: ["--json", "--merge"])
        if arguments.has("--help") {
            StandardStream.output.write(ConfigCommand.usage)
            return 0
        }
        let settings = try settings()
        let command = ConfigCommand(arguments, settings, Connection(settings.database))
        switch arguments.words.first {
        case "show": try command.show()
        case "set": return try command.set()
        case "rotate-key": try command.rotateKey()
        default: throw Arguments.UsageError(description: "expected show, set or rotate-key")
        }
        return 0
    }
}

private struct ConfigCommand {
    static let usage = """
        usage: guichectl config show [SECTION] [--json]
               guichectl config set SECTION FILE [--merge] [--json]
               guichectl config rotate-key [--json]
          show        the stored settings, secrets masked
          set         replace a section by the JSON object in FILE (- for standard input); with --merge change what it names.
                      A change of where mail or messages go clears the secrets that would be sent there, unless FILE has them.
          rotate-key  re-encrypt every stored secret under CONFIG_ENCRYPTION_KEY, also those under
                      CONFIG_ENCRYPTION_KEY_PREVIOUS. Start the programs with both keys first, and without the previous one afterwards.
          Sections: \(Domains.StoredSettings.sections.map { $0.name }.joined(separator: ", ")).
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """
    private static let fileBytes = 1_048_576

    private let arguments: Arguments
    private let settings: Settings
    private let connection: Connection

    init(_ arguments: Arguments, _ settings: Settings, _ connection: Connection) {
        self.arguments = arguments
        self.settings = settings
        self.connection = connection
    }

    func show() throws {
        guard arguments.words.count <= 2 else {
            throw Arguments.UsageError(description: "expected one SECTION at most")
        }
        let snapshot = try ConfigStore(connection).snapshot()
        let sections = arguments.words.count == 2 ? [try section()] : Domains.StoredSettings.sections
        guard arguments.has("--json") else {
            for section in sections { printLines(snapshot.shown(section), under: section.name) }
            return
        }
        if arguments.words.count == 2, let section = sections.first {
            try print(snapshot.shown(section))
        } else {
            let pairs = sections.map { ($0.name, snapshot.shown($0)) }
            try print(.object(Members(pairs, uniquingKeysWith: { $1 })))
        }
    }

    func set() throws -> Int32 {
        guard arguments.words.count == 3 else { throw Arguments.UsageError(description: "expected SECTION and FILE") }
        let section = try section()
        let members: Members<JSON>
        let text = try contents()
        do throws(JSONText.Fault) {
            guard case .object(let object) = try JSONText.parse(text) else { throw .malformed }
            members = object
        } catch {
            return fail("FILE must be a JSON object: \(error.message.english)")
        }
        let outcome: ConfigEditor.Outcome
        do {
            outcome = try connection.transaction {
                let outcome = try ConfigEditor(connection, settings).apply(
                    [ConfigDraft(section, members)], arguments.has("--merge") ? .merge : .replace, mayRedirect: true,
                    by: nil)
                try ConfigAftermath.record(outcome, in: AuditTrail(connection), connection, settings, by: nil)
                return outcome
            }
        } catch let error as APIError {
            let faults = error.details.sorted { $0.key < $1.key }.flatMap { name, texts in
                texts.map { "\n  \(name): \($0.english)" }
            }
            return fail(error.message.english + faults.joined())
        }
        if arguments.has("--json") {
            try print(outcome.snapshot.shown(section))
        } else {
            StandardStream.output.write(outcome.changed.isEmpty ? "nothing changed\n" : "\(section.name) changed\n")
        }
        return 0
    }

    func rotateKey() throws {
        guard arguments.words.count == 1 else {
            throw Arguments.UsageError(description: "unexpected argument \(arguments.words[1])")
        }
        let count = try ConfigSecrets(connection, settings).rotate { try AuditTrail(connection).add(.configRekeyed) }
        StandardStream.output.write(arguments.has("--json") ? "{\"secrets\":\(count)}\n" : "\(count) secrets moved\n")
    }

    private func contents() throws -> [UInt8] {
        guard arguments.words[2] == "-" else {
            let file = try FileHandle.open(reading: arguments.words[2])
            return try file.bytes(at: 0, count: Self.fileBytes)
        }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while text.count <= Self.fileBytes {
            let count = try StandardStream.input.read(into: &buffer)
            if count == 0 { break }
            text += buffer[..<count]
        }
        return text
    }

    private func section() throws -> any ConfigSection.Type {
        guard let section = Domains.StoredSettings.section(named: arguments.words[1]) else {
            throw Arguments.UsageError(description: "unexpected section \(arguments.words[1])")
        }
        return section
    }

    private func printLines(_ value: JSON, under path: String) {
        guard case .object(let members) = value else {
            // A JSON value always encodes.
            let text = (try? JSONText.bytes(of: value)) ?? []
            StandardStream.output.write(Array("\(path) = ".utf8) + text + [0x0A])
            return
        }
        for (name, member) in members.sorted(by: { $0.key < $1.key }) { printLines(member, under: "\(path).\(name)") }
    }

    private func print(_ value: JSON) throws { StandardStream.output.write(try JSONText.bytes(of: value) + [0x0A]) }

    private func fail(_ text: String) -> Int32 {
        StandardStream.error.write("guichectl config: \(text)\n")
        return 1
    }
}

extension AuditEvent.Action {
    /// The stored secrets were encrypted under another key.
    fileprivate static let configRekeyed = Self("config.rekeyed")
}
