import HTTP

/// Which pages of other origins may read answers.
///
/// Source: Fetch standard, "CORS protocol"; SPEC section 2.
struct CrossOrigin: Sendable {
    private let allowed: Set<String>

    init(allowing origins: Set<String>) {
        allowed = origins
    }

    /// The answer to `OPTIONS`; `apply` adds who may read it.
    func preflight(of request: Request, allowing methods: [Method]) -> Response {
        var response = Response(.noContent)
        let list = methods.map(\.rawValue).joined(separator: ", ")
        response[.allow] = list
        if isAllowed(request[.origin]), request[FieldName("Access-Control-Request-Method")] != nil {
            response[FieldName("Access-Control-Allow-Methods")] = list
            response[FieldName("Access-Control-Allow-Headers")] = Self.requestFields
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

    private func isAllowed(_ origin: String?) -> Bool { origin.map(allowed.contains) ?? false }

    private static let allowOrigin = FieldName("Access-Control-Allow-Origin")
    private static let allowCredentials = FieldName("Access-Control-Allow-Credentials")
    private static let exposeFields = FieldName("Access-Control-Expose-Headers")
    private static let requestFields =
        "Accept, Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
        + "X-Client-Token, X-Request-Id, X-Session-Token"
    private static let responseFields =
        "Content-Disposition, ETag, Idempotent-Replayed, Location, Retry-After, X-Request-Id"
}
