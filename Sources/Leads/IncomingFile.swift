import Crypto
import Posix

/// A file that is arriving: written and digested piece by piece, gone again unless it is kept.
final class IncomingFile {
    private let folder: ResumeFolder
    private let name: String
    private let section: String
    private let path: String
    private var writer: BlockWriter
    private var hasher = SHA256Hasher()
    private var isMoved = false
    /// How many bytes have been written.
    private(set) var count = 0

    /// Begins a file in the folder.
    ///
    /// - Parameter expectedBytes: about how long it is going to be.
    /// - Throws: `PosixError`.
    init(in folder: ResumeFolder, expectedBytes: Int = 0) throws {
        self.folder = folder
        name = Self.randomName()
        section = String(name.prefix(2))
        // In the folder where it will stay: renaming within one locks neither another folder nor the whole file system.
        path = folder.file("\(section)/.\(name)")
        writer = try BlockWriter.create(path, expectedBytes: expectedBytes)
    }

    deinit {
        // What cannot be removed now stays for the sweep.
        if !isMoved { try? Folder.remove(path) }
    }

    /// Adds bytes.
    ///
    /// - Throws: `PosixError`, for example when the disk is full.
    func write(_ piece: Span<UInt8>) throws {
        try writer.write(piece)
        hasher.update(piece)
        count += piece.count
    }

    /// All bytes have been added: it can be read from here on.
    ///
    /// - Throws: `PosixError`, for example when the disk is full.
    func end() throws { try writer.finish() }

    /// Keeps the file under a new name: it and its name are on the disk when this returns.
    ///
    /// Syncing it under the name that stays spares the disk the folder's block once; nobody looks for the file before its row is there.
    ///
    /// - Returns: the stored path below the folder, and the SHA-256 of the content.
    /// - Throws: `PosixError`; nothing is left of the file then.
    func keep(extension ending: String) throws -> (path: String, digest: [UInt8]) {
        let kept = "\(section)/\(name).\(ending)"
        try Folder.rename(path, to: folder.file(kept))
        isMoved = true
        do {
            try writer.synchronize()
            try Folder.synchronize(folder.file(section))
        } catch {
            try folder.remove(kept)
            throw error
        }
        var finished = SHA256Hasher()
        swap(&hasher, &finished)
        return (kept, finished.finalize())
    }

    /// A random UUID, version 4, so that names tell nothing and spread evenly; RFC 9562 §5.4.
    private static func randomName() -> String {
        var bytes = randomBytes(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = hexEncoded(bytes)
        return [(0, 8), (8, 4), (12, 4), (16, 4), (20, 12)]
            .map { hex.dropFirst($0.0).prefix($0.1) }.joined(separator: "-")
    }
}

extension IncomingFile: RandomAccessBytes {
    func byteCount() throws -> Int { count }
    func bytes(at offset: Int, count: Int) throws -> [UInt8] { try writer.bytes(at: offset, count: count) }
}
