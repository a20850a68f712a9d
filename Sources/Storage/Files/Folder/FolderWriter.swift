import Posix

/// A file that is arriving in a folder, written in blocks. All methods throw `PosixError`.
final class FolderWriter: FileWriter {
    private let store: FolderStore
    private var path: String
    private var writer: BlockWriter

    init(_ path: String, in store: FolderStore, expectedBytes: Int) throws {
        self.store = store
        self.path = path
        writer = try BlockWriter.create(store.file(path), expectedBytes: expectedBytes)
    }

    func write(_ piece: Span<UInt8>) throws { try writer.write(piece) }

    func finish() throws { try writer.finish() }

    func bytes(at offset: Int, count: Int) throws -> [UInt8] { try writer.handle.bytes(at: offset, count: count) }

    func move(to path: String) throws {
        try Folder.move(store.file(self.path), to: store.file(path))
        self.path = path
    }

    /// Syncs the file, then the names of its folder.
    func keep(digest: [UInt8]) throws {
        try writer.handle.synchronize()
        writer.handle.dropFromCache()
        try Folder.synchronize(store.file(String(path.prefix(2))))
    }

    func discard() throws { try store.remove(path) }
}
