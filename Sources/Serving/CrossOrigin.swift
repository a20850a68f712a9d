import HTTP

/// Which pages of other origins may read answers.
///
/// Source: Fetch standard, "CORS protocol"; SPEC section 2.
struct CrossOrigin: Sendable {
    private let allowed: Set<ByteText>

    init(allowing origins: Set<String>) {
        allowed = Set(origins.map { ByteText($0) })
    }

    /// The answer to `OPTIONS`; `apply` adds who may read it.
    func preflight(of request: Request, allowing methods: [Method]) -> Response {
        var response = Response(.noContent)
        let list = methods.map(\.rawValue).joined(separator: ", ")
        response[.allow] = list
        if isAllowed(request[.origin]), request[FieldName("Access-Control-Request-Method")] != nil {
            response[FieldName("Access-Control-Allow-Methods")] = list
            let asked = Self.names(in: request[Self.requestHeaders] ?? "")
            response[FieldName("Access-Control-Allow-Headers")] = (Self.requestFields + asked).joined(separator: ", ")
            response.append(.vary, Self.requestHeaders.canonical)
            response[FieldName("Access-Control-Max-Age")] = "600"
        }
        return response
    }

    /// Says in any answer whether the page that asked may read it.
    func apply(to response: inout Response, of request: Request) {
        response.append(.vary, "Origin")
        guard let origin = request[.origin], isAllowed(origin) else { return }
        response[Self.allowOrigin] = origin
        response[Self.allowCredentials] = "true"
        response[Self.exposeFields] = Self.responseFields
    }

    private func isAllowed(_ origin: String?) -> Bool { origin.map { allowed.contains(ByteText($0)) } ?? false }

    private static let allowOrigin = FieldName("Access-Control-Allow-Origin")
    private static let allowCredentials = FieldName("Access-Control-Allow-Credentials")
    private static let exposeFields = FieldName("Access-Control-Expose-Headers")
    private static let requestHeaders = FieldName("Access-Control-Request-Headers")
    /// The request fields that the API reads, named in every preflight response.
    private static let requestFields = [
        "Accept", "Accept-Language", "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match",
        "X-Client-Token", "X-Request-Id", "X-Session-Token",
    ]
    private static let responseFields =
        "Content-Disposition, ETag, Idempotent-Replayed, Location, Retry-After, X-Request-Id"

    /// The most bytes of a list of names that is looked at.
    private static let namesBytes = 4096

    /// The names of header fields that a listed origin asks for: it is trusted with any, such as the ones that tracing adds. None when
    /// one of them is not well-formed (a token of RFC 9110 §5.6.2), or they are longer than `namesBytes` together.
    private static func names(in list: String) -> [String] {
        guard list.utf8.count <= namesBytes else { return [] }
        var known = Set(requestFields.map { lowercased($0[...].utf8) })
        var names: [String] = []
        for piece in list.utf8.split(separator: UInt8(ascii: ",")) {
            let name = piece.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
            // With credentials a `*` would be no wildcard, and must not look like one.
            guard !name.isEmpty, !name.elementsEqual("*".utf8) else { continue }
            guard name.allSatisfy(isTokenByte) else { return [] }
            let lower = lowercased(name)
            if known.insert(lower).inserted { names.append(String(decoding: lower, as: UTF8.self)) }
        }
        return names
    }

    private static func lowercased(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: tokenSigns.contains(byte)
        }
    }

    private static let tokenSigns = Array("!#$%&'*+-.^_`|~".utf8)
}
