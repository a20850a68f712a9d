@testable import Documents
import Testing

struct ResumeFormatTests {
    @Test(arguments: [
        "%PDF-1.0", "%PDF-1.7\n%âãÏÓ\n", "%PDF-2.0\r\n", "\u{FEFF}%PDF-1.4\n", "\r\n\r\n%PDF-1.4\n",
        "\u{FEFF} \t\n%PDF-1.5",
    ])
    func `takes a PDF by its header`(start: String) {
        #expect(fault(in: Array(start.utf8), as: .pdf) == nil)
    }

    @Test(arguments: [
        "PDF", "%PDF", "%PDF-", "%PDF-1", "%PDF-3.0", "%PDF-1,4", "%pdf-1.4", "%FDF-1.4", "<html>%PDF-1.4",
        "MZ\n%PDF-1.4", "x%PDF-1.4",
        String(repeating: " ", count: 1_020) + "%PDF-1.4",
    ])
    func `refuses as a PDF what does not begin as one`(start: String) {
        #expect(fault(in: Array(start.utf8), as: .pdf) == .contentDisagrees)
    }

    @Test(arguments: ResumeFormat.allCases)
    func `takes each format for itself only`(format: ResumeFormat) {
        let files: [ResumeFormat: [UInt8]] = [
            .pdf: Array("%PDF-1.4\n".utf8), .doc: SampleCompoundFile().bytes, .docx: SampleZip.document.bytes,
        ]
        for (kind, bytes) in files {
            #expect(fault(in: bytes, as: format) == (kind == format ? nil : .contentDisagrees))
        }
        #expect(fault(in: [], as: format) == .empty)
        for count in 1...40 {
            #expect(fault(in: [UInt8](repeating: 0x50, count: count), as: format) == .contentDisagrees)
        }
    }

    @Test func `survives every truncation and every changed byte`() {
        for (format, bytes) in [(ResumeFormat.doc, SampleCompoundFile().bytes), (.docx, SampleZip.document.bytes)] {
            for count in 1..<min(bytes.count, 1_600) {
                #expect(fault(in: Array(bytes.prefix(count)), as: format) != nil)
            }
            for index in 0..<min(bytes.count, 1_600) {
                for value: UInt8 in [0, 1, 0x7F, 0xFF] {
                    var changed = bytes
                    changed[index] = value
                    _ = fault(in: changed, as: format)
                }
            }
        }
    }
}
