// Compiled by scripts/fuzz together with Sources/Multipart, as one module; not a target of the package.

/// One input of the fuzzer: a byte that chooses how the body is cut, and the body of boundary `b`; or, when that byte is odd, a line with
/// the content type before the body.
///
/// The same parts or the same fault must come out however the body is cut, and every limit must hold.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMultipart(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    guard let mode = input.first else { return 0 }
    var body = input.dropFirst()
    var contentType = "multipart/form-data; boundary=b"
    if mode & 1 == 1 {
        let line = body.prefix { $0 != 0x0A }
        contentType = String(decoding: line, as: UTF8.self)
        body = body.dropFirst(line.count + 1)
    }
    for limits in [MultipartLimits(), tightLimits] {
        let whole = outcome(of: [body], contentType, limits)
        guard whole == outcome(of: pieces(of: body, seed: mode), contentType, limits) else {
            fatalError("pieces differ")
        }
        guard whole == outcome(of: body.indices.map { body[$0...$0] }, contentType, limits) else {
            fatalError("bytes differ")
        }
        check(whole, of: body.count, limits)
    }
    return 0
}

private let tightLimits: MultipartLimits = {
    var limits = MultipartLimits(fileBytes: 40)
    limits.bodyBytes = 600
    limits.parts = 4
    limits.files = 2
    limits.partsPerName = 2
    limits.headerFields = 3
    limits.headerBytes = 120
    limits.preambleBytes = 8
    limits.epilogueBytes = 8
    limits.textBytes = 16
    limits.totalTextBytes = 40
    return limits
}()

private struct Part: Equatable {
    let header: PartHeader
    var bytes: [UInt8]
    var isComplete: Bool
}

private struct Collector: PartSink {
    var parts: [Part] = []

    mutating func text(_ text: String, of part: PartHeader) {
        guard part.filename == nil, parts.last?.isComplete != false else { fatalError("text out of order") }
        parts.append(Part(header: part, bytes: Array(text.utf8), isComplete: true))
    }
    mutating func fileBegan(_ part: PartHeader) {
        guard part.filename != nil, parts.last?.isComplete != false else { fatalError("file out of order") }
        parts.append(Part(header: part, bytes: [], isComplete: false))
    }
    mutating func fileBytes(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty, parts.last?.isComplete == false else { fatalError("file bytes out of order") }
        for index in bytes.indices { parts[parts.count - 1].bytes.append(bytes[index]) }
    }
    mutating func fileEnded() {
        guard parts.last?.isComplete == false else { fatalError("file end out of order") }
        parts[parts.count - 1].isComplete = true
    }
}

private struct Outcome: Equatable {
    var parts: [Part]
    var error: MultipartError?
}

private func outcome(of pieces: [ArraySlice<UInt8>], _ contentType: String, _ limits: MultipartLimits) -> Outcome {
    var collector = Collector()
    do {
        var parser = try MultipartParser(contentType: contentType, limits: limits)
        for piece in pieces { try parser.consume(piece.span, into: &collector) }
        try parser.finish()
        return Outcome(parts: collector.parts, error: nil)
    } catch {
        return Outcome(parts: collector.parts, error: error as? MultipartError)
    }
}

private func pieces(of body: ArraySlice<UInt8>, seed: UInt8) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var rest = body
    var state = UInt32(seed) &* 2_654_435_761 | 1
    while !rest.isEmpty {
        state = state &* 1_664_525 &+ 1_013_904_223
        let size = Int(state >> 24) % 23
        pieces.append(rest.prefix(size))
        rest = rest.dropFirst(size)
    }
    return pieces
}

private func check(_ outcome: Outcome, of bodyBytes: Int, _ limits: MultipartLimits) {
    let texts = outcome.parts.filter { $0.header.filename == nil }
    let files = outcome.parts.filter { $0.header.filename != nil }
    let isSound =
        outcome.parts.count <= limits.parts
        && files.count { $0.header.filename != "" || !$0.bytes.isEmpty } <= limits.files
        && texts.allSatisfy { $0.bytes.count <= limits.textBytes }
        && texts.reduce(0) { $0 + $1.bytes.count } <= limits.totalTextBytes
        && files.allSatisfy { $0.bytes.count <= limits.fileBytes }
        && outcome.parts.allSatisfy { part in
            !part.header.name.isEmpty && !part.header.name.utf8.contains { $0 < 0x20 || $0 == 0x7F }
                && (part.header.name.hasSuffix("[]")
                    || outcome.parts.count { $0.header.name == part.header.name } <= limits.partsPerName)
        }
        && outcome.parts.reduce(0) { $0 + $1.bytes.count } <= min(bodyBytes, limits.bodyBytes)
        && (outcome.error != nil || outcome.parts.allSatisfy(\.isComplete))
        && (outcome.error != nil || bodyBytes <= limits.bodyBytes)
    guard isSound else { fatalError("a limit does not hold") }
}
