internal import CCurl

/// An answer to an HTTP request.
public struct HTTPReply: Sendable, Equatable {
    /// Its status code.
    public let status: Int
    /// Its content.
    public let bytes: [UInt8]
}

/// Sends HTTP requests, over connections that are kept between them; for one thread.
///
/// Redirects are not followed; TLS is 1.2 at least, with a certificate that must be the host's and signed by a known authority.
@safe
public final class HTTPTransfer {
    /// The most bytes of an answer that are kept.
    public static let replyBytes = 1 << 20

    private let handle: UnsafeMutableRawPointer
    private let socketPath: String?
    private let authorityFile: String?
    private let connectSeconds: Int
    private let totalSeconds: Int
    private let reach: Reach

    /// The buffer that receives a response.
    private final class Content {
        var bytes: [UInt8] = []
    }

    /// A way to servers; a connection is made when the first request is sent.
    ///
    /// - Parameters:
    ///   - socketPath: a Unix socket where all requests go, whatever host they name.
    ///   - authorityFile: a PEM file of the authorities to trust instead of the system's.
    ///   - reach: which addresses connections may be made to.
    /// - Throws: `TransferError` when the library cannot work.
    public init(
        socketPath: String? = nil, authorityFile: String? = nil, connectSeconds: Int = 5, totalSeconds: Int = 20,
        reach: Reach
    ) throws(TransferError) {
        guard MailTransfer.library == CURLE_OK, let handle = unsafe curl_easy_init() else {
            throw TransferError(.unavailable, "the transfer library does not start")
        }
        unsafe self.handle = unsafe handle
        self.socketPath = socketPath
        self.authorityFile = authorityFile
        self.connectSeconds = connectSeconds
        self.totalSeconds = totalSeconds
        self.reach = reach
    }

    deinit { unsafe curl_easy_cleanup(handle) }

    /// Sends a request and waits for the whole answer, whatever its status.
    ///
    /// - Parameters:
    ///   - fields: header fields, `Name: value`, without control characters.
    ///   - content: what is sent; nil for nothing.
    /// - Throws: `TransferError` when there is no answer, or one of more than `replyBytes`; the server may have done what was asked.
    public func send(_ method: String, _ url: String, fields: [String] = [], content: [UInt8]? = nil)
        throws(TransferError) -> HTTPReply
    {
        // Options go, the connection stays.
        unsafe curl_easy_reset(handle)
        var list: UnsafeMutablePointer<curl_slist>?
        defer { unsafe curl_slist_free_all(list) }
        // "Expect: 100-continue" would cost a pause with servers that do not know it.
        for field in fields + ["Expect:"] {
            guard field.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw TransferError(.refused, "a header field holds a control character")
            }
            unsafe list = unsafe curl_slist_append(list, field)
        }
        try configure(method, url)
        try check(unsafe guiche_curl_set_list(handle, CURLOPT_HTTPHEADER, list))
        if let content {
            try check(
                unsafe content.withUnsafeBytes { unsafe guiche_curl_set_content(handle, $0.baseAddress, $0.count) })
        }
        let reading = Content()
        let context = unsafe Unmanaged.passUnretained(reading)
        try check(
            unsafe guiche_curl_set_writer(
                handle,
                { buffer, size, count, context in
                    guard let buffer = unsafe buffer, let context = unsafe context else { return 0 }
                    let content = unsafe Unmanaged<Content>.fromOpaque(context).takeUnretainedValue()
                    guard content.bytes.count + size * count <= HTTPTransfer.replyBytes else { return 0 }
                    unsafe content.bytes += UnsafeRawBufferPointer(start: buffer, count: size * count)
                    return size * count
                }, context.toOpaque()))
        let result = withExtendedLifetime(reading) { unsafe curl_easy_perform(handle) }
        guard result == CURLE_OK else {
            throw TransferError(.unavailable, .unreachable, detail: unsafe String(cString: curl_easy_strerror(result)))
        }
        var status = 0
        try check(unsafe guiche_curl_response_code(handle, &status))
        return HTTPReply(status: status, bytes: reading.bytes)
    }

    private func configure(_ method: String, _ url: String) throws(TransferError) {
        try check(unsafe guiche_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"))
        try check(unsafe guiche_curl_set_text(handle, CURLOPT_URL, url))
        try check(unsafe guiche_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, method))
        try check(unsafe guiche_curl_set_long(handle, CURLOPT_NOSIGNAL, 1))
        try check(unsafe guiche_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, connectSeconds))
        try check(unsafe guiche_curl_set_long(handle, CURLOPT_TIMEOUT, totalSeconds))
        try check(unsafe guiche_curl_set_long(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2))
        try check(unsafe guiche_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1))
        try check(unsafe guiche_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2))
        try check(unsafe reach.guardConnections(of: handle))
        if let authorityFile {
            try check(unsafe guiche_curl_set_text(handle, CURLOPT_CAINFO, authorityFile))
        }
        if let socketPath {
            try check(unsafe guiche_curl_set_text(handle, CURLOPT_UNIX_SOCKET_PATH, socketPath))
            // A proxy of the environment is for the world outside.
            try check(unsafe guiche_curl_set_text(handle, CURLOPT_PROXY, ""))
        }
    }

    private func check(_ result: CURLcode) throws(TransferError) {
        guard result != CURLE_OK else { return }
        throw TransferError(.unavailable, unsafe String(cString: curl_easy_strerror(result)))
    }
}
