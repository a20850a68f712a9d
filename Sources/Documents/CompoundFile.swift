/// The directory of a compound file (OLE2), read without following anything else.
///
/// Every chain is bounded by the file's own number of sectors, so that a loop ends as damage.
///
/// Source: [MS-CFB] §2.
struct CompoundFile {
    /// Sectors of the directory, at most; of 4 entries each in the common version 3.
    static let maximumDirectorySectors = 512

    /// The signature of a compound file.
    static let signature: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
    private static let header = 512
    private static let entryBytes = 128
    private static let endOfChain = 0xFFFF_FFFE
    /// Places of allocation table sectors that the header itself holds.
    private static let headerPlaces = 109

    private let headerBytes: [UInt8]
    private let sectorBytes: Int
    private let sectors: Int

    /// Reads the header of `content`.
    ///
    /// - Throws: `contentDisagrees` without the signature, `damaged` with a header that does not fit; what `content` throws.
    init(_ content: borrowing some RandomAccessBytes & ~Copyable) throws {
        guard try content.bytes(at: 0, count: 8) == Self.signature else { throw ResumeFault.contentDisagrees }
        headerBytes = try content.allBytes(at: 0, count: Self.header)
        switch (headerBytes.number16(at: 0x1A), headerBytes.number16(at: 0x1E)) {
        case (3, 9): sectorBytes = 512
        case (4, 12): sectorBytes = 4_096
        default: throw ResumeFault.damaged
        }
        guard headerBytes.number16(at: 0x1C) == 0xFFFE else { throw ResumeFault.damaged }
        sectors = max(0, try content.byteCount() - 1) / sectorBytes  // the last may be cut short; the header takes one
    }

    /// Whether the directory has a non-empty stream of that name.
    ///
    /// - Throws: `damaged` for a directory that leaves the file, loops, or is longer than we read; what `content` throws.
    func hasStream(_ name: String, in content: borrowing some RandomAccessBytes & ~Copyable) throws -> Bool {
        let units = Array(name.utf16) + [0]
        let name = units.flatMap { unit -> [UInt8] in
            [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
        }
        let size = try content.byteCount()
        var sector = headerBytes.number32(at: 0x30)
        var visited = 0
        var hasStream = false
        while sector != Self.endOfChain {
            guard visited < min(sectors, Self.maximumDirectorySectors) else { throw ResumeFault.damaged }
            let entries = try content.allBytes(at: offset(of: sector), count: sectorBytes)
            for start in stride(from: 0, to: sectorBytes, by: Self.entryBytes) {
                let type = entries[start + 0x42]
                if visited == 0 && start == 0 && type != 5 { throw ResumeFault.damaged }  // the root comes first
                let bytes = entries.number32(at: start + 0x78)
                if type == 2, entries.number16(at: start + 0x40) == name.count, entries.holds(name, at: start),
                    bytes > 0,
                    bytes <= size
                {
                    hasStream = true
                }
            }
            visited += 1
            sector = try self.sector(after: sector, in: content)
        }
        return hasStream
    }

    private func offset(of sector: Int) throws(ResumeFault) -> Int {
        guard sector < sectors else { throw .damaged }
        return (sector + 1) * sectorBytes
    }

    /// The next sector of a chain, as the allocation table has it.
    private func sector(after sector: Int, in content: borrowing some RandomAccessBytes & ~Copyable) throws -> Int {
        let perSector = sectorBytes / 4
        let table = try place(ofTable: sector / perSector, in: content)
        return try content.allBytes(at: try offset(of: table) + sector % perSector * 4, count: 4).number32(at: 0)
    }

    /// The sector that holds part `index` of the allocation table.
    private func place(ofTable index: Int, in content: borrowing some RandomAccessBytes & ~Copyable) throws -> Int {
        guard index >= Self.headerPlaces else { return headerBytes.number32(at: 0x4C + index * 4) }
        let perSector = sectorBytes / 4 - 1
        var sector = headerBytes.number32(at: 0x44)
        for _ in 0..<((index - Self.headerPlaces) / perSector) {
            sector = try content.allBytes(at: try offset(of: sector) + perSector * 4, count: 4).number32(at: 0)
        }
        let place = try offset(of: sector) + (index - Self.headerPlaces) % perSector * 4
        return try content.allBytes(at: place, count: 4).number32(at: 0)
    }
}
