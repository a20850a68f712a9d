/// The name of a header field, with the meta-variable a gateway hands it in by.
///
/// Source: RFC 9110 §5.1; RFC 3875 §4.1.18 (`HTTP_` variables).
public struct FieldName: Sendable, Hashable {
    /// The name as it is written in a response: `Content-Type`.
    public let canonical: String
    /// The name as a CGI meta-variable: `HTTP_ACCEPT`, and `CONTENT_TYPE` for the two that carry no prefix.
    public let variable: String
    /// The other meta-variable that may hold it; nil for all but `Authorization`, which Apache gives to programs only as a rule of its
    /// rewriting, and after the internal redirect of that rule under this name. No field of a client's has such a name: theirs begin
    /// with `HTTP_`.
    ///
    /// Source: Apache HTTP Server 2.4, "Custom Error Responses" (`REDIRECT_` variables).
    public let redirectedVariable: String?

    /// A name in its canonical spelling; ASCII letters, digits and `-` only.
    public init(_ canonical: String) {
        self.canonical = canonical
        let upper = String(canonical.map { $0 == "-" ? "_" : Character($0.uppercased()) })
        variable = upper == "CONTENT_TYPE" || upper == "CONTENT_LENGTH" ? upper : "HTTP_\(upper)"
        redirectedVariable = upper == "AUTHORIZATION" ? "REDIRECT_\(variable)" : nil
    }

    /// `Accept`
    public static let accept = FieldName("Accept")
    /// `Accept-Language`
    public static let acceptLanguage = FieldName("Accept-Language")
    /// `Allow`
    public static let allow = FieldName("Allow")
    /// `Authorization`
    public static let authorization = FieldName("Authorization")
    /// `Cache-Control`
    public static let cacheControl = FieldName("Cache-Control")
    /// `Content-Disposition`
    public static let contentDisposition = FieldName("Content-Disposition")
    /// `Content-Length`
    public static let contentLength = FieldName("Content-Length")
    /// `Content-Type`
    public static let contentType = FieldName("Content-Type")
    /// `ETag`
    public static let eTag = FieldName("ETag")
    /// `Idempotency-Key`
    public static let idempotencyKey = FieldName("Idempotency-Key")
    /// `Idempotent-Replayed`
    public static let idempotentReplayed = FieldName("Idempotent-Replayed")
    /// `If-Match`
    public static let ifMatch = FieldName("If-Match")
    /// `If-None-Match`
    public static let ifNoneMatch = FieldName("If-None-Match")
    /// `Location`
    public static let location = FieldName("Location")
    /// `Origin`
    public static let origin = FieldName("Origin")
    /// `Retry-After`
    public static let retryAfter = FieldName("Retry-After")
    /// `Vary`
    public static let vary = FieldName("Vary")
    /// `WWW-Authenticate`
    public static let wwwAuthenticate = FieldName("WWW-Authenticate")
    /// `X-Request-Id`
    public static let requestID = FieldName("X-Request-Id")
}
