import Crypto

/// A file that is arriving in a store: written and digested piece by piece, gone again unless it is kept.
///
/// It has its name from the start: a random one, unknown to others until the row that names it has committed.
package final class IncomingFile {
    /// Its `StoredPath`; without an extension until `add(fileExtension:)`, where the client's name has none.
    package private(set) var path: String
    /// How many bytes have been written.
    package private(set) var count = 0
    private let writer: any FileWriter
    private var hasher = SHA256Hasher()
    private var isKept = false

    /// Begins a file in a store.
    ///
    /// - Parameters:
    ///   - fileExtension: of its name, without the dot; nil until the content shows it.
    ///   - expectedBytes: about how long it is going to be.
    /// - Throws: what the store throws.
    package init(in store: any FileStore, fileExtension: String?, expectedBytes: Int = 0) throws {
        path = StoredPath.random() + (fileExtension.map { ".\($0)" } ?? "")
        writer = try store.begin(path, expectedBytes: expectedBytes)
    }

    deinit {
        // What cannot be removed now stays for the sweep.
        if !isKept { try? writer.discard() }
    }

    /// Adds bytes.
    ///
    /// - Throws: what the store throws, for example when it is full.
    package func write(_ piece: Span<UInt8>) throws {
        try writer.write(piece)
        hasher.update(piece)
        count += piece.count
    }

    /// All bytes have been added: it can be read from here on.
    ///
    /// - Throws: what the store throws, for example when it is full.
    package func end() throws { try writer.finish() }

    /// The bytes at an offset; fewer than `count` at the end.
    ///
    /// - Throws: what the store throws.
    package func bytes(at offset: Int, count: Int) throws -> [UInt8] { try writer.bytes(at: offset, count: count) }

    /// Gives a file of a name without an extension that of its format.
    ///
    /// - Throws: what the store throws.
    package func add(fileExtension: String) throws {
        let ending = ".\(fileExtension)"
        guard !path.hasSuffix(ending) else { return }
        try writer.move(to: path + ending)
        path += ending
    }

    /// Keeps the file: it outlives a crash of the host when this returns.
    ///
    /// - Returns: the SHA-256 of the content.
    /// - Throws: what the store throws; nothing is left of the file once it is out of use.
    package func keep() throws -> [UInt8] {
        var finished = SHA256Hasher()
        swap(&hasher, &finished)
        let digest = finished.finalize()
        try writer.keep(digest: digest)
        isKept = true
        return digest
    }
}
