import Crypto
import Documents
import Posix

/// A file that is arriving: written and digested piece by piece, gone again unless it is kept.
///
/// It has its name from the start: a random one, unknown to others until the row that names it has committed.
final class IncomingFile {
    /// Where it lies, below the folder; without an ending until `name(as:)`, where the client's name has none.
    private(set) var path: String
    /// How many bytes have been written.
    private(set) var count = 0
    private let folder: ResumeFolder
    private let section: String
    private var writer: BlockWriter
    private var hasher = SHA256Hasher()
    private var isKept = false

    /// Begins a file in the folder.
    ///
    /// - Parameters:
    ///   - ending: of its name, without the dot; nil until the content shows it.
    ///   - expectedBytes: about how long it is going to be.
    /// - Throws: `PosixError`.
    init(in folder: ResumeFolder, extension ending: String?, expectedBytes: Int = 0) throws {
        self.folder = folder
        let name = Self.randomName()
        section = String(name.prefix(2))
        path = "\(section)/\(name)" + (ending.map { ".\($0)" } ?? "")
        writer = try BlockWriter.create(folder.file(path), expectedBytes: expectedBytes)
    }

    deinit {
        // What cannot be removed now stays for the sweep.
        if !isKept { try? folder.remove(path) }
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

    /// Gives the file of a name without an ending that of its format.
    ///
    /// - Throws: `PosixError`.
    func name(as format: ResumeFormat) throws {
        let ending = ".\(format.fileExtension)"
        guard !path.hasSuffix(ending) else { return }
        try Folder.move(folder.file(path), to: folder.file(path + ending))
        path += ending
    }

    /// Keeps the file: it and its name are on the disk when this returns.
    ///
    /// - Returns: the SHA-256 of the content.
    /// - Throws: `PosixError`; nothing is left of the file once it is out of use.
    func keep() throws -> [UInt8] {
        try writer.handle.synchronize()
        writer.handle.dropFromCache()
        try Folder.synchronize(folder.file(section))
        isKept = true
        var finished = SHA256Hasher()
        swap(&hasher, &finished)
        return finished.finalize()
    }

    /// A random UUID, version 4, so that names reveal nothing and spread evenly; RFC 9562 §5.4.
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
    func bytes(at offset: Int, count: Int) throws -> [UInt8] { try writer.handle.bytes(at: offset, count: count) }
}
