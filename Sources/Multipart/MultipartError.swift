/// Why a body is not a form that we take. Every rule has a case of its own; none holds a byte of the body.
public enum MultipartError: Error, Equatable, Sendable {
    // The Content-Type of the request.
    case notFormData
    case malformedContentType
    case missingBoundary
    case repeatedBoundary
    case invalidBoundary

    // Delimiters, and the content before, between and after them.
    case missingDelimiter
    case missingClosingDelimiter
    case malformedDelimiter
    case strayDelimiter
    case preambleWithoutParts
    case preambleTooLong(limitBytes: Int)
    case epilogueTooLong(limitBytes: Int)

    // The header of a part.
    case headerTooLong(limitBytes: Int)
    case tooManyHeaderFields(limit: Int)
    case bareLineBreak
    case foldedHeaderField
    case malformedHeaderField
    case invalidHeaderValue
    case repeatedHeaderField
    case missingDisposition
    case malformedDisposition
    case repeatedParameter
    case missingName
    case invalidName
    case nameTooLong(limitBytes: Int)
    case unsupportedTransferEncoding

    // The parts as a whole.
    case tooManyParts(limit: Int)
    case tooManyFiles(limit: Int)
    case repeatedField(limit: Int)
    case textTooLong(limitBytes: Int)
    case totalTextTooLong(limitBytes: Int)
    case invalidText
    case fileTooLarge(limitBytes: Int)
    case bodyTooLarge(limitBytes: Int)

    /// The sink threw earlier on; nothing more is read.
    case stopped

    /// Whether the file or the body is over its limit (413), rather than malformed (400).
    public var isTooLarge: Bool {
        switch self {
        case .fileTooLarge, .bodyTooLarge: true
        default: false
        }
    }

    /// Whether the content type is not `multipart/form-data` at all (415).
    public var isUnsupportedMediaType: Bool { self == .notFormData }
}

extension MultipartError: CustomStringConvertible {
    /// The broken rule in English, safe to show to anyone.
    public var description: String {
        switch self {
        case .notFormData: "The content type is not multipart/form-data."
        case .malformedContentType: "The Content-Type field cannot be read."
        case .missingBoundary: "The Content-Type field has no boundary parameter."
        case .repeatedBoundary: "The Content-Type field has more than one boundary parameter."
        case .invalidBoundary: "The boundary is not 1 to 70 of the characters that RFC 2046 allows."
        case .missingDelimiter: "The body has no delimiter."
        case .missingClosingDelimiter: "The body ends before its closing delimiter."
        case .malformedDelimiter: "A delimiter is not alone on its line."
        case .strayDelimiter: "The delimiter occurs inside the preamble or the epilogue."
        case .preambleWithoutParts: "The body has a preamble but no part."
        case .preambleTooLong(let limit): "The preamble is longer than \(limit) bytes."
        case .epilogueTooLong(let limit): "The epilogue is longer than \(limit) bytes."
        case .headerTooLong(let limit): "The header of a part is longer than \(limit) bytes."
        case .tooManyHeaderFields(let limit): "A part has more than \(limit) header fields."
        case .bareLineBreak: "A header line of a part does not end in CR LF."
        case .foldedHeaderField: "A header line of a part begins with a blank."
        case .malformedHeaderField: "A header line of a part is not a name, a colon and a value."
        case .invalidHeaderValue: "A header value of a part is not UTF-8 text without control characters."
        case .repeatedHeaderField: "A header field of a part is given twice."
        case .missingDisposition: "A part has no Content-Disposition field."
        case .malformedDisposition: "The Content-Disposition of a part is not a well-formed form-data."
        case .repeatedParameter: "A Content-Disposition parameter is given twice."
        case .missingName: "A part has no field name."
        case .invalidName: "The field name of a part has control characters."
        case .nameTooLong(let limit): "The field name of a part is longer than \(limit) bytes."
        case .unsupportedTransferEncoding: "A part has a Content-Transfer-Encoding that changes its bytes."
        case .tooManyParts(let limit): "The body has more than \(limit) parts."
        case .tooManyFiles(let limit): "The body has more than \(limit) file(s)."
        case .repeatedField(let limit): "A field is given more than \(limit) time(s)."
        case .textTooLong(let limit): "A text field is longer than \(limit) bytes."
        case .totalTextTooLong(let limit): "The text fields together are longer than \(limit) bytes."
        case .invalidText: "A text field is not valid UTF-8."
        case .fileTooLarge(let limit): "The file is larger than \(limit) bytes."
        case .bodyTooLarge(let limit): "The body is larger than \(limit) bytes."
        case .stopped: "The body was not read to its end."
        }
    }
}
