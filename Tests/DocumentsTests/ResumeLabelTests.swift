import Foundation
import Documents
import TestSupport
import Testing

struct ResumeLabelTests {
    @Test(arguments: [
        ("cv.pdf", "cv.pdf"),
        ("C:\\fakepath\\cv.pdf", "cv.pdf"),
        ("../../etc/cv.pdf", "cv.pdf"),
        ("a/b\\c/d\\cv.pdf", "cv.pdf"),
        ("..%2fcv.pdf", "..%2fcv.pdf"),
        ("  my cv.pdf", "my cv.pdf"),
        ("c\tv\u{85}\u{7F}\u{2028}.pdf", "cv.pdf"),
        ("cv\u{202E}fdp\u{2066}\u{200F}\u{61C}.pdf", "cvfdp.pdf"),
        ("currículo 履歴書 👩‍💻.pdf", "currículo 履歴書 👩‍💻.pdf"),
        (".pdf", ".pdf"),
        ("\u{FEFF}cv\u{FEFF}.pdf\u{FEFF}", "cv.pdf"),
        ("cv\u{E0001}\u{E0065}\u{E0078}\u{E0065}\u{E007F}.pdf", "cv.pdf"),
        ("a\u{E0100}b\u{E000}c\u{FE0F}.pdf", "a\u{E0100}b\u{E000}c\u{FE0F}.pdf"),
        ("\"quoted\"; x=.pdf", "\"quoted\"; x=.pdf"),
        ("", ""),
    ])
    func `keeps the name without path, control and direction characters, marks and tags`(filename: String, text: String)
    {
        #expect(ResumeLabel(filename: filename).text == text)
    }

    @Test(arguments: [0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF] as [UInt32])
    func `keeps no noncharacter`(number: UInt32) throws {
        let mark = String(try #require(Unicode.Scalar(number)))
        #expect(ResumeLabel(filename: "\(mark)c\(mark)v.pdf\(mark)").text == "cv.pdf")
    }

    @Test(arguments: ["x", "é", "日", "🙂", "e\u{301}", "👩‍💻", "🇧🇷"])
    func `cuts a long name to 255 bytes between characters and keeps its extension`(unit: String) {
        let text = ResumeLabel(filename: String(repeating: unit, count: 300) + ".docx").text
        #expect((245...255).contains(text.utf8.count))
        #expect(text.dropLast(5).allSatisfy { $0 == unit.first })
        #expect(text.hasSuffix(".docx"))
        #expect(!text.contains("\u{FFFD}"))
        #expect(ResumeLabel(filename: "." + String(repeating: unit, count: 300)).text.utf8.count <= 255)
        let longest = String(repeating: "x", count: 251) + ".pdf"
        #expect(ResumeLabel(filename: longest).text == longest)
        let marks = ResumeLabel(filename: "a" + String(repeating: "\u{301}", count: 300) + ".pdf").text
        #expect(
            marks.utf8.count == 255 && marks.unicodeScalars.first == "a"
                && marks.utf8.suffix(4).elementsEqual(".pdf".utf8))
    }

    @Test(.enabled(if: Vectors.has("filenames.json")))
    func `agrees with the public file names`() throws {
        let cases = try FileNameVectors.load()
        #expect(cases.count == 110)
        for vector in cases where vector.via == "filename" {
            guard let filename = String(validating: vector.value_b64, as: UTF8.self) else {
                #expect(vector.expect != "accept", "\(vector.id)")  // the parser refuses a name that is not UTF-8
                continue
            }
            let claim = try? ResumeClaim(filename: filename, mediaType: "application/pdf")
            if vector.expect == "accept" { #expect(claim?.format == .pdf, "\(vector.id)") }
            // A name without an ending gets that of its content: the contract, since these vectors were made.
            if vector.expect == "reject" && filename.contains(".") { #expect(claim == nil, "\(vector.id)") }
            let label = claim?.label(as: .pdf) ?? ResumeLabel(filename: filename).text
            #expect(label.utf8.count <= 255 && !label.contains("/") && !label.contains("\\"), "\(vector.id)")
            #expect(label.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }, "\(vector.id)")
            if claim != nil { #expect(label.lowercased().hasSuffix(".pdf"), "\(vector.id)") }
        }
    }
}

/// One case of `filenames.json`.
struct FileNameVectors: Decodable {
    struct File: Decodable { let cases: [FileNameVectors] }

    let id: String
    let via: String
    let expect: String
    let value_b64: Data

    static func load() throws -> [FileNameVectors] {
        try Vectors.decoded("filenames.json", as: File.self).cases
    }
}
