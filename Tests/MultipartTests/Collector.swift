import Multipart
import TestSupport

/// A part as the tests look at it; `bytes` are the text's or the file's.
struct Part: Equatable, Sendable {
    var name: String
    var filename: String?
    var contentType: String?
    var bytes: [UInt8]

    init(_ name: String, filename: String? = nil, contentType: String? = nil, _ body: String) {
        self.init(PartHeader(name: name, filename: filename, contentType: contentType), Array(body.utf8))
    }

    init(_ header: PartHeader, _ bytes: [UInt8]) {
        name = header.name
        filename = header.filename
        contentType = header.contentType
        self.bytes = bytes
    }
}

/// Keeps every part, and checks that the calls come in their order.
struct Collector: PartSink {
    private(set) var parts: [Part] = []
    private(set) var largestPiece = 0
    private var isInFile = false

    mutating func text(_ text: String, of part: PartHeader) {
        precondition(!isInFile && part.filename == nil)
        parts.append(Part(part, Array(text.utf8)))
    }
    mutating func fileBegan(_ part: PartHeader) {
        precondition(!isInFile && part.filename != nil)
        isInFile = true
        parts.append(Part(part, []))
    }
    mutating func fileBytes(_ bytes: Span<UInt8>) {
        precondition(isInFile && !bytes.isEmpty)
        largestPiece = max(largestPiece, bytes.count)
        for index in bytes.indices { parts[parts.count - 1].bytes.append(bytes[index]) }
    }
    mutating func fileEnded() {
        precondition(isInFile)
        isInFile = false
    }
}

/// The outcome of parsing `pieces`, one after the other.
func outcome(
    of pieces: some Sequence<ArraySlice<UInt8>>, contentType: String = "multipart/form-data; boundary=b",
    limits: MultipartLimits = MultipartLimits()
) -> Result<[Part], MultipartError> {
    var collector = Collector()
    do {
        var parser = try MultipartParser(contentType: contentType, limits: limits)
        for piece in pieces { try parser.consume(piece.span, into: &collector) }
        try parser.finish()
        return .success(collector.parts)
    } catch let error as MultipartError {
        return .failure(error)
    } catch {
        preconditionFailure("the collector throws nothing")
    }
}

/// The outcome of parsing `body` in one piece.
func outcome(
    of body: String, contentType: String = "multipart/form-data; boundary=b",
    limits: MultipartLimits = MultipartLimits()
) -> Result<[Part], MultipartError> {
    outcome(of: CollectionOfOne(Array(body.utf8)[...]), contentType: contentType, limits: limits)
}

extension [UInt8] {
    /// Cut into pieces of `size`, the last one shorter.
    func pieces(of size: Int) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }

    /// Cut into pieces of up to `size`, as `generator` has it; some are empty.
    func pieces(upTo size: Int, using generator: inout SeededNumbers) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < count {
            let end = Swift.min(start + Int.random(in: 0...size, using: &generator), count)
            pieces.append(self[start..<end])
            start = end
        }
        return pieces
    }
}

/// A body of the boundary `b`: each part is its header lines and its content; text lines end in CR LF.
func body(_ parts: (header: String, content: String)...) -> String {
    parts.map { "--b\r\n\($0.header)\r\n\r\n\($0.content)\r\n" }.joined() + "--b--\r\n"
}
