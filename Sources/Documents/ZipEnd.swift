/// Where the central directory of a zip file is, as its end record says.
///
/// The last end record of the file is the one: readers look for it from the end. Whatever follows its comment is ignored, up to
/// 64 KiB. A second zip file after the first has an end record of its own, which does not fit the place it is at: refused.
///
/// Source: APPNOTE.TXT 6.3.10 §4.3.14 to §4.3.16.
struct ZipEnd {
    /// How many entries the directory has.
    let entries: Int
    /// Where the directory begins.
    let directoryOffset: Int
    /// The bytes of the directory.
    let directoryBytes: Int

    private static let fixedBytes = 22
    private static let locatorBytes = 20
    private static let longBytes = 56
    private static let largestCommentBytes = 65_535

    /// Finds the end of `content`.
    ///
    /// - Throws: `ResumeFault.damaged` when there is none, or it does not follow its directory immediately; what `content` throws.
    init(of content: borrowing some RandomAccessBytes & ~Copyable) throws {
        let size = try content.byteCount()
        let tailBytes = min(size, Self.fixedBytes + Self.largestCommentBytes)
        let tail = try content.allBytes(at: size - tailBytes, count: tailBytes)
        guard
            let place = stride(from: tail.count - 4, through: 0, by: -1).first(where: { start in
                tail[start] == UInt8(ascii: "P") && tail.holds(ZipDirectory.signature(5, 6), at: start)
            }), tail.count - place >= Self.fixedBytes,
            tail.count - place - Self.fixedBytes >= tail.number16(at: place + 20)
        else { throw ResumeFault.damaged }
        let short = ZipEnd(
            entries: tail.number16(at: place + 10), directoryOffset: tail.number32(at: place + 16),
            directoryBytes: tail.number32(at: place + 12))
        guard tail.number32(at: place + 4) == 0, tail.number16(at: place + 8) == short.entries else {
            throw ResumeFault.damaged
        }
        let start = size - tailBytes + place
        if let long = try Self.longRecord(before: start, of: content) {
            guard short.entries == 0xFFFF || short.entries == long.end.entries,
                short.directoryOffset == 0xFFFF_FFFF || short.directoryOffset == long.end.directoryOffset,
                short.directoryBytes == 0xFFFF_FFFF || short.directoryBytes == long.end.directoryBytes
            else { throw ResumeFault.damaged }
            self = long.end
            guard directoryOffset + directoryBytes == long.start else { throw ResumeFault.damaged }
        } else {
            self = short
            guard directoryOffset + directoryBytes == start else { throw ResumeFault.damaged }
        }
    }

    private init(entries: Int, directoryOffset: Int, directoryBytes: Int) {
        self.entries = entries
        self.directoryOffset = directoryOffset
        self.directoryBytes = directoryBytes
    }

    /// The 64-bit end record, when its locator lies right before the end record; and where it begins.
    private static func longRecord(
        before end: Int, of content: borrowing some RandomAccessBytes & ~Copyable
    ) throws -> (start: Int, end: ZipEnd)? {
        guard end >= locatorBytes else { return nil }
        let locator = try content.allBytes(at: end - locatorBytes, count: locatorBytes)
        guard locator.holds(ZipDirectory.signature(6, 7), at: 0) else { return nil }
        guard locator.number32(at: 4) == 0, locator.number32(at: 16) <= 1, let start = locator.number64(at: 8),
            start + longBytes <= end - locatorBytes
        else { throw ResumeFault.damaged }
        let record = try content.allBytes(at: start, count: longBytes)
        guard record.holds(ZipDirectory.signature(6, 6), at: 0), let bytes = record.number64(at: 4),
            start + 12 + bytes == end - locatorBytes, record.number32(at: 16) == 0, record.number32(at: 20) == 0,
            let here = record.number64(at: 24), let entries = record.number64(at: 32), here == entries,
            let directoryBytes = record.number64(at: 40), let directoryOffset = record.number64(at: 48)
        else { throw ResumeFault.damaged }
        return (
            start, ZipEnd(entries: entries, directoryOffset: directoryOffset, directoryBytes: directoryBytes)
        )
    }
}
