@testable import Documents

/// A file in memory.
struct SampleFile: RandomAccessBytes {
    var bytes: [UInt8]

    func byteCount() -> Int { bytes.count }
    func bytes(at offset: Int, count: Int) -> [UInt8] { Array(bytes.dropFirst(offset).prefix(count)) }
}

/// The fault that a check of these bytes finds; nil when they pass.
func fault(in bytes: [UInt8], as format: ResumeFormat) -> ResumeFault? {
    do {
        try format.check(SampleFile(bytes: bytes))
        return nil
    } catch {
        return error as? ResumeFault
    }
}

extension [UInt8] {
    mutating func append16(_ number: Int) { append(contentsOf: [UInt8(number & 0xFF), UInt8(number >> 8 & 0xFF)]) }
    mutating func append32(_ number: Int) {
        append16(number & 0xFFFF)
        append16(number >> 16 & 0xFFFF)
    }
    mutating func append64(_ number: Int) {
        append32(number & 0xFFFF_FFFF)
        append32(number >> 32)
    }
    mutating func set16(_ number: Int, at offset: Int) {
        self[offset] = UInt8(number & 0xFF)
        self[offset + 1] = UInt8(number >> 8 & 0xFF)
    }
    mutating func set32(_ number: Int, at offset: Int) {
        set16(number & 0xFFFF, at: offset)
        set16(number >> 16 & 0xFFFF, at: offset + 2)
    }
}

/// A zip file built entry by entry; every number can be bent before it is written.
struct SampleZip {
    struct Entry {
        var name: String
        var data: [UInt8] = Array("<x/>".utf8)
        var method = 0
        var flags = 0
        var unpackedBytes: Int?
        var packedBytes: Int?
        var offset: Int?
        var localName: String?
        var is64 = false
    }

    /// Whether there is a 64-bit end record, and whether the short one leaves its numbers to it.
    enum End64 { case none, besides, needed }

    var entries: [Entry]
    var prefix: [UInt8] = []
    var gap: [UInt8] = []
    var comment: [UInt8] = []
    var statedEntries: Int?
    var end64 = End64.none

    static let document = SampleZip(entries: [
        Entry(name: "[Content_Types].xml"), Entry(name: "_rels/.rels"), Entry(name: "word/document.xml"),
    ])

    func with(_ change: (inout SampleZip) -> Void) -> [UInt8] {
        var zip = self
        change(&zip)
        return zip.bytes
    }

    var bytes: [UInt8] {
        var file = prefix
        var directory: [UInt8] = []
        for entry in entries {
            let offset = entry.offset ?? file.count
            let local = Array((entry.localName ?? entry.name).utf8)
            file += [0x50, 0x4B, 3, 4]
            file.append16(20)
            file.append16(entry.flags)
            file.append16(entry.method)
            file += [UInt8](repeating: 0, count: 8)
            file.append32(entry.data.count)
            file.append32(entry.unpackedBytes ?? entry.data.count)
            file.append16(local.count)
            file.append16(0)
            file += local + entry.data

            directory += [0x50, 0x4B, 1, 2]
            directory.append16(20)
            directory.append16(20)
            directory.append16(entry.flags)
            directory.append16(entry.method)
            directory += [UInt8](repeating: 0, count: 8)
            let (packed, unpacked) = (entry.packedBytes ?? entry.data.count, entry.unpackedBytes ?? entry.data.count)
            directory.append32(entry.is64 ? 0xFFFF_FFFF : packed)
            directory.append32(entry.is64 ? 0xFFFF_FFFF : unpacked)
            directory.append16(entry.name.utf8.count)
            directory.append16(entry.is64 ? 32 : 0)
            directory += [UInt8](repeating: 0, count: 10)
            directory.append32(entry.is64 ? 0xFFFF_FFFF : offset)
            directory += Array(entry.name.utf8)
            if entry.is64 {
                directory += [0xFE, 0xCA, 0, 0, 1, 0, 24, 0]  // another record first
                for number in [unpacked, packed, offset] { directory.append64(number) }
            }
        }
        file += gap
        let directoryOffset = file.count - gap.count
        file += directory
        if end64 != .none {
            let recordOffset = file.count
            file += [0x50, 0x4B, 6, 6]
            file.append64(44)
            file += [45, 0, 45, 0] + [UInt8](repeating: 0, count: 8)
            for number in [entries.count, entries.count, directory.count, directoryOffset] { file.append64(number) }
            file += [0x50, 0x4B, 6, 7, 0, 0, 0, 0]
            file.append64(recordOffset)
            file.append32(1)
        }
        file += [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
        let stated = end64 == .needed ? 0xFFFF : statedEntries ?? entries.count
        file.append16(stated)
        file.append16(stated)
        file.append32(end64 == .needed ? 0xFFFF_FFFF : directory.count)
        file.append32(end64 == .needed ? 0xFFFF_FFFF : directoryOffset)
        file.append16(comment.count)
        return file + comment
    }
}

/// A compound file of version 3: the header, one allocation table sector, the directory sectors, one sector of data.
struct SampleCompoundFile {
    static let free = 0xFFFF_FFFF
    static let endOfChain = 0xFFFF_FFFE

    var streams = ["WordDocument", "1Table", "\u{5}SummaryInformation"]
    var streamBytes = 4_096
    /// What the allocation table says follows each directory sector; nil: the chain as it should be.
    var nextDirectorySector: Int?
    var rootType: UInt8 = 5

    var bytes: [UInt8] {
        let entries = [("Root Entry", rootType)] + streams.map { ($0, UInt8(2)) }
        let directorySectors = (entries.count + 3) / 4
        var header: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 504)
        header.set16(0x3E, at: 0x18)
        header.set16(3, at: 0x1A)
        header.set16(0xFFFE, at: 0x1C)
        header.set16(9, at: 0x1E)
        header.set16(6, at: 0x20)
        header.set32(1, at: 0x2C)
        header.set32(1, at: 0x30)
        header.set32(4_096, at: 0x38)
        header.set32(Self.endOfChain, at: 0x3C)
        header.set32(Self.endOfChain, at: 0x44)
        header.set32(0, at: 0x4C)
        for place in 1..<109 { header.set32(Self.free, at: 0x4C + place * 4) }

        var table = [UInt8](repeating: 0xFF, count: 512)
        table.set32(0xFFFF_FFFD, at: 0)
        for sector in 1...directorySectors {
            let next = sector == directorySectors ? Self.endOfChain : sector + 1
            table.set32(nextDirectorySector ?? next, at: sector * 4)
        }

        var directory = [UInt8](repeating: 0, count: directorySectors * 512)
        for (index, entry) in entries.enumerated() {
            let name = Array(entry.0.utf16)
            for (unit, value) in name.enumerated() { directory.set16(Int(value), at: index * 128 + unit * 2) }
            directory.set16((name.count + 1) * 2, at: index * 128 + 0x40)
            directory[index * 128 + 0x42] = entry.1
            directory.set32(streamBytes, at: index * 128 + 0x78)
        }
        return header + table + directory + [UInt8](repeating: 0, count: 8_192)
    }

    func with(_ change: (inout SampleCompoundFile) -> Void) -> [UInt8] {
        var file = self
        change(&file)
        return file.bytes
    }
}
