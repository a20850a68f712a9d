import Multipart
import TestSupport
import Testing

struct MultipartParserTests {
    static let field = "Content-Disposition: form-data; name=\"a\""
    static let file = "Content-Disposition: form-data; name=\"f\"; filename=\"cv.pdf\"\r\nContent-Type: application/pdf"

    static let bodies: [String] = [
        body((field, "text"), (file, "%PDF-1.4\r\n\r\n--\r\n--a\n--b\n\r\r\n-\r\n--\r")),
        "preamble\r\n" + body((field, "")) + "epilogue\r\n",
        "\r\n\r\n" + body((file, "")) + "\r\n",
        body((file, "\r\n\r\n--\r\n--c\r\n-\r-\r\r\n\n\r\n--"), (field, "--b")),
        body((file, String(repeating: "\r", count: 40))),
        body((file, String(repeating: "\r\n", count: 40))),
        body((file, String(repeating: "\r\n--", count: 20))),
        body((field, "ção 日本 🙂")),
        "--b--",
        "--b--\r\n",
        "--b\r\n\(field)\r\n\r\nv\r\n--b-\r\n",
        "--b\r\n\(field)\r\nX y\r\n\r\nv\r\n--b--\r\n",
        "--b\r\n\(file)\r\n\r\nv\r\n--b\r\n\(field)\r\n",
        body((field, "text"), (field, "again")),
        body((field, "text")) + "--b\r\n",
        "x--b\r\n--b",
        "--b\r\n\(field)\r\n\r\nv\r\n--b",
    ]

    @Test(arguments: bodies)
    func `finds the same parts or the same fault wherever the body is split`(body: String) {
        let bytes = Array(body.utf8)
        let whole = outcome(of: [bytes[...]])
        for first in 0...bytes.count {
            #expect(outcome(of: [bytes[..<first], bytes[first...]]) == whole, "split at \(first)")
        }
        #expect(outcome(of: bytes.pieces(of: 1)) == whole)
        #expect(outcome(of: bytes.pieces(of: 2)) == whole)
    }

    @Test(arguments: 0..<64)
    func `finds the same in random bodies cut into random pieces`(seed: UInt64) {
        var generator = SeededNumbers(seed: seed)
        let alphabet = [
            "\r", "\n", "\r\n", "-", "--", "b", "--b", "\r\n--b", "x", "\r\n--b--", "\(Self.field)\r\n\r\n",
            "\r\n--b\r\n",
        ]
        for _ in 0..<40 {
            let middle = (0...Int.random(in: 0...20, using: &generator))
                .map { _ in alphabet.randomElement(using: &generator) ?? "" }.joined()
            let bytes = Array("--b\r\n\(Self.file)\r\n\r\n\(middle)\r\n--b--".utf8)
            let whole = outcome(of: [bytes[...]])
            for _ in 0..<4 {
                #expect(outcome(of: bytes.pieces(upTo: 9, using: &generator)) == whole, "\(middle.debugDescription)")
            }
        }
    }

    @Test func `hands over text whole and file bytes as they are`() throws {
        let parts = try outcome(of: Self.bodies[0]).get()
        #expect(parts.count == 2)
        #expect(parts[0] == Part("a", "text"))
        let content = "%PDF-1.4\r\n\r\n--\r\n--a\n--b\n\r\r\n-\r\n--\r"
        #expect(parts[1] == Part("f", filename: "cv.pdf", contentType: "application/pdf", content))
    }

