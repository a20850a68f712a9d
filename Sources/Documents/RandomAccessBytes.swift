/// Bytes that are read a few at a time, from anywhere: a file on disk, or an array in a test.
public protocol RandomAccessBytes: ~Copyable {
    /// How many bytes there are.
    borrowing func byteCount() throws -> Int
    /// The bytes at an offset of 0 or more; fewer than `count` at the end.
    borrowing func bytes(at offset: Int, count: Int) throws -> [UInt8]
}

extension RandomAccessBytes where Self: ~Copyable {
    /// Exactly `count` bytes at `offset`, or `ResumeFault.damaged` when they are not all there.
    borrowing func allBytes(at offset: Int, count: Int) throws -> [UInt8] {
        let bytes = try bytes(at: offset, count: count)
        guard bytes.count == count else { throw ResumeFault.damaged }
        return bytes
    }
}

extension [UInt8] {
    /// The unsigned 16-bit number at `offset`, least byte first; the two bytes must be there.
    func number16(at offset: Int) -> Int { Int(self[offset]) | Int(self[offset + 1]) << 8 }

    /// The unsigned 32-bit number at `offset`, least byte first; the four bytes must be there.
    func number32(at offset: Int) -> Int { number16(at: offset) | number16(at: offset + 2) << 16 }

    /// Whether `other` is at `offset`.
    func holds(_ other: [UInt8], at offset: Int) -> Bool {
        offset >= 0 && offset + other.count <= count && self[offset..<(offset + other.count)].elementsEqual(other)
    }
}
