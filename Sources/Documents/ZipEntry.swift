/// One entry of the central directory of a zip file.
///
/// Source: APPNOTE.TXT 6.3.10 §4.3.12, §4.5.3.
struct ZipEntry {
    /// Whether it is stored or deflated, not encrypted, and on the only disk.
    let isPlain: Bool
    /// The bytes of its content in the file.
    let packedBytes: Int
    /// The bytes of its content, as the directory states them.
    let unpackedBytes: Int
    /// Where its local header begins.
    let offset: Int
    /// Its name, as it is.
    let name: [UInt8]
    /// The bytes of the entry itself.
    let bytes: Int

    private static let fixedBytes = 46
    /// The value of a 16- or 32-bit field whose actual value is in the 64-bit record.
    private static let elsewhere16 = 0xFFFF, elsewhere32 = 0xFFFF_FFFF

    /// Reads the entry that begins at `start`.
    ///
    /// - Throws: `ResumeFault.damaged` when it is none, or not whole.
    init(in directory: [UInt8], at start: Int) throws(ResumeFault) {
        guard directory.count - start >= Self.fixedBytes, directory.holds(ZipDirectory.signature(1, 2), at: start)
        else {
            throw .damaged
        }
        let nameBytes = directory.number16(at: start + 28)
        let extraBytes = directory.number16(at: start + 30)
        let bytes = Self.fixedBytes + nameBytes + extraBytes + directory.number16(at: start + 32)
        guard directory.count - start >= bytes else { throw .damaged }
        let extraStart = start + Self.fixedBytes + nameBytes
        var long = try LongNumbers(in: directory, extraStart..<(extraStart + extraBytes))
        let isEncrypted = directory.number16(at: start + 8) & 0x2041 != 0
        let method = directory.number16(at: start + 10)
        unpackedBytes = try long.resolve(directory.number32(at: start + 24))
        packedBytes = try long.resolve(directory.number32(at: start + 20))
        offset = try long.resolve(directory.number32(at: start + 42))
        let disk = try long.resolveDisk(directory.number16(at: start + 34))
        name = Array(directory[(start + Self.fixedBytes)..<extraStart])
        self.bytes = bytes
        let isStored = method == 0 && packedBytes == unpackedBytes
        isPlain = !isEncrypted && (isStored || method == 8) && disk == 0
    }

    /// The 64-bit record of an entry, read from its front: it holds those values only whose own fields say so.
    private struct LongNumbers {
        private let directory: [UInt8]
        private var rest: Range<Int>?

        init(in directory: [UInt8], _ extra: Range<Int>) throws(ResumeFault) {
            self.directory = directory
            var start = extra.lowerBound
            while extra.upperBound - start >= 4 {
                let end = start + 4 + directory.number16(at: start + 2)
                if directory.number16(at: start) == 1 {
                    guard rest == nil, end <= extra.upperBound else { throw .damaged }
                    rest = (start + 4)..<end
                }
                start = end
            }
        }

        mutating func resolve(_ number: Int) throws(ResumeFault) -> Int {
            guard number == ZipEntry.elsewhere32 else { return number }
            guard let rest, rest.count >= 8, let long = directory.number64(at: rest.lowerBound) else { throw .damaged }
            self.rest = (rest.lowerBound + 8)..<rest.upperBound
            return long
        }

        func resolveDisk(_ number: Int) throws(ResumeFault) -> Int {
            guard number == ZipEntry.elsewhere16 else { return number }
            guard let rest, rest.count >= 4 else { throw .damaged }
            return directory.number32(at: rest.lowerBound)
        }
    }
}

extension [UInt8] {
    /// The unsigned 64-bit number at `offset`, least byte first; the eight bytes must be there. Nil past 48 bits: no file is that long.
    func number64(at offset: Int) -> Int? {
        guard number16(at: offset + 6) == 0 else { return nil }
        return number32(at: offset) | number16(at: offset + 4) << 32
    }
}
