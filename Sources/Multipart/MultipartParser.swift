/// Reads a `multipart/form-data` body as it streams in, in pieces of any size, and hands its parts to a sink.
///
/// It keeps the boundary, one header line or one text value, and the field names: under 32 KiB whatever the body, every
/// one under a limit of its own. Files pass through untouched and uncopied. How the body is cut into pieces changes nothing but the cut
/// of the file bytes.
///
/// Strict, and in one place: lines end in CR LF; a delimiter is alone on its line, without trailing blanks, and nowhere else; an
/// empty part has its own line break; after the closing delimiter comes nothing but an epilogue on a line of its own; header
/// lines are not folded; a Content-Transfer-Encoding that changes bytes is refused.
///
/// Source: RFC 7578; `multipart-body`, RFC 2046 §5.1.1.
public struct MultipartParser: ~Copyable {
    private enum State {
        case preamble
        case delimiterEnd(first: UInt8?)
        case header(PartHeaderReader)
        case text(PartHeader)
        case file(isEmptyInput: Bool)
        case closed(hasCarriageReturn: Bool)
        case epilogue
        case failed(MultipartError)
    }

    private let limits: MultipartLimits
    private var state = State.preamble
    private var search: DelimiterSearch
    /// The preamble, the text value or the epilogue that is being read.
    private var buffer: [UInt8] = []
    private var names: [String] = []
    private var files = 0
    private var fileBytes = 0
    private var totalTextBytes = 0
    private var bodyBytes = 0

    /// A parser for one body of the content type `contentType`, the request's Content-Type field value.
    ///
    /// - Throws: `notFormData`, `malformedContentType`, `missingBoundary`, `repeatedBoundary` or `invalidBoundary`.
    public init(contentType: String, limits: MultipartLimits = MultipartLimits()) throws(MultipartError) {
        self.limits = limits
        search = DelimiterSearch(boundary: try Boundary(contentType: contentType).bytes)
        search.beginAfterLineBreak()
    }

    /// Reads the next bytes of the body; nothing of them is kept.
    ///
    /// - Throws: a `MultipartError` for a body that breaks a rule, or the error of `sink`, unchanged. After either, every further call
    ///   throws: the same `MultipartError`, or `stopped`.
    public mutating func consume(_ bytes: Span<UInt8>, into sink: inout some PartSink & ~Copyable) throws {
        if case .failed(let error) = state { throw error }
        do {
            let accepted = min(bytes.count, limits.bodyBytes - bodyBytes)
            bodyBytes += accepted
            try read(bytes.extracting(first: accepted), into: &sink)
            guard accepted == bytes.count else { throw MultipartError.bodyTooLarge(limitBytes: limits.bodyBytes) }
        } catch {
            state = .failed(error as? MultipartError ?? .stopped)
            throw error
        }
    }

    /// Says that the body has ended.
    ///
    /// - Throws: `missingDelimiter` or `missingClosingDelimiter` for a body cut short; what `consume` threw, if it did.
    public mutating func finish() throws(MultipartError) {
        switch state {
        case .failed(let error): throw error
        case .preamble: throw .missingDelimiter
        case .delimiterEnd, .header, .text, .file: throw .missingClosingDelimiter
        case .closed(let hasCarriageReturn): if hasCarriageReturn { throw .malformedDelimiter }
        case .epilogue: try refuseDelimiter(in: buffer)
        }
    }

    private mutating func read(_ bytes: Span<UInt8>, into sink: inout some PartSink & ~Copyable) throws {
        var index = 0
        while index < bytes.count || search.hasDelimiter {
            switch state {
            case .preamble, .text, .file:
                switch search.next(in: bytes, from: &index) {
                case .content(let range): try take(bytes.extracting(range), into: &sink)
                case .held(let range):
                    let delimiter = search.delimiter
                    try take(delimiter.span.extracting(range), into: &sink)
                case .delimiter: try endContent(into: &sink)
                case .end: return
                }
            case .delimiterEnd(let first):
                try readDelimiterEnd(bytes[index], after: first)
                index += 1
            case .header(var reader):
                state = .preamble  // so that `reader` is the only owner of its line
                var part: PartHeader?
                while index < bytes.count, part == nil {
                    part = try reader.read(bytes[index])
                    index += 1
                }
                if let part { try begin(part, into: &sink) } else { state = .header(reader) }
            case .closed(let hasCarriageReturn):
                let expected = hasCarriageReturn ? UInt8(ascii: "\n") : UInt8(ascii: "\r")
                guard bytes[index] == expected else { throw MultipartError.malformedDelimiter }
                state = hasCarriageReturn ? .epilogue : .closed(hasCarriageReturn: true)
                index += 1
            case .epilogue:
                let rest = bytes.extracting(index...)
                try keep(
                    rest, within: limits.epilogueBytes, orThrow: .epilogueTooLong(limitBytes: limits.epilogueBytes))
                return
            case .failed(let error): throw error
            }
        }
    }

