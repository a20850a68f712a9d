@testable import Documents
import Testing

struct ResumeClaimTests {
    private static let contents: [ResumeFormat: [UInt8]] = [
        .pdf: Array("%PDF-1.4\n".utf8), .doc: SampleCompoundFile().bytes, .docx: SampleZip.document.bytes,
    ]

    /// What becomes of a file: its label, or the fault.
    private func outcome(_ filename: String, _ mediaType: String?, _ content: [UInt8]) -> Result<String, ResumeFault> {
        do {
            let claim = try ResumeClaim(filename: filename, mediaType: mediaType)
            return .success(claim.label(as: try claim.checkedFormat(of: SampleFile(bytes: content))))
        } catch {
            return .failure(error as? ResumeFault ?? .damaged)
        }
    }

    @Test(
        arguments: [
            ("cv.pdf", .pdf), ("cv.PdF", .pdf), ("cv.php.pdf", .pdf), ("dir/cv.doc", .doc), ("cv.docx", .docx),
            ("cv.pdf ", .pdf), ("cv.\u{202E}pdf", .pdf), ("cv.pdf\u{FEFF}", .pdf), ("cv", nil), ("pdf", nil), ("", nil),
            ("a.b/cv", nil), ("cv.pdf/", nil), ("Dr. Silva", nil),
        ] as [(String, ResumeFormat?)])
    func `takes the ending of the name that staff will see`(filename: String, format: ResumeFormat?) throws {
        #expect(try ResumeClaim(filename: filename, mediaType: nil).format == format)
    }

    @Test(arguments: [
        "cv.", "cv.pd", "cv.pdfx", "cv.pdf.", "cv.pdf.exe", "cv.docm", "cv.dotx", "cv.ｐｄｆ", "cv.рdf", "cv.pdf\u{200B}",
        "cv.pdf\u{301}", "cv.pdf/x.exe", "cv\u{202E}fdp.exe", "cv.pdf .exe", "cv.exe ",
    ])
    func `refuses a name with another ending`(filename: String) {
        #expect(throws: ResumeFault.unknownExtension) { try ResumeClaim(filename: filename, mediaType: nil) }
    }

    @Test(arguments: [
        nil, "", "application/octet-stream", "binary/octet-stream", "application/wps-office.docx",
        "application/wps-office.pdf",
        "application/vnd.ms-office", "application/zip", "application/x-zip-compressed", "application/x-pdf",
        "application/x-download",
        "application/force-download", "application/download", "application/unknown",
        "application/vnd.oasis.opendocument.text",
        "application/x-msword", "application/vnd.ms-word", "pdf", "x", "application/", "multipart/form-data",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    ])
    func `a generic declared type is ignored`(mediaType: String?) {
        for (format, content) in Self.contents {
            let filename = "cv.\(format.fileExtension)"
            #expect(outcome(filename, mediaType, content) == .success(filename))
            #expect(outcome("cv", mediaType, content) == .success(filename))
        }
    }

    @Test(arguments: [
        "text/html", "text/plain", "text/pdf", "image/png", "image/pdf", "image/svg+xml", "audio/mpeg", "video/mp4",
        "application/x-msdownload", "application/vnd.microsoft.portable-executable", "application/x-dosexec",
        "application/x-executable",
        "application/x-elf", "application/java-archive", "application/vnd.android.package-archive",
        "application/javascript",
        "application/x-javascript", "application/x-sh", "application/x-shellscript", "application/x-httpd-php",
        "application/x-php",
        "application/x-python-code", "application/x-perl", "application/hta", "application/x-bat", "application/wasm",
    ])
    func `refuses a declared type of another kind`(mediaType: String) {
        for format in ResumeFormat.allCases {
            for filename in ["cv.\(format.fileExtension)", "cv"] {
                #expect(throws: ResumeFault.typeDisagrees) { try ResumeClaim(filename: filename, mediaType: mediaType) }
            }
        }
    }

    @Test func `refuses the declared type of another of the three formats`() {
        for (format, content) in Self.contents {
            for declared in ResumeFormat.allCases {
                let filename = "cv.\(format.fileExtension)"
                let expected: Result<String, ResumeFault> =
                    declared == format ? .success(filename) : .failure(.typeDisagrees)
                #expect(outcome(filename, declared.mediaType, content) == expected)
                #expect(outcome("cv", declared.mediaType, content) == expected)
            }
        }
    }

    @Test func `a name without an ending gets that of its content, whatever is left of it`() {
        let pdf = Self.contents[.pdf] ?? []
        #expect(outcome("", nil, pdf) == .success("resume.pdf"))
        #expect(outcome("a/\u{202E}", nil, pdf) == .success("resume.pdf"))
        #expect(outcome("Dr. Silva", nil, pdf) == .success("Dr. Silva.pdf"))
        let long = try? outcome(String(repeating: "é", count: 200), nil, pdf).get()
        #expect(long == String(repeating: "é", count: 125) + ".pdf")
        #expect(outcome("cv", nil, Array("MZ".utf8)) == .failure(.unknownExtension))
        #expect(outcome("cv", nil, []) == .failure(.empty))
        #expect(outcome("cv.pdf", nil, []) == .failure(.empty))
        #expect(outcome("cv", nil, Array(SampleZip.document.bytes.dropLast(30))) == .failure(.damaged))
    }

    @Test func `name and content must agree`() {
        for (format, content) in Self.contents {
            for other in ResumeFormat.allCases where other != format {
                #expect(outcome("cv.\(other.fileExtension)", nil, content) == .failure(.contentDisagrees))
            }
        }
    }
}
