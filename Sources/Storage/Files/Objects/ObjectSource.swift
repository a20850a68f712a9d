import Crypto
import Posix
import Transfer

/// A file that becomes an object; 1 MiB of it at a time in memory.
final class ObjectSource {
    private static let pieceBytes = 1 << 20

    private let handle: FileHandle
    let bytes: Int
    let modifiedAtSeconds: Int
    private var whole: String?

    /// Opens a file.
    ///
    /// - Throws: `PosixError`.
    init(_ path: String) throws {
        handle = try FileHandle.open(reading: path)
        bytes = try handle.byteCount()
        modifiedAtSeconds = try handle.modifiedAtSeconds()
    }

    /// The SHA-256 of all of it, in hexadecimal digits; calculated once.
    func digest() throws -> String {
        if let whole { return whole }
        let digest = hexEncoded(try digest(of: 0..<bytes))
        whole = digest
        return digest
    }

    /// What a request sends of it.
    func content(_ range: Range<Int>) -> ObjectTransfer.Content {
        ObjectTransfer.Content(bytes: range.count) { [self] offset, count in
            try handle.bytes(at: range.lowerBound + offset, count: min(count, range.count - offset))
        }
    }

    /// The SHA-256 of some of it.
    func digest(of range: Range<Int>) throws -> [UInt8] {
        var hasher = SHA256Hasher()
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: Self.pieceBytes) {
            hasher.update(try handle.bytes(at: offset, count: min(Self.pieceBytes, range.upperBound - offset)))
        }
        return hasher.finalize()
    }
}
