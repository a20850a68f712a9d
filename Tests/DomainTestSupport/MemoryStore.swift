import Crypto
package import Environment
package import HTTP
import Posix
package import Storage
import Synchronization
package import TestSupport

/// A store in memory, for tests: whatever works with it needs no folder.
package final class MemoryStore: FileStore {
    private struct State {
        var files: [String: [UInt8]] = [:]
        var trash: [String: [String: [UInt8]]] = [:]
        var mark: String?
        var kept: [String: (files: [String: [UInt8]], mark: String?)] = [:]

        var days: [String] { trash.keys.sorted(by: >) }
    }

    private let state = Mutex(State())

    /// An empty store.
    package init() {}

    /// Nothing is missing.
    package func prepare() {}

    /// Begins a file.
    package func begin(_ path: String, expectedBytes: Int) -> any FileWriter {
        write([], to: path)
        return MemoryWriter(path, in: self)
    }

    /// The bytes: there is nothing that a server could send.
    package func content(of path: String, isSentByServer: Bool) -> Response.Content? {
        state.withLock { $0.files[path] }.map { .bytes($0) }
    }

    /// Hands all bytes over at once.
    package func read(_ path: String, _ body: (Span<UInt8>) throws -> Void) throws -> Bool {
        guard let bytes = state.withLock({ $0.files[path] }) else { return false }
        try body(bytes.span)
        return true
    }

    /// Whether there is a file of a path.
    package func holds(_ path: String) -> Bool { state.withLock { $0.files[path] != nil } }

    /// Hands the files over as they were when it was called.
    package func forEach(_ body: (StoredFile) throws -> Void) throws {
        for path in state.withLock({ Array($0.files.keys) }) {
            try body(StoredFile(path: path, modifiedAtSeconds: 0))
        }
    }

    /// Removes a file.
    package func remove(_ path: String) { state.withLock { $0.files[path] = nil } }

    /// Writes a file to the disk.
    package func copy(_ path: String, to target: String) throws -> Bool {
        let found = state.withLock { state in
            state.files[path] ?? state.days.compactMap { state.trash[$0]?[path] }.first
        }
        guard let found else { return false }
        try FileHandle.create(target).write(found.span)
        return true
    }

    /// Moves a file to the trash.
    package func moveToTrash(_ path: String, day: String) {
        state.withLock { state in
            if let bytes = state.files.removeValue(forKey: path) { state.trash[day, default: [:]][path] = bytes }
        }
    }

    /// Hands the trash over as it was when it was called.
    package func forEachInTrash(_ body: (_ day: String, _ path: String) throws -> Void) throws {
        let entries = state.withLock { state in
            state.days.flatMap { day in (state.trash[day] ?? [:]).keys.map { (day, $0) } }
        }
        for (day, path) in entries { try body(day, path) }
    }

    /// Hands all bytes over at once.
    package func readTrashed(_ path: String, on day: String, _ body: (Span<UInt8>) throws -> Void) throws -> Bool {
        guard let bytes = state.withLock({ $0.trash[day]?[path] }) else { return false }
        try body(bytes.span)
        return true
    }

    /// Moves a file back.
    package func restore(_ path: String) -> Bool {
        state.withLock { state in
            for day in state.days {
                guard let bytes = state.trash[day]?.removeValue(forKey: path) else { continue }
                state.files[path] = bytes
                return true
            }
            return false
        }
    }

    /// Removes all of a path.
    package func erase(_ path: String) {
        state.withLock { state in
            state.files[path] = nil
            for day in state.days { state.trash[day]?[path] = nil }
        }
    }

    /// Removes old days.
    package func emptyTrash(before day: String) -> Int {
        state.withLock { state in
            let old = state.days.filter { $0 < day }
            return old.map { state.trash.removeValue(forKey: $0)?.count ?? 0 }.reduce(0, +)
        }
    }

    /// Reads the folder.
    package func replaceAll(by folder: String, keepingAs name: String) throws -> String {
        state.withLock { state in
            state.kept[name] = (state.files, state.mark)
            state.files = [:]
        }
        let other = FolderStore(folder)
        try other.forEach { file in
            var bytes: [UInt8] = []
            _ = try other.read(file.path) { piece in
                for index in piece.indices { bytes.append(piece[index]) }
            }
            write(bytes, to: file.path)
        }
        let mark = try other.mark()
        state.withLock { $0.mark = mark }
        return name
    }

    /// Takes what is kept.
    package func putBack(keptAs name: String) {
        state.withLock { state in
            guard let kept = state.kept.removeValue(forKey: name) else { return }
            (state.files, state.mark) = kept
        }
    }

    /// The mark.
    package func mark() -> String? { state.withLock { $0.mark } }

    /// Sets the mark.
    package func setMark(_ text: String) { state.withLock { $0.mark = text } }

    /// It knows no limit.
    package func freeBytes() -> Int? { nil }

    package func sizeBytes() -> Int? { nil }

    /// Passes always.
    package func check(roomFor bytes: Int) {}

    /// Replaces a file.
    fileprivate func write(_ bytes: [UInt8], to path: String) { state.withLock { $0.files[path] = bytes } }
}