    /// Takes content of the preamble or of a part.
    private mutating func take(_ bytes: Span<UInt8>, into sink: inout some PartSink & ~Copyable) throws {
        switch state {
        case .text:
            let totalLeft = limits.totalTextBytes - totalTextBytes
            guard bytes.count <= totalLeft || limits.textBytes - buffer.count <= totalLeft else {
                throw MultipartError.totalTextTooLong(limitBytes: limits.totalTextBytes)
            }
            try keep(bytes, within: limits.textBytes, orThrow: .textTooLong(limitBytes: limits.textBytes))
            totalTextBytes += bytes.count
        case .file(let isEmptyInput):
            if isEmptyInput {
                try countFile()
                state = .file(isEmptyInput: false)
            }
            let accepted = min(bytes.count, limits.fileBytes - fileBytes)
            fileBytes += accepted
            if accepted > 0 { try sink.fileBytes(bytes.extracting(first: accepted)) }
            guard accepted == bytes.count else { throw MultipartError.fileTooLarge(limitBytes: limits.fileBytes) }
        default:
            try keep(bytes, within: limits.preambleBytes, orThrow: .preambleTooLong(limitBytes: limits.preambleBytes))
        }
    }

    private mutating func keep(_ bytes: Span<UInt8>, within limit: Int, orThrow error: MultipartError)
        throws(MultipartError)
    {
        guard buffer.count + bytes.count <= limit else { throw error }
        buffer.reserveCapacity(buffer.count + bytes.count)
        for index in bytes.indices { buffer.append(bytes[index]) }
    }

    /// The delimiter after the preamble or a part's content has been read, but for the end of its line.
    private mutating func endContent(into sink: inout some PartSink & ~Copyable) throws {
        switch state {
        case .text(let part):
            guard !search.foundAtBeginning else { throw MultipartError.malformedDelimiter }
            guard let text = String(validUTF8: buffer.span) else { throw MultipartError.invalidText }
            try sink.text(text, of: part)
            buffer.removeAll(keepingCapacity: true)
        case .file:
            guard !search.foundAtBeginning else { throw MultipartError.malformedDelimiter }
            try sink.fileEnded()
        default: try refuseDelimiter(in: buffer)
        }
        state = .delimiterEnd(first: nil)
    }

    private mutating func readDelimiterEnd(_ byte: UInt8, after first: UInt8?) throws(MultipartError) {
        switch (first, byte) {
        case (nil, UInt8(ascii: "\r")), (nil, UInt8(ascii: "-")): state = .delimiterEnd(first: byte)
        case (UInt8(ascii: "\r"), UInt8(ascii: "\n")):
            guard names.count < limits.parts else { throw .tooManyParts(limit: limits.parts) }
            buffer.removeAll(keepingCapacity: true)
            state = .header(PartHeaderReader(limits: limits))
        case (UInt8(ascii: "-"), UInt8(ascii: "-")):
            guard buffer.isEmpty else { throw .preambleWithoutParts }
            state = .closed(hasCarriageReturn: false)
        default: throw .malformedDelimiter
        }
    }

    private mutating func begin(_ part: PartHeader, into sink: inout some PartSink & ~Copyable) throws {
        let isRepeatable = limits.isRepeatable(part.name)
        guard isRepeatable || names.count(where: { $0 == part.name }) < limits.partsPerName else {
            throw MultipartError.repeatedField(limit: limits.partsPerName)
        }
        names.append(part.name)
        search.beginAfterLineBreak()
        if let filename = part.filename {
            if !filename.isEmpty { try countFile() }
            fileBytes = 0
            state = .file(isEmptyInput: filename.isEmpty)
            try sink.fileBegan(part)
        } else {
            state = .text(part)
        }
    }

    private mutating func countFile() throws(MultipartError) {
        files += 1
        guard files <= limits.files else { throw .tooManyFiles(limit: limits.files) }
    }

    /// Refuses a preamble or epilogue with the delimiter in it: another parser might see a part there.
    private func refuseDelimiter(in outside: [UInt8]) throws(MultipartError) {
        let delimiter = search.delimiter[2...]
        guard outside.count >= delimiter.count else { return }
        for start in 0...(outside.count - delimiter.count) where outside[start...].starts(with: delimiter) {
            throw .strayDelimiter
        }
    }
}
