import Posix

/// Sends a file piece by piece, for hosts where no web server does it.
enum FileSender {
    private static let pieceBytes = 65_536

    /// Sends the first `bytes` bytes of a file; stops when the client is gone or the file ends early.
    static func send(_ path: String, bytes: Int, _ send: ([UInt8]) -> Bool) {
        var offset = 0
        do {
            let file = try FileHandle.open(reading: path)
            while offset < bytes {
                let piece = try file.bytes(at: offset, count: min(pieceBytes, bytes - offset))
                if piece.isEmpty || !send(piece) { return }
                offset += piece.count
            }
        } catch {
            // The header with its length is out: a short content is how the client learns that it failed.
            return
        }
    }
}
