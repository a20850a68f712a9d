import HTTP

/// Why an object store did not do what it was asked. Its text holds neither a key nor the name of an object.
package enum ObjectStoreFault: Error, Equatable, CustomStringConvertible {
    /// There was no answer: the library's words.
    case unreachable(String)
    /// Its certificate is not signed by an authority of this host's, is not for its name, or has expired: the library's words.
    case untrusted(String)
    /// It did not answer a moment ago, and is not asked again for some seconds.
    case silent
    /// It refused: the status, and its word for the cause, such as `AccessDenied`.
    case refused(status: Int, code: String)
    /// What it answered cannot be read.
    case unreadable(String)

    /// Whether the same request may succeed a little later.
    var mayPass: Bool {
        switch self {
        case .unreachable, .silent: true
        case .refused(let status, let code): status >= 500 || status == 429 || code == "RequestTimeout"
        case .unreadable, .untrusted: false
        }
    }

    package var description: String {
        switch self {
        case .unreachable(let words): "the object store does not answer: \(words)"
        case .untrusted(let words):
            "the object store is not used: \(words) (put its authority into /usr/local/share/ca-certificates, run "
                + "update-ca-certificates and nginx -s reload)"
        case .silent: "the object store did not answer a moment ago"
        case .refused(let status, let code):
            "the object store answers with status \(status)\(code.isEmpty ? "" : " (\(code))")"
        case .unreadable(let what): "the object store sends \(what) that cannot be read"
        }
    }
}
