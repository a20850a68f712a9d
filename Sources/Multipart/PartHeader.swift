/// The header of a part.
public struct PartHeader: Sendable, Equatable {
    /// The field name: at least one character, none of them a control character.
    public let name: String
    /// The client's name for its file, decoded where it is an encoded word, otherwise as sent but for the quoting; `nil` for a text
    /// field, `""` for a file input left empty.
    ///
    /// It may hold path separators, quotes and any character whatsoever: a label, never a path.
    public let filename: String?
    /// The part's own Content-Type, as sent; `nil` if there is none or an empty one.
    public let contentType: String?

    /// Makes a part header, for tests of sinks.
    public init(name: String, filename: String? = nil, contentType: String? = nil) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
    }

    /// The media type alone, in lower case and without parameters: `application/pdf`.
    public var mediaType: String? {
        guard let contentType else { return nil }
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let type = contentType.utf8.prefix { $0 != UInt8(ascii: ";") }.drop(while: isBlank).prefix { !isBlank($0) }
        return type.lowercased
    }
}

/// Gathers the header lines of one part into a `PartHeader`.
struct PartHeaderReader {
    private let limits: MultipartLimits
    private var line: [UInt8] = []
    private var headerBytes = 0
    private var fields = 0
    private var hasCarriageReturn = false
    private var disposition: (name: String, filename: String?)?
    private var contentType: String?
    private var transferEncoding: String?

    init(limits: MultipartLimits) { self.limits = limits }

    /// Takes the next byte of the header; gives the part header back when that byte ends it.
    mutating func read(_ byte: UInt8) throws(MultipartError) -> PartHeader? {
        if hasCarriageReturn {
            guard byte == UInt8(ascii: "\n") else { throw .bareLineBreak }
            hasCarriageReturn = false
            if line.isEmpty { return try header() }
            try count(byte)
            try readLine()
            line.removeAll(keepingCapacity: true)
            return nil
        }
        switch byte {
        case UInt8(ascii: "\n"): throw .bareLineBreak
        case UInt8(ascii: "\r"):
            hasCarriageReturn = true
            if !line.isEmpty { try count(byte) }
        default:
            try count(byte)
            line.append(byte)
        }
        return nil
    }

    private mutating func count(_ byte: UInt8) throws(MultipartError) {
        headerBytes += 1
        guard headerBytes <= limits.headerBytes else { throw .headerTooLong(limitBytes: limits.headerBytes) }
    }

    private mutating func readLine() throws(MultipartError) {
        fields += 1
        guard fields <= limits.headerFields else { throw .tooManyHeaderFields(limit: limits.headerFields) }
        guard let first = line.first, first != UInt8(ascii: " "), first != UInt8(ascii: "\t") else {
            throw .foldedHeaderField
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            line[..<colon].allSatisfy({ $0.isTokenByte })
        else { throw .malformedHeaderField }
        let name = line[..<colon].lowercased
        let bytes = line[(colon + 1)...].trimmingBlanks
        // A file name is a label whose owner strips what it must; browsers send its control characters as they are.
        let mayHoldControls = name == "content-disposition"
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") || mayHoldControls && $0 != 0 }),
            let value = String(validUTF8: bytes.span)
        else { throw .invalidHeaderValue }
        switch name {
        case "content-disposition":
            guard disposition == nil else { throw .repeatedHeaderField }
            disposition = try readDisposition(Array(bytes))
        case "content-type":
            guard contentType == nil else { throw .repeatedHeaderField }
            contentType = value
        case "content-transfer-encoding":
            guard transferEncoding == nil else { throw .repeatedHeaderField }
            transferEncoding = bytes.lowercased
            guard ["7bit", "8bit", "binary"].contains(transferEncoding) else { throw .unsupportedTransferEncoding }
        default: break
        }
    }

    /// `name` and `filename` of a `form-data`.
    ///
    /// Two names for one file are a way past checks: `filename*` is read only where `filename` is missing or an encoded word, as .NET
    /// writes it.
    ///
    /// Source: RFC 7578 §4.2 forbids `filename*`; some clients send nothing else.
    private func readDisposition(_ bytes: [UInt8]) throws(MultipartError) -> (name: String, filename: String?) {
        var value = FieldValue(bytes)
        guard let type = value.token(), type.lowercased == "form-data",
            let parameters = value.parameters(unquoted: { $0.isTokenByte })
        else { throw .malformedDisposition }
        var given: (name: [UInt8]?, filename: [UInt8]?, extended: [UInt8]?)
        for parameter in parameters {
            switch parameter.name {
            case "name":
                guard given.name == nil else { throw .repeatedParameter }
                given.name = parameter.value
            case "filename":
                guard given.filename == nil else { throw .repeatedParameter }
                given.filename = parameter.value
            case "filename*":
                guard given.extended == nil else { throw .repeatedParameter }
                given.extended = parameter.value
            default: break
            }
        }
        guard let name = given.name?.decodingQuotes, !name.isEmpty else { throw .missingName }
        guard name.utf8.count <= limits.nameBytes else { throw .nameTooLong(limitBytes: limits.nameBytes) }
        guard !name.unicodeScalars.contains(where: { $0.value < 0x20 || 0x7F...0x9F ~= $0.value }) else {
            throw .invalidName
        }
        return (name, try Self.filename(given.filename, extended: given.extended))
    }

    private static func filename(_ plain: [UInt8]?, extended: [UInt8]?) throws(MultipartError) -> String? {
        guard let plain else {
            guard let extended else { return nil }
            guard let name = EncodedWord.extendedValue(extended) else { throw .malformedDisposition }
            return name
        }
        guard EncodedWord.isIn(plain) else { return plain.decodingQuotes }
        return extended.flatMap(EncodedWord.extendedValue) ?? EncodedWord.decoded(plain) ?? plain.decodingQuotes
    }

    private func header() throws(MultipartError) -> PartHeader {
        guard let disposition else { throw .missingDisposition }
        let contentType = contentType.flatMap { $0.isEmpty ? nil : $0 }
        return PartHeader(name: disposition.name, filename: disposition.filename, contentType: contentType)
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmingBlanks: ArraySlice<UInt8> {
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard let end = lastIndex(where: { !isBlank($0) }) else { return self[startIndex..<startIndex] }
        return self[...end].drop(while: isBlank)
    }
}

extension [UInt8] {
    /// These bytes, which are valid UTF-8, as text with a browser's `%22` read as a quote.
    ///
    /// Browsers write CR and LF as `%0D` and `%0A`; these stay as they are, so that no name ever holds a line break.
    fileprivate var decodingQuotes: String {
        guard contains(UInt8(ascii: "%")) else { return String(decoding: self, as: UTF8.self) }
        var bytes: [UInt8] = []
        var index = 0
        while index < count {
            let isQuote =
                index + 2 < count && self[index] == UInt8(ascii: "%") && self[index + 1] == 0x32
                && self[index + 2] == 0x32
            bytes.append(isQuote ? UInt8(ascii: "\"") : self[index])
            index += isQuote ? 3 : 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
