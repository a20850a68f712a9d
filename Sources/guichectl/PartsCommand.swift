import Crypto
import FoundationEssentials
import Multipart
import Posix

/// `guichectl parts --content-type T <BODY`: shows what the parser that serves requests makes of a body.
///
/// Prints the parts as JSON and returns 0, or the fault as JSON and returns 1. A wrong option is 2, with a line on standard
/// error.
func parts(arguments: [String]) -> Int32 {
    if arguments.contains("--help") || arguments.contains("-h") {
        StandardStream.output.write(partsUsage)
        return 0
    }
    let options: PartsOptions
    switch PartsOptions.reading(arguments, environment: ThisProcess.environment) {
    case .success(let read): options = read
    case .failure(let fault):
        StandardStream.error.write("guichectl parts: \(fault.description)\n\(partsUsage)")
        return 2
    }
    do {
        let parts = try readParts(
            contentType: options.contentType, limits: MultipartLimits(fileBytes: options.fileBytes))
        return printJSON(PartsReport(parts: parts)) ? 0 : 1
    } catch let error as MultipartError {
        let code =
            error.isTooLarge
            ? "PAYLOAD_TOO_LARGE" : error.isUnsupportedMediaType ? "UNSUPPORTED_MEDIA_TYPE" : "INVALID_PAYLOAD"
        printJSON(PartsFault(error: .init(code: code, message: error.description)))
        return 1
    } catch {
        printJSON(PartsFault(error: .init(code: "INTERNAL_ERROR", message: "Standard input cannot be read.")))
        return 1
    }
}

private let partsUsage = """
    usage: guichectl parts --content-type TYPE [--max-file-size BYTES] <BODY
    Reads a multipart/form-data body from standard input and prints its parts as JSON.
      --content-type TYPE     the request's Content-Type, with its boundary
      --max-file-size BYTES   limit of a file (default: MAX_FILE_SIZE, else 5242880)

    """

private struct PartsOptions {
    var contentType: String
    var fileBytes: Int

    struct Fault: Error { let description: String }

    static func reading(_ arguments: [String], environment: [String: String]) -> Result<PartsOptions, Fault> {
        var values: [String: String] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let sides = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard ["--content-type", "--max-file-size"].contains(sides[0]) else {
                return .failure(Fault(description: "unknown option \(argument)"))
            }
            guard let value = sides.count == 2 ? sides[1] : rest.popFirst() else {
                return .failure(Fault(description: "\(argument) needs a value"))
            }
            values[sides[0]] = value
        }
        guard let contentType = values["--content-type"] else {
            return .failure(Fault(description: "--content-type is missing"))
        }
        let limit = values["--max-file-size"] ?? environment["MAX_FILE_SIZE"] ?? "5242880"
        guard let fileBytes = Int(limit), fileBytes > 0 else {
            return .failure(Fault(description: "the file size limit is not a positive whole number"))
        }
        return .success(PartsOptions(contentType: contentType, fileBytes: fileBytes))
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

@discardableResult
private func printJSON(_ value: some Encodable) -> Bool {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return false }  // strings and whole numbers: always encodable
    return StandardStream.output.write(Array(data) + [UInt8(ascii: "\n")])
}
