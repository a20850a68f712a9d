/// What the directory of a zip file says; nothing is unpacked.
///
/// Only an archive that every reader must see alike is taken: the file begins with its first entry and ends with the one end record, the
/// central directory lies right before that, entries do not overlap and are stored or deflated, none is encrypted, and nothing needs the
/// 64-bit extension.
///
/// Source: APPNOTE.TXT 6.3.10 §4.3; ISO/IEC 29500-2 for the parts of a document.
struct ZipDirectory {
    /// Bytes of the central directory, at most.
    static let maximumBytes = 131_072
    /// Entries, at most.
    static let maximumEntries = 2_048
    /// Bytes of all entries unpacked, as the directory states them, at most.
    static let maximumUnpackedBytes = 104_857_600
    /// What deflate can shrink a byte to, at best.
    private static let maximumRatio = 1_032
    private static let endBytes = 22
    private static let entryBytes = 46
    private static let localBytes = 30

    private(set) var hasContentTypes = false
    private(set) var hasDocument = false
    private(set) var hasMacros = false

    /// Reads the directory of `content`.
    ///
    /// - Throws: `contentDisagrees` if it does not begin as a zip file; `damaged` or `unpacksTooLarge`; what `content` throws.
    init(_ content: borrowing some RandomAccessBytes & ~Copyable) throws {
        guard try content.bytes(at: 0, count: 4) == Self.signature(3, 4) else { throw ResumeFault.contentDisagrees }
        let end = try Self.end(of: content)
        let directory = try content.allBytes(at: end.directoryOffset, count: end.directoryBytes)
        var extents: [Range<Int>] = []
        var unpackedBytes = 0
        var offset = 0
        for _ in 0..<end.entries {
            guard directory.count - offset >= Self.entryBytes, directory.holds(Self.signature(1, 2), at: offset) else {
                throw ResumeFault.damaged
            }
            let entry = Entry(in: directory, at: offset)
            guard directory.count - offset >= entry.bytes, entry.isPlain else { throw ResumeFault.damaged }
            guard entry.unpackedBytes <= (entry.packedBytes + 1) * Self.maximumRatio else {
                throw ResumeFault.unpacksTooLarge
            }
            unpackedBytes += entry.unpackedBytes
            guard unpackedBytes <= Self.maximumUnpackedBytes else { throw ResumeFault.unpacksTooLarge }
            let name = Array(directory[(offset + Self.entryBytes)...].prefix(entry.nameBytes))
            extents.append(entry.offset..<(entry.offset + Self.localBytes + name.count + entry.packedBytes))
            try note(name, entry, in: content)
            offset += entry.bytes
        }
        guard offset == directory.count else { throw ResumeFault.damaged }
        try Self.checkOrder(of: extents, before: end.directoryOffset)
    }

    /// Notes the entries that decide; the two that a document needs must be there once, under the same name in the local header.
    private mutating func note(
        _ name: [UInt8], _ entry: Entry, in content: borrowing some RandomAccessBytes & ~Copyable
    ) throws {
        let lowercased = name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        if lowercased.suffix(14) == Array("vbaproject.bin".utf8)[...] { hasMacros = true }
        let isContentTypes = name == Array("[Content_Types].xml".utf8)
        let isDocument = name == Array("word/document.xml".utf8)
        guard isContentTypes || isDocument else { return }
        guard !(isContentTypes && hasContentTypes), !(isDocument && hasDocument) else { throw ResumeFault.damaged }
        let local = try content.allBytes(at: entry.offset, count: Self.localBytes + name.count)
        guard local.holds(Self.signature(3, 4), at: 0), local.number16(at: 26) == name.count,
            local.holds(name, at: Self.localBytes)
        else { throw ResumeFault.damaged }
        if isContentTypes { hasContentTypes = true } else { hasDocument = true }
    }

    /// Refuses entries that share bytes, lie outside, or leave room for another file in front.
    private static func checkOrder(of extents: [Range<Int>], before directoryOffset: Int) throws(ResumeFault) {
        var free = 0
        for extent in extents.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard extent.lowerBound >= free, free > 0 || extent.lowerBound == 0 else { throw .damaged }
            free = extent.upperBound
        }
        guard free > 0, free <= directoryOffset else { throw .damaged }
    }

    /// One entry of the central directory.
    private struct Entry {
        let isPlain: Bool
        let packedBytes: Int
        let unpackedBytes: Int
        let nameBytes: Int
        let bytes: Int
        let offset: Int

        init(in directory: [UInt8], at start: Int) {
            let isEncrypted = directory.number16(at: start + 8) & 0x2041 != 0
            let method = directory.number16(at: start + 10)
            packedBytes = directory.number32(at: start + 20)
            unpackedBytes = directory.number32(at: start + 24)
            nameBytes = directory.number16(at: start + 28)
            bytes =
                ZipDirectory.entryBytes + nameBytes + directory.number16(at: start + 30)
                + directory.number16(at: start + 32)
            offset = directory.number32(at: start + 42)
            let isStored = method == 0 && packedBytes == unpackedBytes
            isPlain = !isEncrypted && (isStored || method == 8) && directory.number16(at: start + 34) == 0
        }
    }

    private struct End {
        let entries: Int
        let directoryOffset: Int
        let directoryBytes: Int
    }

    /// The end record: the only one whose comment ends where the file ends.
    private static func end(of content: borrowing some RandomAccessBytes & ~Copyable) throws -> End {
        let size = try content.byteCount()
        let tailBytes = min(size, endBytes + 65_535)
        let tail = try content.allBytes(at: size - tailBytes, count: tailBytes)
        guard tail.count >= endBytes else { throw ResumeFault.damaged }
        let starts = (0...(tail.count - endBytes)).filter { start in
            tail[start] == UInt8(ascii: "P") && tail.holds(signature(5, 6), at: start)
                && start + endBytes + tail.number16(at: start + 20) == tail.count
        }
        guard starts.count == 1, let start = starts.first else { throw ResumeFault.damaged }
        let entries = tail.number16(at: start + 10)
        let directoryBytes = tail.number32(at: start + 12)
        let directoryOffset = tail.number32(at: start + 16)
        guard tail.number32(at: start + 4) == 0, tail.number16(at: start + 8) == entries, entries <= maximumEntries,
            directoryBytes <= maximumBytes, directoryOffset + directoryBytes == size - tail.count + start
        else { throw ResumeFault.damaged }
        return End(entries: entries, directoryOffset: directoryOffset, directoryBytes: directoryBytes)
    }

    private static func signature(_ third: UInt8, _ fourth: UInt8) -> [UInt8] {
        [UInt8(ascii: "P"), UInt8(ascii: "K"), third, fourth]
    }
}
