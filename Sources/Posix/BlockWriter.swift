import Glibc

/// A new file that is written in large blocks past the page cache, where the file system can do that: what is synced at once and
/// seldom read costs half as much this way.
///
/// Until `finish` the file on the disk is shorter or longer than what was written.
@safe
public struct BlockWriter: ~Copyable {
    /// The file; it can be read after `finish`.
    public let handle: FileHandle
    private let block: UnsafeMutableRawBufferPointer
    private var filled = 0
    private var count = 0
    private var isDirect: Bool

    /// How much is written at a time.
    public static let blockBytes = 262_144
    /// The alignment of addresses and lengths that common devices require.
    private static let alignment = 4096

    private init(owning handle: consuming FileHandle, isDirect: Bool) {
        self.handle = handle
        self.isDirect = isDirect
        unsafe block = .allocate(byteCount: isDirect ? Self.blockBytes : 0, alignment: Self.alignment)
    }

    deinit { unsafe block.deallocate() }

    /// Creates a file that must not exist yet.
    ///
    /// - Parameter expectedBytes: how long it is going to be; a file of less than 4 blocks goes through the page cache.
    /// - Throws: `PosixError`.
    public static func create(_ path: String, expectedBytes: Int) throws(PosixError) -> BlockWriter {
        guard expectedBytes >= 4 * blockBytes else {
            return BlockWriter(owning: try FileHandle.create(path), isDirect: false)
        }
        let handle = try FileHandle.create(path)
        let isDirect = handle.setDirect(true)
        return BlockWriter(owning: handle, isDirect: isDirect)
    }

    /// Adds bytes.
    ///
    /// - Throws: `PosixError`; the file is then of no use.
    public mutating func write(_ piece: Span<UInt8>) throws(PosixError) {
        count += piece.count
        guard isDirect else { return try handle.write(piece) }
        var rest = piece
        while !rest.isEmpty {
            let taken = min(rest.count, Self.blockBytes - filled)
            let part = rest.extracting(first: taken)
            unsafe part.withUnsafeBytes {
                unsafe UnsafeMutableRawBufferPointer(rebasing: block[filled...]).copyMemory(from: $0)
            }
            filled += taken
            rest = rest.extracting(droppingFirst: taken)
            if filled == Self.blockBytes { try writeBlock(bytes: filled) }
        }
    }

    /// Writes what is left; the file is as long as what was written when this returns, though not yet on the disk.
    ///
    /// - Throws: `PosixError`; the file is then of no use.
    public mutating func finish() throws(PosixError) {
        guard isDirect else { return }
        if filled > 0 {
            let padded = (filled + Self.alignment - 1) / Self.alignment * Self.alignment
            unsafe UnsafeMutableRawBufferPointer(rebasing: block[filled..<padded]).initializeMemory(
                as: UInt8.self, repeating: 0)
            try writeBlock(bytes: padded)
        }
        try handle.setLength(count)
        _ = handle.setDirect(false)
        isDirect = false
    }

    private mutating func writeBlock(bytes: Int) throws(PosixError) {
        let part = unsafe UnsafeRawBufferPointer(rebasing: block[..<bytes])
        var (written, failure) = unsafe handle.writeAll(part)
        if failure?.number == EINVAL {
            // The device wants another alignment, or a block was written in part: what is left goes through the page cache.
            _ = handle.setDirect(false)
            (written, failure) = unsafe handle.writeAll(UnsafeRawBufferPointer(rebasing: part[written...]))
        }
        if let failure { throw failure }
        filled = 0
    }
}
