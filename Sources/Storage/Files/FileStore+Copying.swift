import Crypto

/// What a store takes from another.
extension FileStore {
    /// The SHA-256 of a file; nil when it is missing.
    package func digest(of path: String) throws -> [UInt8]? { try sha256OfPieces { try read(path, $0) } }

    /// The SHA-256 of a file of the trash; nil when it is missing.
    package func digestOfTrashed(_ path: String, on day: String) throws -> [UInt8]? {
        try sha256OfPieces { try readTrashed(path, on: day, $0) }
    }

    /// Takes the bytes that `read` hands over as the file of a path, in place of what is there; it has its name when it is whole.
    ///
    /// - Parameters:
    ///   - digest: the SHA-256 that the bytes must have; others are not kept.
    ///   - read: returns false when there is nothing to read.
    /// - Returns: the SHA-256 of the bytes that were read; nil when there were none.
    package func take(
        _ path: String, digest wanted: [UInt8], from read: ((Span<UInt8>) throws -> Void) throws -> Bool
    ) throws -> [UInt8]? {
        // What a killed program leaves of it goes to the trash, as the file of no row.
        let name = "\(path).\(hexEncoded(randomBytes(4)))"
        let writer = try begin(name, expectedBytes: 0)
        do {
            var hasher = SHA256Hasher()
            let isThere = try read { piece in
                try writer.write(piece)
                hasher.update(piece)
            }
            let digest = hasher.finalize()
            guard isThere, digest == wanted else {
                try writer.discard()
                return isThere ? digest : nil
            }
            try writer.finish()
            try writer.move(to: path)
            try writer.keep(digest: wanted)
            return digest
        } catch {
            // The cause is what is reported; the rest stays for the sweep.
            try? writer.discard()
            throw error
        }
    }

    private func sha256OfPieces(_ read: ((Span<UInt8>) throws -> Void) throws -> Bool) throws -> [UInt8]? {
        var hasher = SHA256Hasher()
        guard try read({ hasher.update($0) }) else { return nil }
        return hasher.finalize()
    }
}
