@testable import Leads
import Testing

struct ZipDirectoryTests {
    @Test func `takes a document, with a comment and deflated parts`() {
        #expect(fault(in: SampleZip.document.bytes, as: .docx) == nil)
        #expect(fault(in: SampleZip.document.with { $0.comment = Array("a comment".utf8) }, as: .docx) == nil)
        let deflated = SampleZip.document.with {
            $0.entries[2].method = 8
            $0.entries[2].unpackedBytes = 4_000
        }
        #expect(fault(in: deflated, as: .docx) == nil)
        #expect(fault(in: SampleZip.document.with { $0.entries.reverse() }, as: .docx) == nil)
    }

    @Test(arguments: [0, 2])
    func `refuses an archive without the parts of a document`(missing: Int) {
        #expect(fault(in: SampleZip.document.with { $0.entries.remove(at: missing) }, as: .docx) == .contentDisagrees)
        #expect(fault(in: SampleZip.document.with { $0.entries[missing].name += "x" }, as: .docx) == .contentDisagrees)
    }

    @Test(arguments: ["word/vbaProject.bin", "vbaProject.bin", "word/VBAPROJECT.BIN", "a/b/vbaproject.bin"])
    func `refuses macros wherever they are`(name: String) {
        #expect(fault(in: SampleZip.document.with { $0.entries.append(.init(name: name)) }, as: .docx) == .hasMacros)
    }

    @Test func `refuses more unpacked bytes than its limit, whoever claims them`() {
        let one = SampleZip.document.with {
            $0.entries[1].method = 8
            $0.entries[1].unpackedBytes = 0xFFFF_FFFF
        }
        #expect(fault(in: one, as: .docx) == .unpacksTooLarge)
        let many = SampleZip.document.with {
            $0.entries += (0..<60).map {
                SampleZip.Entry(
                    name: "word/media/\($0)", data: .init(repeating: 0, count: 2_000), method: 8,
                    unpackedBytes: 2_000_000)
            }
        }
        #expect(fault(in: many, as: .docx) == .unpacksTooLarge)
    }

    @Test func `refuses what two readers could see in two ways`() {
        func damage(_ change: (inout SampleZip) -> Void) -> ResumeFault? {
            fault(in: SampleZip.document.with(change), as: .docx)
        }
        #expect(damage { $0.entries.append($0.entries[2]) } == .damaged)
        #expect(damage { $0.entries[1].offset = 0 } == .damaged)
        #expect(damage { $0.entries[2].localName = "word/somewhat.xml" } == .damaged)
        #expect(damage { $0.entries[2].flags = 1 } == .damaged)
        #expect(damage { $0.entries[1].method = 9 } == .damaged)
        #expect(damage { $0.entries[1].unpackedBytes = 5 } == .damaged)
        #expect(damage { $0.entries[2].offset = 0xFFFF_FFFF } == .damaged)
        #expect(damage { $0.gap = [0] } == .damaged)
        #expect(damage { $0.prefix = Array("MZ".utf8) } == .contentDisagrees)
        #expect(damage { $0.prefix = [0x50, 0x4B, 3, 4] } == .damaged)
        #expect(damage { $0.statedEntries = 0xFFFF } == .damaged)
        #expect(damage { $0.statedEntries = 2 } == .damaged)
        #expect(damage { $0.statedEntries = 4 } == .damaged)
        #expect(damage { $0.comment = Array(SampleZip.document.bytes.suffix(22)) } == .damaged)
        #expect(damage { $0.entries = [] } == .contentDisagrees)
        #expect(fault(in: SampleZip.document.bytes + [0], as: .docx) == .damaged)
    }

    @Test func `refuses more entries than its limit`() {
        let entries = (0...ZipDirectory.maximumEntries).map { SampleZip.Entry(name: "\($0)") }
        #expect(fault(in: SampleZip.document.with { $0.entries += entries }, as: .docx) == .damaged)
    }
}
