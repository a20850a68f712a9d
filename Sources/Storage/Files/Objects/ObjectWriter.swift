import HTTP
import Posix
import Transfer

/// A file that is arriving for a bucket: on this host, without a name there, until it is stored whole.
final class ObjectWriter: FileWriter {
    private let store: ObjectStore
    private var path: String
    private var writer: BlockWriter

    init(_ path: String, in store: ObjectStore, expectedBytes: Int) throws {
        self.store = store
        self.path = path
        let place = "\(store.folder)/.arriving-\(path.suffix(from: path.index(path.startIndex, offsetBy: 3)))"
        // Read again at once: it stays in the page cache.
        writer = try BlockWriter.create(place, expectedBytes: 0)
        // A crash leaves nothing.
        try Folder.remove(place)
    }

    func write(_ piece: Span<UInt8>) throws { try writer.write(piece) }

    func finish() throws { try writer.finish() }

    func bytes(at offset: Int, count: Int) throws -> [UInt8] { try writer.handle.bytes(at: offset, count: count) }

    func move(to path: String) { self.path = path }

    /// Stores the object, which the store acknowledges when it has all bytes of that digest.
    func keep(digest: [UInt8]) throws {
        let bytes = try writer.handle.byteCount()
        let content = ObjectTransfer.Content(bytes: bytes) { [self] offset, count in
            try writer.handle.bytes(at: offset, count: count)
        }
        try store.client.put(content, digest: digest, at: path)
    }

    /// Does nothing: an object that was stored without an acknowledgement is left to the sweep, for the store may be silent.
    func discard() {}
}
