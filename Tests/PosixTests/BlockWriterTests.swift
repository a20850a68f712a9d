import TestSupport
import Testing

@testable import Posix

@Suite struct BlockWriterTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// Around what fills a page and a block, and from where on files are written past the page cache.
    private static let lengths = [
        0, 1, 4_096, 50_000, BlockWriter.blockBytes, 1_048_575, 1_048_576, 1_048_577, 1_052_672, 1_310_719, 1_310_720,
        1_310_721,
    ]

    @Test(arguments: lengths, [1_000, 49_152, 300_000])
    func `data written in pieces is on the disk and read back`(length: Int, pieceBytes: Int) throws {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 31 >> 3) }
        let path = folder.file("a")
        var writer = try BlockWriter.create(path, expectedBytes: length)
        for start in stride(from: 0, to: length, by: pieceBytes) {
            try writer.write(bytes[start..<min(start + pieceBytes, length)].span)
        }
        try writer.finish()
        try writer.handle.synchronize()
        writer.handle.dropFromCache()
        #expect(try FileHandle.open(reading: path).bytes(at: 0, count: length + 1) == bytes)
        for offset in [0, 1, length / 2, max(0, length - 5), length, length + 7] {
            let expected = bytes.dropFirst(offset).prefix(1_024)
            #expect(try writer.handle.bytes(at: offset, count: 1_024) == Array(expected))
        }
    }

    @Test(arguments: [0, 2_000_000])
    func `a length that was expected wrongly does no harm`(expectedBytes: Int) throws {
        let bytes = [UInt8](repeating: 7, count: 270_000)
        let path = folder.file("a")
        var writer = try BlockWriter.create(path, expectedBytes: expectedBytes)
        try writer.write(bytes.span)
        try writer.finish()
        #expect(try FileHandle.open(reading: path).bytes(at: 0, count: 300_000) == bytes)
        #expect(try writer.handle.bytes(at: 269_999, count: 9) == [7])
    }
}
