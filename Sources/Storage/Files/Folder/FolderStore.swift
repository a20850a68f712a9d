import Crypto
package import HTTP
import Posix

/// A store that is a folder: `<first two hex>/<uuid>.<ext>` below it, files 0640, folders 0750; what was removed in `.trash/<day>`.
///
/// A file and its folder are synced before the row of its lead commits; until then its name, a random one, is nowhere to be read. All
/// methods throw `PosixError`.
/// Source: SPEC section 5; HAZARDS, "201 before the data is safe".
package struct FolderStore: FileStore {
    /// The folder itself.
    package let path: String

    /// Where nginx has the folder, for itself alone (`nginx/server.conf`).
    private static let internalAddress = "/_resumes/"
    static let markName = ".instance"
    private static let pieceBytes = 131_072

    /// A folder; `prepare` makes what is missing of it.
    package init(_ path: String) {
        self.path = path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Where the file of a stored path is.
    package func file(_ path: String) -> String { "\(self.path)/\(path)" }

    /// Makes the folder and the 256 below it.
    package func prepare() throws {
        try Folder.makeAll(path)
        for section in StoredPath.sections { try Folder.make(file(section)) }
        try Folder.synchronize(path)
    }

    /// Creates a file.
    package func begin(_ path: String, expectedBytes: Int) throws -> any FileWriter {
        try FolderWriter(path, in: self, expectedBytes: expectedBytes)
    }

    /// An address of nginx's, or the file.
    package func content(of path: String, isSentByServer: Bool) throws -> Response.Content? {
        if isSentByServer { return .internalRedirect(Self.internalAddress + path) }
        guard let handle = try Self.openIfThere(file(path)) else { return nil }
        return .file(path: file(path), bytes: try handle.byteCount())
    }

    /// Reads a file, 128 KiB at a time.
    package func read(_ path: String, _ body: (Span<UInt8>) throws -> Void) throws -> Bool {
        guard let handle = try Self.openIfThere(file(path)) else { return false }
        try Self.forEachPiece(of: handle, body)
        return true
    }

    /// Whether the folder has the file.
    package func holds(_ path: String) -> Bool { Folder.holds(file(path)) }

    /// Walks over the sections, one name at a time in memory.
    package func forEach(_ body: (StoredFile) throws -> Void) throws {
        for section in StoredPath.sections {
            try Folder.forEachEntry(of: file(section)) { entry in
                guard !entry.isFolder else { return }
                try body(
                    StoredFile(path: "\(section)/\(entry.name)", modifiedAtSeconds: entry.modifiedAtSeconds))
            }
        }
    }

    /// Unlinks a file.
    package func remove(_ path: String) throws { try Folder.remove(file(path)) }

    /// The content of the file `.instance`.
    package func mark() throws -> String? {
        guard let handle = try Self.openIfThere(file(Self.markName)) else { return nil }
        return String(decoding: try handle.bytes(at: 0, count: 64).prefix { $0 != 0x0A }, as: UTF8.self)
    }

    /// Replaces the file `.instance`.
    package func setMark(_ text: String) throws {
        try Folder.makeAll(path)
        let part = file("\(Self.markName).new")
        try Folder.remove(part)
        let handle = try FileHandle.create(part)
        try handle.write(Array("\(text)\n".utf8).span)
        try handle.synchronize()
        try Folder.move(part, to: file(Self.markName))
        try Folder.synchronize(path)
    }

    /// The room of its file system.
    package func freeBytes() throws -> Int? { try Folder.freeBytes(of: path) }

    /// The size of its file system.
    package func sizeBytes() throws -> Int? { try Folder.sizeBytes(of: path) }

    /// Makes a file in one of the sections, which an empty mount point lacks, and removes it.
    ///
    /// - Throws: `PosixError`; `RoomShortage`.
    package func check(roomFor bytes: Int) throws {
        let free = try Folder.freeBytes(of: path)
        guard free >= bytes else { throw RoomShortage(place: path, freeBytes: free) }
        try Folder.checkWritable(file(hexEncoded(randomBytes(1))))
    }

    /// Links a file to a place on the same file system, or copies it.
    package func copy(_ path: String, to target: String) throws -> Bool {
        if try Self.copyIfThere(file(path), to: target) { return true }
        // The trash has it since.
        for day in try days() where try Self.copyIfThere("\(trash)/\(day)/\(path)", to: target) { return true }
        return false
    }

    private static func copyIfThere(_ source: String, to target: String) throws -> Bool {
        do throws(PosixError) {
            return try Folder.linkIfThere(source, to: target)
        } catch {
            // Another file system, or a file that another user owns.
            guard let handle = try openIfThere(source) else { return false }
            let copy = try FileHandle.create(target)
            try forEachPiece(of: handle) { try copy.write($0) }
            return true
        }
    }

    private static func openIfThere(_ place: String) throws(PosixError) -> FileHandle? {
        do throws(PosixError) {
            return try FileHandle.open(reading: place)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    private static func forEachPiece(of handle: borrowing FileHandle, _ body: (Span<UInt8>) throws -> Void) throws {
        var buffer = [UInt8](repeating: 0, count: pieceBytes)
        while case let count = try handle.read(into: &buffer), count > 0 {
            try body(buffer.span.extracting(first: count))
        }
    }
}
