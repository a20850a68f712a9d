@testable import Documents
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

    @Test(arguments: [
        "word/document2.xml", "word/document22.xml", "word/documentmain.xml", "Word/Document.XML", "word/document.xml",
    ])
    func `takes whatever main part Word names`(name: String) {
        #expect(fault(in: SampleZip.document.with { $0.entries[2].name = name }, as: .docx) == nil)
    }

    @Test(arguments: [
        "word/document", "word/document.xml.rels", "word/mydocument.xml", "word/documents/a.xml", "document.xml",
        "xl/document.xml",
        "word/_rels/document.xml", "word/docu.xml",
    ])
    func `refuses what is no main part`(name: String) {
        #expect(fault(in: SampleZip.document.with { $0.entries[2].name = name }, as: .docx) == .contentDisagrees)
    }

    @Test func `a part that is there twice is damage, whatever the case of its letters; so are a hundred main parts`() {
        func with(_ names: [String]) -> ResumeFault? {
            fault(in: SampleZip.document.with { $0.entries += names.map { SampleZip.Entry(name: $0) } }, as: .docx)
        }
        #expect(with(["word/document2.xml"]) == nil)
        #expect(with(["word/DOCUMENT.xml"]) == .damaged)
        #expect(with(["[content_types].xml"]) == .damaged)
        #expect(with((0..<100).map { "word/document\($0).xml" }) == .damaged)
    }

    @Test(arguments: [1, 2, 21, 22, 100, 4_096, 65_000])
    func `ignores bytes after the end`(count: Int) {
        for filler: UInt8 in [0, 0x0A, 0x20, 0x50, 0xFF] {
            #expect(fault(in: SampleZip.document.bytes + [UInt8](repeating: filler, count: count), as: .docx) == nil)
        }
        let commented = SampleZip.document.with { $0.comment = Array("a comment".utf8) }
        #expect(fault(in: commented + Array("\r\n--boundary--".utf8), as: .docx) == nil)
    }

    @Test func `refuses a second archive or end record after the first`() {
        let document = SampleZip.document.bytes
        #expect(fault(in: document + document, as: .docx) == .damaged)
        #expect(fault(in: document + [0, 0] + SampleZip(entries: [.init(name: "a.exe")]).bytes, as: .docx) == .damaged)
        #expect(fault(in: document + document.suffix(22), as: .docx) == .damaged)
        #expect(fault(in: document + [0x50, 0x4B, 5, 6], as: .docx) == .damaged)
        #expect(fault(in: document + [UInt8](repeating: 0, count: 70_000), as: .docx) == .damaged)
    }

    @Test func `takes a document with another archive in it`() {
        let inner = SampleZip(entries: [.init(name: "xl/workbook.xml")]).bytes
        let outer = SampleZip.document.with {
            $0.entries.append(.init(name: "word/embeddings/table.xlsx", data: inner))
        }
        #expect(fault(in: outer, as: .docx) == nil)
    }

    @Test func `reads 64-bit records`() {
        let long = SampleZip.document.with { $0.end64 = .needed }
        #expect(fault(in: long, as: .docx) == nil)
        #expect(fault(in: SampleZip.document.with { $0.end64 = .besides }, as: .docx) == nil)
        #expect(fault(in: long + [0, 0, 0], as: .docx) == nil)
        for entry in 0..<3 {
            #expect(fault(in: SampleZip.document.with { $0.entries[entry].is64 = true }, as: .docx) == nil)
        }
        let all = SampleZip.document.with {
            $0.end64 = .needed
            for entry in $0.entries.indices { $0.entries[entry].is64 = true }
        }
        #expect(fault(in: all, as: .docx) == nil)
        for index in all.indices {
            for value: UInt8 in [0, 1, 0x7F, 0xFF] {
                var changed = all
                changed[index] = value
                _ = fault(in: changed, as: .docx)
            }
            #expect(index == 0 || fault(in: Array(all.prefix(index)), as: .docx) != nil)
        }
        let record = all.count - 22 - 20 - 56
        for place in [record, record + 4, record + 24, record + 32, record + 40, record + 48, record + 56 + 8] {
            var changed = all
            changed[place] ^= 1
            #expect(fault(in: changed, as: .docx) == .damaged, "\(place)")
            changed = all
            changed[place + 7] = 0xFF
            #expect(fault(in: changed, as: .docx) == .damaged, "\(place)")
        }
        let claims = SampleZip.document.with {
            $0.entries[1].is64 = true
            $0.entries[1].method = 8
            $0.entries[1].unpackedBytes = 0x1_0000_0000
        }
        #expect(fault(in: claims, as: .docx) == .unpacksTooLarge)
    }

    @Test(arguments: [
        "word/vbaProject.bin", "vbaProject.bin", "word/VBAPROJECT.BIN", "a/b/vbaproject.bin", "word\\vbaProject.bin",
        "word/vbaData.xml", "word/vbaProjectSignature.bin", "word/_rels/vbaProject.bin.rels", "word/myvbaProject.bin",
    ])
    func `refuses macros wherever they are`(name: String) {
        #expect(fault(in: SampleZip.document.with { $0.entries.append(.init(name: name)) }, as: .docx) == .hasMacros)
    }

    @Test func `refuses more unpacked bytes than its limit, declared or real`() {
        let one = SampleZip.document.with {
            $0.entries[1].method = 8
            $0.entries[1].unpackedBytes = 0xFFFF_FFFE
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
    }

    @Test func `refuses more entries than its limit`() {
        let entries = (0...ZipDirectory.maximumEntries).map { SampleZip.Entry(name: "\($0)") }
        #expect(fault(in: SampleZip.document.with { $0.entries += entries }, as: .docx) == .damaged)
    }
}
