import Environment
import Leads
import MariaDB
import Posix
import Storage

/// `guichectl files move`: copies what one store has to another.
struct FilesMoveCommand {
    private let source: FileStoreSettings
    private let target: FileStoreSettings
    private let settings: Settings

    /// The two stores; the one in force for the one that is not given.
    ///
    /// - Throws: `Arguments.UsageError` when they are no stores, or one and the same.
    init(_ arguments: Arguments, _ settings: Settings) throws(Arguments.UsageError) {
        guard arguments.words.count == 1, arguments["--to"] != nil else {
            throw Arguments.UsageError(description: "expected --to STORE")
        }
        source = try Self.store("--from", arguments, settings)
        target = try Self.store("--to", arguments, settings)
        self.settings = settings
        if case .objects(let store) = target, let fault = store.faultAsFileStore {
            throw Arguments.UsageError(description: "--to: \(fault)")
        }
        guard source != target else {
            throw Arguments.UsageError(
                description: "the files are in that store: after the switch, --from names the other one")
        }
    }

    private static func store(_ option: String, _ arguments: Arguments, _ settings: Settings) throws(Arguments
        .UsageError)
        -> FileStoreSettings
    {
        guard let text = arguments[option] else { return settings.fileStore }
        switch FileStoreSettings(text, keys: settings.objectStoreKeys) {
        case .folder(let path) where path.hasPrefix("/"):
            return .folder(path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path)
        case .objects(let store): return .objects(try store.withKeys())
        default:
            throw Arguments.UsageError(
                description: "\(option): expected folder:/PATH or s3:https://ENDPOINT/BUCKET/PREFIX")
        }
    }

    /// Copies; 1 when a file is not in the other store.
    func run() throws -> Int32 {
        let move = ResumeMove(
            from: settings.makeFileStore(of: source), to: settings.makeFileStore(of: target),
            Connection(settings.database))
        let done = try move.run { path, finding in
            switch finding {
            case .missing: print("missing \(path)")
            case .differs: print("differs \(path)")
            case .garbled: print("not stored as it was sent \(path)")
            }
        }
        print("\(done.whole) of \(done.rows) files are in the other store, whole; \(done.copied) were copied now")
        if done.lost > 0 { print("\(done.lost) files of the trash are not") }
        return done.whole == done.rows && done.lost == 0 ? 0 : 1
    }

    private func print(_ line: String) { StandardStream.output.write(line + "\n") }
}

extension ObjectStoreSettings {
    /// The same store, which a command line names.
    ///
    /// - Throws: `Arguments.UsageError` when the settings have no keys of it.
    func withKeys() throws(Arguments.UsageError) -> ObjectStoreSettings {
        guard !keys.accessKey.isEmpty, !keys.secretKey.isEmpty else {
            throw Arguments.UsageError(
                description: "a bucket needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY in the settings")
        }
        return self
    }
}
