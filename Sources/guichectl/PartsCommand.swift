import Crypto
import Environment
import FoundationEssentials
import Multipart
import Posix
import Routing

/// `guichectl parts`: shows what the parser that serves requests makes of a body on standard input.
///
/// Prints the parts as JSON and returns 0, or the fault as JSON and returns 1.
func parts(arguments words: [String]) -> Int32 {
    let usage = """
        usage: guichectl parts --content-type TYPE [--max-file-size BYTES] <BODY
          --content-type TYPE    the request's Content-Type, with its boundary
          --max-file-size BYTES  limit of a file (default: MAX_FILE_SIZE, else \(Settings.defaultFileBytes))
        Exit status: 0 done, 1 the body is refused, 2 wrong command line.

        """
    return reporting("parts", usage: usage) {
        let arguments = try Arguments(words, valued: ["--content-type", "--max-file-size"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        guard let contentType = arguments["--content-type"], arguments.words.isEmpty else {
            throw Arguments.UsageError(description: "expected --content-type and options only")
        }
        let configured =
            try EnvironmentFile.variables()["MAX_FILE_SIZE"].flatMap { Int($0) } ?? Settings.defaultFileBytes
        let fileBytes = try arguments.integer("--max-file-size", 1...1_073_741_824, default: configured)
        do {
            let limits = MultipartLimits(fileBytes: max(1, fileBytes))
            printJSON(PartsReport(parts: try readParts(contentType: contentType, limits: limits)))
            return 0
        } catch let error as MultipartError {
            printJSON(PartsFault(error: .init(code: error.code, message: error.description)))
            return 1
        }
    }
}

extension MultipartError {
    /// The code of the answer to a request with this fault.
    fileprivate var code: String {
        if isTooLarge { return "PAYLOAD_TOO_LARGE" }
        return isUnsupportedMediaType ? "UNSUPPORTED_MEDIA_TYPE" : "INVALID_PAYLOAD"
    }
}

private func readParts(contentType: String, limits: MultipartLimits) throws -> [PartReport] {
    var parser = try MultipartParser(contentType: contentType, limits: limits)
    var collector = PartReportCollector()
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = try StandardStream.input.read(into: &buffer)
        guard count > 0 else { break }
        try parser.consume(buffer.span.extracting(first: count), into: &collector)
    }
    try parser.finish()
    return collector.parts
}

private struct PartReportCollector: PartSink, ~Copyable {
    private(set) var parts: [PartReport] = []
    private var hasher = SHA256Hasher()

    mutating func text(_ text: String, of part: PartHeader) {
        parts.append(PartReport(part, size: text.utf8.count, sha256: hexEncoded(sha256(text)), text: text))
    }
    mutating func fileBegan(_ part: PartHeader) {
        hasher = SHA256Hasher()
        parts.append(PartReport(part, size: 0, sha256: "", text: nil))
    }
    mutating func fileBytes(_ bytes: Span<UInt8>) {
        hasher.update(bytes)
        parts[parts.count - 1].size += bytes.count
    }
    mutating func fileEnded() {
        var finished = SHA256Hasher()
        swap(&finished, &hasher)
        parts[parts.count - 1].sha256 = hexEncoded(finished.finalize())
    }
}

private struct PartsReport: Encodable { let parts: [PartReport] }

private struct PartReport: Encodable {
    let name: String
    let filename: String?
    let contentType: String?
    var size: Int
    var sha256: String
    let text: String?

    init(_ part: PartHeader, size: Int, sha256: String, text: String?) {
        name = part.name
        filename = part.filename
        contentType = part.contentType
        self.size = size
        self.sha256 = sha256
        self.text = text
    }

    enum CodingKeys: String, CodingKey {
        case name, filename
        case contentType = "content_type"
        case size, sha256, text
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(name, forKey: .name)
        try members.encode(filename, forKey: .filename)
        try members.encode(contentType, forKey: .contentType)
        try members.encode(size, forKey: .size)
        try members.encode(sha256, forKey: .sha256)
        try members.encodeIfPresent(text, forKey: .text)
    }
}

private struct PartsFault: Encodable {
    struct Report: Encodable {
        let code: String
        let message: String
    }
    let error: Report
}

private func printJSON(_ value: some Encodable) {
    guard let text = try? JSONText.bytes(of: value) else { return }  // strings and whole numbers: always encodable
    StandardStream.output.write(text + [UInt8(ascii: "\n")])
}
