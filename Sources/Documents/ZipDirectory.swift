/// The directory of a zip file; nothing is unpacked.
///
/// Only an unambiguous archive is accepted: the file begins with its first entry, the last end record is the one of its
/// central directory, which lies right before that, entries do not overlap and are stored or deflated, and none is encrypted. Bytes
/// after the end, as an editor or a mailer adds them, and 64-bit records are read as Word reads them.
///
/// Source: APPNOTE.TXT 6.3.10 §4.3, §4.5.3; ISO/IEC 29500-2 for the parts of a document.
struct ZipDirectory {
    /// Bytes of the central directory, at most.
    static let maximumBytes = 131_072
    /// Entries, at most.
    static let maximumEntries = 2_048
    /// Bytes of all entries unpacked, as the directory states them, at most.
    static let maximumUnpackedBytes = 104_857_600
    /// The best compression ratio of deflate.
    private static let maximumRatio = 1_032
    private static let localBytes = 30
    /// Parts that may be the main one; the common number is 1.
    private static let maximumDocuments = 16

    private(set) var hasContentTypes = false
    private(set) var hasMacros = false
    private var documents: [[UInt8]] = []

    /// Whether it has a main part of a Word document.
    var hasDocument: Bool { !documents.isEmpty }

    /// Reads the directory of `content`.
    ///
    /// - Throws: `contentDisagrees` if it does not begin as a zip file; `damaged` or `unpacksTooLarge`; what `content` throws.
    init(_ content: borrowing some RandomAccessBytes & ~Copyable) throws {
        guard try content.bytes(at: 0, count: 4) == Self.signature(3, 4) else { throw ResumeFault.contentDisagrees }
        let end = try ZipEnd(of: content)
        guard end.entries <= Self.maximumEntries, end.directoryBytes <= Self.maximumBytes else {
            throw ResumeFault.damaged
        }
        let directory = try content.allBytes(at: end.directoryOffset, count: end.directoryBytes)
        var extents: [Range<Int>] = []
        var unpackedBytes = 0
        var offset = 0
        for _ in 0..<end.entries {
            let entry = try ZipEntry(in: directory, at: offset)
            guard entry.isPlain else { throw ResumeFault.damaged }
            guard entry.unpackedBytes <= (entry.packedBytes + 1) * Self.maximumRatio else {
                throw ResumeFault.unpacksTooLarge
            }
            unpackedBytes += entry.unpackedBytes
            guard unpackedBytes <= Self.maximumUnpackedBytes else { throw ResumeFault.unpacksTooLarge }
            extents.append(entry.offset..<(entry.offset + Self.localBytes + entry.name.count + entry.packedBytes))
            try note(entry, in: content)
            offset += entry.bytes
        }
        guard offset == directory.count else { throw ResumeFault.damaged }
        try Self.checkOrder(of: extents, before: end.directoryOffset)
    }

    /// Notes the entries that decide; those that a document needs must be there once, under the same name in the local header.
    ///
    /// The main part is `word/document.xml`, or `word/document2.xml` and the like as Word for the web names it. Names of parts are equal
    /// whatever the case of their letters (ISO/IEC 29500-2 §9.1.1).
    private mutating func note(
        _ entry: ZipEntry, in content: borrowing some RandomAccessBytes & ~Copyable
    ) throws {
        let name = entry.name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        if Self.isOfMacros(name) { hasMacros = true }
        let isContentTypes = name.elementsEqual("[content_types].xml".utf8)
        let isDocument = Self.isDocument(name)
        guard isContentTypes || isDocument else { return }
        guard !(isContentTypes && hasContentTypes), !(isDocument && documents.contains(name)),
            documents.count < Self.maximumDocuments
        else {
            throw ResumeFault.damaged
        }
        let local = try content.allBytes(at: entry.offset, count: Self.localBytes + name.count)
        guard local.holds(Self.signature(3, 4), at: 0), local.number16(at: 26) == name.count,
            local.holds(entry.name, at: Self.localBytes)
        else { throw ResumeFault.damaged }
        if isContentTypes { hasContentTypes = true } else { documents.append(name) }
    }

    /// Whether a name in lower case is `word/document*.xml`, right in that folder.
    private static func isDocument(_ name: [UInt8]) -> Bool {
        name.starts(with: "word/document".utf8) && name.suffix(4).elementsEqual(".xml".utf8)
            && !name.dropFirst(5).contains(UInt8(ascii: "/"))
    }

    /// Whether a name in lower case, in whatever folder, is one of the parts that Word keeps a macro project in.
    ///
    /// `vbaData.xml` goes with every project, `vbaProjectSignature.bin` with a signed one; a project whose main part was renamed leaves them.
    private static func isOfMacros(_ name: [UInt8]) -> Bool {
        let separator = name.lastIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
        let base = name[(separator.map { $0 + 1 } ?? 0)...]
        return base.suffix(14).elementsEqual("vbaproject.bin".utf8) || base.starts(with: "vbaproject".utf8)
            || base.elementsEqual("vbadata.xml".utf8)
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

    /// The signatures of the records of a zip file.
    static func signature(_ third: UInt8, _ fourth: UInt8) -> [UInt8] {
        [UInt8(ascii: "P"), UInt8(ascii: "K"), third, fourth]
    }
}
