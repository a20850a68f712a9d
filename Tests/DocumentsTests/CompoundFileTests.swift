@testable import Documents
import Testing

struct CompoundFileTests {
    @Test func `finds the stream in any sector of the directory`() {
        #expect(fault(in: SampleCompoundFile().bytes, as: .doc) == nil)
        let late = SampleCompoundFile().with { $0.streams = (0..<40).map { "Stream\($0)" } + ["WordDocument"] }
        #expect(fault(in: late, as: .doc) == nil)
    }

    @Test(arguments: [["Workbook"], ["worddocument"], ["WordDocumentX"], ["WordDocumen"], []])
    func `refuses a compound file of another program`(streams: [String]) {
        #expect(fault(in: SampleCompoundFile().with { $0.streams = streams }, as: .doc) == .contentDisagrees)
    }

    @Test(arguments: [0, 1_000_000])
    func `refuses a stream that is empty or larger than the file`(bytes: Int) {
        #expect(fault(in: SampleCompoundFile().with { $0.streamBytes = bytes }, as: .doc) == .contentDisagrees)
    }

    @Test(arguments: [1, 0, 1_000_000, SampleCompoundFile.free, 0xFFFF_FFFC])
    func `refuses a directory that loops or leaves the file`(next: Int) {
        #expect(fault(in: SampleCompoundFile().with { $0.nextDirectorySector = next }, as: .doc) == .damaged)
    }

    @Test(arguments: [
        (0x1A, 5), (0x1C, 0xFEFF), (0x1E, 12), (0x1E, 63), (0x32, 0x7FFF), (0x4E, 0x7FFF),
    ])
    func `refuses a header that does not fit`(offset: Int, number: Int) {
        var bytes = SampleCompoundFile().bytes
        bytes.set16(number, at: offset)
        #expect(fault(in: bytes, as: .doc) == .damaged)
    }

    @Test func `refuses a directory without its root and one longer than it reads`() {
        #expect(fault(in: SampleCompoundFile().with { $0.rootType = 2 }, as: .doc) == .damaged)
        // 512 sectors of free entries, chained in order, need five sectors of table.
        var bytes = SampleCompoundFile().bytes
        bytes.set32(1, at: 0x4C)
        bytes.set32(2, at: 0x30)
        bytes.replaceSubrange(512..., with: [UInt8](repeating: 0, count: 600 * 512))
        for table in 0..<5 {
            bytes.set32(table, at: 0x4C + table * 4)
            for entry in 0..<128 { bytes.set32(table * 128 + entry + 1, at: 512 + table * 512 + entry * 4) }
        }
        bytes.set32(6, at: 0x30)
        bytes[512 + 6 * 512 + 0x42] = 5
        #expect(fault(in: bytes, as: .doc) == .damaged)
    }
}
