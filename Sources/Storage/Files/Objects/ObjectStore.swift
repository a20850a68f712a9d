import Crypto
package import Environment
import FoundationEssentials
package import HTTP
import Posix
import Values

/// A store that is a bucket of an object store: `<first two hex>/<uuid>.<ext>` below its prefix; what was removed in `.trash/<day>`.
///
/// A file passes through a folder of this host on its way there. All methods throw `ObjectStoreFault`, and `PosixError` of that folder.
/// Source: SPEC section 20, "Files".
package struct ObjectStore: FileStore {
    let client: ObjectClient
    /// Where arriving files are until they are whole.
    let folder: String
    /// Its address, for people.
    let name: String
    private let check: Lock<ContinuousClock.Instant?>

    /// Where nginx has the store, for itself alone (`nginx/objects.conf`).
    private static let internalAddress = "/_objects"
    /// Where nginx fetches the mark for whoever has signed the query, with nothing of the responder's (`nginx/objects.conf`).
    private static let markAddress = "/health/files"
    /// How long an address for nginx is valid: it fetches at once, by a clock that may differ from the store's.
    private static let addressSeconds = 300
    static let markName = ".instance"
    /// All files come after it in the order of a list, all else that the store has before.
    static let predecessor = "/"
    /// How long a check that passed is remembered: health is asked for each second.
    private static let checkLifetime: Duration = .seconds(10)

    /// A bucket; files on their way there are in a folder.
    package init(_ settings: ObjectStoreSettings, through folder: String) {
        client = ObjectClient(settings)
        self.folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        name = settings.text
        check = Lock(nil)
    }

    /// Makes the folder of arriving files. The store itself is not asked: a program starts without it.
    package func prepare() throws { try Folder.makeAll(folder) }

    /// Begins a file, on this host.
    package func begin(_ path: String, expectedBytes: Int) throws -> any FileWriter {
        try ObjectWriter(path, in: self, expectedBytes: expectedBytes)
    }

    /// An address of nginx's, or the bytes while they arrive.
    package func content(of path: String, isSentByServer: Bool) throws -> Response.Content? {
        if isSentByServer {
            let target = client.address.presignedTarget(of: path, seconds: Self.addressSeconds, at: Date())
            return .internalRedirect(Self.internalAddress + target)
        }
        guard try holds(path) else { return nil }
        return .stream { [client] send in
            struct ClientGone: Error {}
            do {
                let isThere = try client.get(path) { piece in
                    guard send(piece.indices.map { piece[$0] }) else { throw ClientGone() }
                }
                guard isThere else { throw ObjectStoreFault.refused(status: 404, code: "NoSuchKey") }
            } catch is ClientGone {}
        }
    }

    /// Fetches a file.
    package func read(_ path: String, _ body: (Span<UInt8>) throws -> Void) throws -> Bool {
        try client.get(path, body)
    }

    /// Whether the bucket has the file.
    package func holds(_ path: String) throws -> Bool { try client.holds(path) }

    /// Walks over a list, 500 names at a time in memory.
    package func forEach(_ body: (StoredFile) throws -> Void) throws {
        try client.forEachPage(beginning: "", after: Self.predecessor) { page in
            for object in page.objects {
                guard let path = client.address.path(of: object.name), StoredPath.isPath(path) else { continue }
                try body(StoredFile(path: path, modifiedAtSeconds: object.modifiedAtSeconds))
            }
        }
    }

    /// Removes an object.
    package func remove(_ path: String) throws { try client.delete(path) }

    /// The content of the object `.instance`.
    package func mark() throws -> String? {
        var bytes: [UInt8] = []
        let isThere = try client.get(Self.markName) { piece in
            for index in piece.indices where bytes.count < 64 { bytes.append(piece[index]) }
        }
        return isThere ? String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self) : nil
    }

    /// Replaces the object `.instance`.
    package func setMark(_ text: String) throws { try client.put(Array("\(text)\n".utf8), at: Self.markName) }

    /// The address, after the site's, at which nginx answers with what it gets of the mark. Its query is signed, so it is for no log.
    package func targetOfServersMark() -> String {
        let target = client.address.presignedTarget(of: Self.markName, seconds: Self.addressSeconds, at: Date())
        return Self.markAddress + target.drop { $0 != "?" }
    }

    /// It knows no limit.
    package func freeBytes() -> Int? { nil }

    /// It knows no limit.
    package func sizeBytes() -> Int? { nil }

    /// Stores an object and removes it; what passed is remembered for ten seconds. The folder of arriving files must have the room.
    ///
    /// - Throws: `RoomShortage`, too.
    package func check(roomFor bytes: Int) throws {
        let free = try Folder.freeBytes(of: folder)
        guard free >= bytes else { throw RoomShortage(place: folder, freeBytes: free) }
        if let passed = check.withLock({ $0 }), .now - passed < Self.checkLifetime { return }
        try Folder.checkWritable(folder)
        let path = ".check-\(hexEncoded(randomBytes(8)))"
        try client.put([], at: path)
        try client.delete(path)
        check.withLock { $0 = .now }
    }

    /// Fetches a file, or what the trash has of it, to a new file.
    package func copy(_ path: String, to target: String) throws -> Bool {
        if try fetch(path, to: target) { return true }
        for day in try days() where try fetch(Self.trashed(path, on: day), to: target) { return true }
        return false
    }

    private func fetch(_ path: String, to target: String) throws -> Bool {
        let handle = try FileHandle.create(target)
        var isWhole = false
        // What is not whole would be mistaken for the file.
        defer { if !isWhole { try? Folder.remove(target) } }
        isWhole = try client.get(path) { try handle.write($0) }
        return isWhole
    }
}
