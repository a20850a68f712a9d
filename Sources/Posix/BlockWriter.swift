import Glibc

/// A new file that is written in large blocks past the page cache, where the file system can do that: what is synced at once and
/// seldom read costs half as much this way.
///
/// Until `finish` the file on the disk is shorter than what was written.
@safe
public struct BlockWriter: ~Copyable {
    private let handle: FileHandle
    private let block: UnsafeMutableRawBufferPointer
    /// How much of the block is in use: the end of the file, also once it is written.
    private var filled = 0
    private var count = 0

    /// How much is written at a time. With its alignment less than the 64 KiB from which on pools take memory from the system anew
    /// each time (scripts/lib/pool).
    public static let blockBytes = 57_344
    /// From how long on a file goes past the page cache: a shorter one would lose more by having its length set.
    public static let leastDirectBytes = 16_384
    /// What the devices that we know of want addresses and lengths to be a multiple of.
    private static let alignment = 4096

    private init(owning handle: consuming FileHandle, isDirect: Bool) {
        self.handle = handle
        unsafe block = .allocate(byteCount: isDirect ? Self.blockBytes : 0, alignment: Self.alignment)
    }

    deinit { unsafe block.deallocate() }

    /// Creates a file that must not exist yet.
    ///
    /// - Parameter expectedBytes: about how long it is going to be.
    /// - Throws: `PosixError`.
    public static func create(_ path: String, expectedBytes: Int) throws(PosixError) -> BlockWriter {
        let handle = try FileHandle.create(path)
        let isDirect = expectedBytes >= leastDirectBytes && handle.setDirect(true)
        return BlockWriter(owning: handle, isDirect: isDirect)
    }

    /// Adds bytes.
    ///
    /// - Throws: `PosixError`; the file is then of no use.
    public mutating func write(_ piece: Span<UInt8>) throws(PosixError) {
        count += piece.count
        guard unsafe !block.isEmpty else { return try handle.write(piece) }
        var rest = piece
        while !rest.isEmpty {
            if filled == Self.blockBytes { try writeBlock() }
            let taken = min(rest.count, Self.blockBytes - filled)
            let part = rest.extracting(first: taken)
            unsafe part.withUnsafeBytes {
                unsafe UnsafeMutableRawBufferPointer(rebasing: block[filled...]).copyMemory(from: $0)
            }
            filled += taken
            rest = rest.extracting(droppingFirst: taken)
        }
    }

    /// Writes what is left; the file is as long as what was written when this returns, though not yet on the disk.
    ///
    /// - Throws: `PosixError`; the file is then of no use.
    public mutating func finish() throws(PosixError) {
        guard filled > 0 else { return }
        let last = filled
        filled = (last + Self.alignment - 1) / Self.alignment * Self.alignment
        unsafe UnsafeMutableRawBufferPointer(rebasing: block[last..<filled]).initializeMemory(
            as: UInt8.self, repeating: 0)
        try writeBlock()
        filled = last
        if !last.isMultiple(of: Self.alignment) { try handle.setLength(count) }
        _ = handle.setDirect(false)
        handle.expectFewReads()
    }

    /// The bytes at an offset, fewer than `count` at the end; call it after `finish`.
    ///
    /// - Throws: `PosixError`.
    public borrowing func bytes(at offset: Int, count wanted: Int) throws(PosixError) -> [UInt8] {
        let start = count - filled
        // The end, and with it all of a short file, is still here.
        guard start..<count ~= offset else { return try handle.bytes(at: offset, count: wanted) }
        let from = offset - start
        return unsafe [UInt8](UnsafeRawBufferPointer(rebasing: block[from..<from + min(wanted, filled - from)]))
    }

    /// Brings the file's bytes and length to the disk.
    ///
    /// - Throws: `PosixError`; what was written must then count as lost.
    public borrowing func synchronize() throws(PosixError) { try handle.synchronize() }

    private mutating func writeBlock() throws(PosixError) {
        let part = unsafe UnsafeRawBufferPointer(rebasing: block[..<filled])
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
