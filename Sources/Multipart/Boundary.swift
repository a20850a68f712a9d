/// The boundary parameter of a `multipart/form-data` content type: 1 to 70 of RFC 2046's `bchars`.
struct Boundary: Sendable {
    static let maximumBytes = 70
    /// Bytes of a Content-Type value that are looked at; a longer one is malformed.
    static let contentTypeBytes = 1_024

    let bytes: [UInt8]

    /// The boundary that `contentType` announces.
    ///
    /// Exactly one `boundary` parameter is read, in any letter case, quoted or not; unquoted it may hold any `bchars` but blank and
    /// comma, as clients send it. `boundary*` decides nothing.
    ///
    /// - Throws: `notFormData` for another media type; `malformedContentType`, `missingBoundary`, `repeatedBoundary` or
    ///   `invalidBoundary` for one that cannot be used.
    init(contentType: String) throws(MultipartError) {
        guard contentType.utf8.count <= Self.contentTypeBytes else { throw .malformedContentType }
        var value = FieldValue(Array(contentType.utf8))
        value.skipBlanks()
        guard let type = value.token(), value.skip(UInt8(ascii: "/")), let subtype = value.token(),
            type.lowercased == "multipart", subtype.lowercased == "form-data"
        else { throw .notFormData }
        guard let parameters = value.parameters(unquoted: { $0.isBoundaryByte && $0 != UInt8(ascii: ",") }) else {
            throw .malformedContentType
        }
        let boundaries = parameters.filter { $0.name == "boundary" }
        guard let boundary = boundaries.first else { throw .missingBoundary }
        guard boundaries.count == 1 else { throw .repeatedBoundary }
        guard (1...Self.maximumBytes).contains(boundary.value.count),
            boundary.value.allSatisfy({ $0.isBoundaryByte || $0 == UInt8(ascii: " ") }),
            boundary.value.last != UInt8(ascii: " ")
        else { throw .invalidBoundary }
        bytes = boundary.value
    }
}

extension UInt8 {
    /// `bcharsnospace` of RFC 2046 §5.1.1.
    fileprivate var isBoundaryByte: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "+"), UInt8(ascii: "_"),
            UInt8(ascii: ","),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "="),
            UInt8(ascii: "?"):
            true
        default: false
        }
    }
}