    @Test(
        arguments: [
            (#"name=a"#, "a", nil),
            (#"NAME="a b""#, "a b", nil),
            (#"name="a\"b""#, "a\"b", nil),
            (#"name="a%22b""#, "a\"b", nil),
            (#"name="a%0D%0Ab""#, "a%0D%0Ab", nil),
            (#"name="first;name=x""#, "first;name=x", nil),
            (#"filename="";name=a"#, "a", ""),
            (#"name=a; filename="C:\docs\cv.pdf""#, "a", #"C:\docs\cv.pdf"#),
            (#"name=a; filename="100%.pdf""#, "a", "100%.pdf"),
            (#"name=a; filename="é日.pdf""#, "a", "é日.pdf"),
            (#"name=a; filename=cv.pdf; filename*=UTF-8''evil.exe"#, "a", "cv.pdf"),
            (#"name=a; filename*=UTF-8''curr%C3%ADculo.pdf"#, "a", "currículo.pdf"),
            (#"name=a; filename*=utf-8'en'cv.pdf"#, "a", "cv.pdf"),
            (#"name=a; filename*="iso-8859-1''r%E9sum%E9.pdf""#, "a", "résumé.pdf"),
            (#"name=a; filename*=UTF-8''..%2Fa%00.pdf"#, "a", "../a\u{0}.pdf"),
            (
                #"name=a; filename="=?utf-8?B?Q3VycsOtY3Vsby5wZGY=?="; filename*=utf-8''Curr%C3%ADculo%202.pdf"#, "a",
                "Currículo 2.pdf"
            ),
            (#"name=a; filename="=?big5?B?xA==?="; filename*=utf-8''cv.pdf"#, "a", "cv.pdf"),
            (#"name=a; filename="=?utf-8?B?Q3VycsOtY3Vsby5wZGY=?="; filename*=x-no''cv.pdf"#, "a", "Currículo.pdf"),
            (#"name=a; filename=""; filename*=UTF-8''cv.pdf"#, "a", ""),
            (#"name=a ; ; size=3 ;"#, "a", nil),
        ] as [(String, String, String?)])
    func `reads names as browsers write them`(parameters: String, name: String, filename: String?) throws {
        let parts = try outcome(of: body(("Content-Disposition: form-data; \(parameters)", "v"))).get()
        #expect(parts == [Part(name, filename: filename, "v")])
    }

    @Test(
        arguments: [
            ("=?utf-8?B?Q3VycsOtY3Vsby5wZGY=?=", "Currículo.pdf"),
            ("=?UTF-8?b?Q3VycsOtY3Vsby5wZGY?=", "Currículo.pdf"),
            ("=?utf-8*pt?Q?Jos=C3=A9_Lima.pdf?=", "José Lima.pdf"),
            ("=?ISO-8859-1?Q?Jos=e9=2Epdf?=", "José.pdf"),
            ("=?windows-1252?Q?CV_=96_Ana=80.pdf?=", "CV – Ana€.pdf"),
            ("=?iso-8859-15?q?=A4=BC.pdf?=", "€Œ.pdf"),
            ("=?utf-8?Q?Jos=C3?= =?utf-8?B?qS5wZGY=?=", "José.pdf"),
            ("=?utf-8?Q?Jos=C3=A9?=  =?iso-8859-1?Q?=E9.pdf?=", "Joséé.pdf"),
            ("CV =?utf-8?Q?Jos=C3=A9?= Lima.pdf", "CV José Lima.pdf"),
            // Words that cannot be read, and what is none, stay as they are.
            ("=?big5?B?pPo=?=.pdf", "=?big5?B?pPo=?=.pdf"),
            ("=?utf-8?Q?=FF.pdf?=", "=?utf-8?Q?=FF.pdf?="),
            ("=?utf-8?Q?=C.pdf?=", "=?utf-8?Q?=C.pdf?="),
            ("=?utf-8?B?Q3V*?=", "=?utf-8?B?Q3V*?="),
            ("=?utf-8?B?Q3Vyc?=", "=?utf-8?B?Q3Vyc?="),
            ("=?utf-8?B??=", "=?utf-8?B??="),
            ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
            ("=?utf-8?B?Q3U=", "=?utf-8?B?Q3U="),
            ("what=?.pdf", "what=?.pdf"), ("=?=?=?=?", "=?=?=?=?"), ("?", "?"),
        ])
    func `reads a file name that is an encoded word`(sent: String, filename: String) throws {
        let parts = try outcome(of: body(("Content-Disposition: form-data; name=a; filename=\"\(sent)\"", "v"))).get()
        #expect(parts == [Part("a", filename: filename, "v")])
    }

    @Test(arguments: [
        "filename*=x-unknown''a.pdf", "filename*=UTF-8'a.pdf", "filename*=a.pdf", "filename*=UTF-8''bad%2",
        "filename*=UTF-8''%ff%fe.pdf", "filename*=UTF-8''", "filename*=UTF-8''a.pdf; filename*=UTF-8''b.pdf",
    ])
    func `refuses an unreadable filename* if it is the only name`(parameter: String) {
        let found = outcome(of: body(("Content-Disposition: form-data; name=a; \(parameter)", "v")))
        #expect(found == .failure(.malformedDisposition) || found == .failure(.repeatedParameter))
    }

    @Test(
        arguments: [
            ("Application/PDF; x=y", "application/pdf"), ("\t text/plain \t", "text/plain"), ("", nil), (";", ""),
        ] as [(String, String?)])
    func `reads the media type of a part`(contentType: String, mediaType: String?) throws {
        let type = try outcome(of: body(("\(Self.field)\r\ncontent-type:\(contentType)", "v"))).get().first?.contentType
        #expect(PartHeader(name: "a", contentType: type).mediaType == mediaType)
    }

    @Test func `passes file data on in pieces as large as they came`() throws {
        var collector = Collector()
        var parser = try MultipartParser(contentType: "multipart/form-data; boundary=b")
        let data = [UInt8](repeating: 0x78, count: 60_000)
        try parser.consume(Array("--b\r\n\(Self.file)\r\n\r\n".utf8).span, into: &collector)
        try parser.consume(data.span, into: &collector)
        #expect(collector.largestPiece == data.count)
    }

    @Test(arguments: [
        "\r", "\n", "\r\n", "-", "\r\n-", "\r\n--------------------------------------------------------------------",
    ])
    func `reads hostile data in linear time`(unit: String) throws {
        let boundary = String(repeating: "-", count: 69) + "b"
        let data = Array(String(repeating: unit, count: 4_000_000 / unit.utf8.count).utf8)
        let start = Array("--\(boundary)\r\n\(Self.file)\r\n\r\n".utf8)
        let bytes = start + data + Array("\r\n--\(boundary)--".utf8)
        let clock = ContinuousClock()
        for size in [bytes.count, 4_096] {
            var sink = Counter()
            let duration = try clock.measure {
                var parser = try MultipartParser(contentType: "multipart/form-data; boundary=\(boundary)")
                for piece in bytes.pieces(of: size) { try parser.consume(piece.span, into: &sink) }
                try parser.finish()
            }
            #expect(sink.bytes == data.count)
            #expect(duration < .seconds(8))  // a tenth of this, even unoptimised; quadratic would take hours
        }
    }

    @Test func `passes an error of the sink on unchanged and then reads nothing more`() throws {
        var sink = Refusing()
        var parser = try MultipartParser(contentType: "multipart/form-data; boundary=b")
        let bytes = Array(body((Self.field, "v")).utf8)
        #expect(throws: Refusing.Refusal()) { try parser.consume(bytes.span, into: &sink) }
        #expect(throws: MultipartError.stopped) { try parser.consume(bytes.span, into: &sink) }
        #expect(throws: MultipartError.stopped) { try parser.finish() }
    }

    @Test func `gives the same error for every call after the first`() throws {
        var sink = Collector()
        var parser = try MultipartParser(contentType: "multipart/form-data; boundary=b")
        let bytes = Array("--b?".utf8)
        #expect(throws: MultipartError.malformedDelimiter) { try parser.consume(bytes.span, into: &sink) }
        #expect(throws: MultipartError.malformedDelimiter) { try parser.consume(bytes.span, into: &sink) }
        #expect(throws: MultipartError.malformedDelimiter) { try parser.finish() }
    }
}

private struct Counter: PartSink {
    var bytes = 0
    mutating func text(_ text: String, of part: PartHeader) { bytes += text.utf8.count }
    func fileBegan(_ part: PartHeader) {}
    mutating func fileBytes(_ bytes: Span<UInt8>) { self.bytes += bytes.count }
    func fileEnded() {}
}

private struct Refusing: PartSink {
    struct Refusal: Error, Equatable {}
    func text(_ text: String, of part: PartHeader) throws { throw Refusal() }
    func fileBegan(_ part: PartHeader) {}
    func fileBytes(_ bytes: Span<UInt8>) {}
    func fileEnded() {}
}
