import Multipart
import Testing

/// Each limit, at it and one past it.
struct MultipartLimitsTests {
    static func field(_ name: String) -> String { "Content-Disposition: form-data; name=\(name)" }
    static func file(_ name: String, _ filename: String = "x") -> String { "\(field(name)); filename=\"\(filename)\"" }
    static func letters(_ count: Int) -> String { String(repeating: "x", count: count) }
    static func parts(_ count: Int, _ content: String) -> String {
        (1...count).map { "--b\r\n\(field("n\($0)"))\r\n\r\n\(content)\r\n" }.joined() + "--b--"
    }
    /// A header of exactly `count` bytes with its line breaks.
    static func header(bytes count: Int) -> String {
        let start = field("a") + "\r\nX: "
        return start + letters(count - start.utf8.count - 2)
    }
    static func header(fields count: Int) -> String {
        field("a") + (1..<count).map { "\r\nX\($0): y" }.joined()
    }

    struct Limit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let most: String
        let tooMuch: String
        let error: MultipartError
    }

    static let limits = [
        Limit(
            testDescription: "parts", most: parts(64, "v"), tooMuch: parts(65, "v"), error: .tooManyParts(limit: 64)),
        Limit(
            testDescription: "files", most: body((file("f"), "v"), (file("g", ""), "")),
            tooMuch: body((file("f"), "v"), (file("g", ""), "v")), error: .tooManyFiles(limit: 1)),
        Limit(
            testDescription: "named files", most: body((file("f"), "v"), (field("g"), "v")),
            tooMuch: body((file("f"), ""), (file("g"), "")), error: .tooManyFiles(limit: 1)),
        Limit(
            testDescription: "fields of a name", most: body((field("a"), "v"), (field("A"), "v")),
            tooMuch: body((field("a"), "v"), (file("a"), "v")), error: .repeatedField(limit: 1)),
        Limit(
            testDescription: "field name", most: body((field(letters(512)), "v")),
            tooMuch: body((field(letters(513)), "v")),
            error: .nameTooLong(limitBytes: 512)),
        Limit(
            testDescription: "header fields", most: body((header(fields: 8), "v")),
            tooMuch: body((header(fields: 9), "v")),
            error: .tooManyHeaderFields(limit: 8)),
        Limit(
            testDescription: "header bytes", most: body((header(bytes: 4_096), "v")),
            tooMuch: body((header(bytes: 4_097), "v")), error: .headerTooLong(limitBytes: 4_096)),
        Limit(
            testDescription: "preamble", most: letters(1_024) + "\r\n" + body((field("a"), "v")),
            tooMuch: letters(1_025) + "\r\n" + body((field("a"), "v")), error: .preambleTooLong(limitBytes: 1_024)),
        Limit(
            testDescription: "epilogue", most: body((field("a"), "v")) + letters(1_024),
            tooMuch: body((field("a"), "v")) + letters(1_025), error: .epilogueTooLong(limitBytes: 1_024)),
        Limit(
            testDescription: "text", most: body((field("a"), letters(16_384))),
            tooMuch: body((field("a"), letters(16_385))),
            error: .textTooLong(limitBytes: 16_384)),
        Limit(
            testDescription: "all text", most: parts(8, letters(16_384)), tooMuch: parts(9, letters(14_564)),
            error: .totalTextTooLong(limitBytes: 131_072)),
        Limit(
            testDescription: "file", most: body((file("f"), letters(5_000))),
            tooMuch: body((file("f"), letters(5_001))),
            error: .fileTooLarge(limitBytes: 5_000)),
        Limit(
            testDescription: "file of line breaks", most: body((file("f"), String(repeating: "\r\n", count: 2_500))),
            tooMuch: body((file("f"), String(repeating: "\r\n", count: 2_501))), error: .fileTooLarge(limitBytes: 5_000)
        ),
    ]

    @Test func `names that begin as was said, or end in brackets, may be repeated`() {
        var limits = MultipartLimits()
        limits.repeatedPrefix = "a."
        let repeated = body((Self.field("a.b"), "1"), (Self.field("a.b"), "2"), (Self.field("a"), "3"))
        #expect(throws: Never.self) { try outcome(of: repeated, limits: limits).get() }
        let listed = body((Self.field("\"b[]\""), "1"), (Self.field("\"b[]\""), "2"), (Self.field("b"), "3"))
        #expect(throws: Never.self) { try outcome(of: listed, limits: limits).get() }
        let other = body((Self.field("a"), "1"), (Self.field("a"), "2"))
        #expect(outcome(of: other, limits: limits) == .failure(.repeatedField(limit: 1)))
    }

    @Test(arguments: limits, [1, 2, 100, .max])
    func `takes what a limit allows and refuses one more, whatever the pieces`(limit: Limit, size: Int) throws {
        let limits = MultipartLimits(fileBytes: 5_000)
        let most = Array(limit.most.utf8), tooMuch = Array(limit.tooMuch.utf8)
        #expect(throws: Never.self) { try outcome(of: most.pieces(of: min(size, most.count)), limits: limits).get() }
        #expect(outcome(of: tooMuch.pieces(of: min(size, tooMuch.count)), limits: limits) == .failure(limit.error))
    }

    @Test(arguments: [1, 7, .max])
    func `refuses a body over its limit, and not one byte less`(size: Int) throws {
        let bytes = Array(body((Self.field("a"), "v")).utf8)
        var limits = MultipartLimits()
        limits.bodyBytes = bytes.count
        #expect(throws: Never.self) { try outcome(of: bytes.pieces(of: min(size, bytes.count)), limits: limits).get() }
        limits.bodyBytes -= 1
        let refused = outcome(of: bytes.pieces(of: min(size, bytes.count)), limits: limits)
        #expect(refused == .failure(.bodyTooLarge(limitBytes: bytes.count - 1)))
    }

    @Test func `stops reading a header without end at its limit`() throws {
        let endless = Array(("--b\r\n" + Self.letters(1_000_000)).utf8)
        #expect(outcome(of: [endless[...]]) == .failure(.headerTooLong(limitBytes: 4_096)))
    }

    @Test func `adds 256 KiB to the file for the rest of the body`() {
        #expect(MultipartLimits().bodyBytes == 5_242_880 + 262_144)
        #expect(MultipartLimits(fileBytes: .max).bodyBytes == .max)
    }
}
