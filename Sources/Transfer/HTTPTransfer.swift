internal import CCurl

/// An answer to an HTTP request.
public struct HTTPReply: Sendable, Equatable {
    /// Its status code.
    public let status: Int
    /// Its content.
    public let bytes: [UInt8]
    /// What an object store sends beside it, at most 64 fields of 1 KiB: names in small letters. Empty for other servers.
    public var headerFields: [String: String] = [:]
}

/// Sends HTTP requests, over connections that are kept between them; for one thread.
///
/// Redirects are not followed; TLS is 1.2 at least, with a certificate that must be the host's and signed by a known authority.
@safe
public final class HTTPTransfer {
    /// The most bytes of an answer that are kept.
    public static let replyBytes = 1 << 20

    private let handle: CurlHandle
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
        handle = try CurlHandle()
        self.socketPath = socketPath
        self.authorityFile = authorityFile
        self.connectSeconds = connectSeconds
        self.totalSeconds = totalSeconds
        self.reach = reach
    }

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
        handle.reset()
        guard fields.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }) else {
            throw TransferError(.refused, "a header field holds a control character")
        }
        try configure(method, url)
        if let content { try handle.setContent(content) }
        let reading = Content()
        try unsafe handle.set(
            CURLOPT_WRITEFUNCTION,
            { buffer, size, count, context in
                guard let buffer = unsafe buffer, let context = unsafe context else { return 0 }
                let content = unsafe Unmanaged<Content>.fromOpaque(context).takeUnretainedValue()
                guard content.bytes.count + size * count <= HTTPTransfer.replyBytes else { return 0 }
                unsafe content.bytes += UnsafeRawBufferPointer(start: buffer, count: size * count)
                return size * count
            }, CURLOPT_WRITEDATA, reading)
        // "Expect: 100-continue" would cost a pause with servers that do not know it.
        let result = try handle.perform(CURLOPT_HTTPHEADER, fields + ["Expect:"], keeping: [reading])
        guard result == CURLE_OK else {
            throw TransferError(.unavailable, .unreachable, detail: handle.words(for: result))
        }
        return HTTPReply(status: handle.responseCode(), bytes: reading.bytes)
    }

    private func configure(_ method: String, _ url: String) throws(TransferError) {
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_URL, url)
        try handle.set(CURLOPT_CUSTOMREQUEST, method)
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_CONNECTTIMEOUT, connectSeconds)
        try handle.set(CURLOPT_TIMEOUT, totalSeconds)
        try handle.set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        try handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        try reach.guardConnections(of: handle)
        if let authorityFile {
            try handle.set(CURLOPT_CAINFO, authorityFile)
        }
        if let socketPath {
            try handle.set(CURLOPT_UNIX_SOCKET_PATH, socketPath)
            // A proxy of the environment is for the world outside.
            try handle.set(CURLOPT_PROXY, "")
        }
    }
}