/// A file that is arriving in memory.
private final class MemoryWriter: FileWriter {
    private let store: MemoryStore
    private var path: String
    private var content: [UInt8] = []

    init(_ path: String, in store: MemoryStore) {
        self.store = store
        self.path = path
    }

    func write(_ piece: Span<UInt8>) {
        for index in piece.indices { content.append(piece[index]) }
    }

    func finish() { store.write(content, to: path) }

    func bytes(at offset: Int, count: Int) -> [UInt8] { Array(content.dropFirst(offset).prefix(count)) }

    func move(to path: String) {
        store.remove(self.path)
        store.write(content, to: path)
        self.path = path
    }

    func keep(digest: [UInt8]) { store.write(content, to: path) }

    func discard() { store.remove(path) }
}

/// The stores that the contract is tested with.
package enum SampleStore: String, CaseIterable, Sendable {
    case folder, memory, objects

    /// An empty store that is prepared.
    package func make(in folder: ScratchFolder) throws -> any FileStore {
        let store: any FileStore =
            switch self {
            case .folder: FolderStore(folder.file("uploads/resumes") + "/")
            case .memory: MemoryStore()
            case .objects: ObjectStore(try Self.bucket(in: folder), through: folder.file("arriving"))
            }
        try store.prepare()
        return store
    }

    /// A prefix of its own of the object store that `scripts/test` starts.
    package static func bucket(in folder: ScratchFolder) throws -> ObjectStoreSettings {
        let variables = ThisProcess.environment.filter { $0.key.hasPrefix("S3_") }
        let bucket = ThisProcess.environment["GUICHE_TEST_FILE_STORE"] ?? ""
        let address = "\(bucket)/\(folder.path.split(separator: "/").last ?? "")"
        let settings = try Settings(variables, for: .administering)
        guard case .objects(let store) = FileStoreSettings(address, keys: settings.objectStoreKeys) else {
            throw NoObjectStore()
        }
        return store
    }

    /// `GUICHE_TEST_FILE_STORE` names none.
    private struct NoObjectStore: Error {}
}

extension FileStore {
    /// Puts a file in place of what is there.
    package func put(_ content: String, at path: String) throws {
        try remove(path)
        let writer = try begin(path, expectedBytes: 0)
        try writer.write(Array(content.utf8).span)
        try writer.finish()
        try writer.keep(digest: sha256(content))
    }

    /// The content of a file; nil when it is missing.
    package func text(of path: String) throws -> String? {
        var bytes: [UInt8] = []
        let isThere = try read(path) { piece in
            for index in piece.indices { bytes.append(piece[index]) }
        }
        return isThere ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// The paths of all files, in order.
    package func paths() throws -> [String] {
        var paths: [String] = []
        try forEach { paths.append($0.path) }
        return paths.sorted()
    }

    /// The paths of all files of the trash, in order.
    package func pathsInTrash() throws -> [String] {
        var paths: [String] = []
        try forEachInTrash { paths.append($1) }
        return paths.sorted()
    }
}
