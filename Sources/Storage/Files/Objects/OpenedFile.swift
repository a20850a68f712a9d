import Crypto
import Posix
import Transfer

/// A file of this host that is sent to a store.
final class OpenedFile {
    private static let pieceBytes = 131_072

    private let handle: FileHandle

    /// Opens a file.
    ///
    /// - Throws: `PosixError`.
    init(_ path: String) throws { handle = try FileHandle.open(reading: path) }

    /// The SHA-256 of its bytes.
    func digest() throws -> [UInt8] {
        var hasher = SHA256Hasher()
        var offset = 0
        while case let piece = try handle.bytes(at: offset, count: Self.pieceBytes), !piece.isEmpty {
            hasher.update(piece)
            offset += piece.count
        }
        return hasher.finalize()
    }

    /// Its bytes, read while they are sent.
    func content() throws -> ObjectTransfer.Content {
        ObjectTransfer.Content(bytes: try handle.byteCount()) { [self] offset, count in
            try handle.bytes(at: offset, count: count)
        }
    }
}
