internal import CCurl
internal import Posix

/// Sends signed requests to an object store, over connections that are kept between them; for one thread at a time.
///
/// Source: AWS Signature Version 4 for S3, "Authenticating Requests (Authorization Header)"; the library signs.
@safe
public final class ObjectTransfer {
    /// Who asks: two keys, the second of which is secret.
    public struct Credentials: Sendable, Equatable {
        /// The public key.
        public let accessKey: String
        /// The secret key.
        public let secretKey: String
        /// The region that signatures are for.
        public let region: String

        /// Keys of a region.
        public init(accessKey: String, secretKey: String, region: String) {
            self.accessKey = accessKey
            self.secretKey = secretKey
            self.region = region
        }
    }

    /// What a request carries: its length, and the bytes at an offset, as many as there are up to a number.
    public struct Content {
        let bytes: Int
        let read: (_ offset: Int, _ count: Int) throws -> [UInt8]

        /// Content that is read while it is sent.
        public init(bytes: Int, read: @escaping (_ offset: Int, _ count: Int) throws -> [UInt8]) {
            self.bytes = bytes
            self.read = read
        }

        /// Content in memory.
        public init(_ content: [UInt8]) {
            self.init(bytes: content.count) { Array(content[$0..<min(content.count, $0 + $1)]) }
        }
    }

    /// The most bytes of an answer that are kept in memory: of a list, of an error.
    public static let replyBytes = 1 << 20
    /// How long a connection may take.
    private static let connectSeconds = 5
    /// Slower transfers are ended after some seconds.
    private static let slowestBytesPerSecond = 1024
    /// How long a request may take in all.
    private static let totalSeconds = 300

    private let handle: CurlHandle
    private let credentials: Credentials

    /// A way to a store; a connection is made when the first request is sent.
    ///
    /// - Throws: `TransferError` when the library cannot work.
    public init(_ credentials: Credentials) throws(TransferError) {
        handle = try CurlHandle()
        self.credentials = credentials
    }

    /// Sends a request and waits for the whole answer.
    ///
    /// - Parameters:
    ///   - url: its path is encoded, its query sorted and encoded.
    ///   - fields: header fields, `Name: value`, without control characters.
    ///   - content: for PUT and POST, what is sent.
    ///   - silenceSeconds: how long the store may send and take next to nothing.
    ///   - receive: takes the content of a response of status 200 or 206; that of others, and all without it, is in the reply.
    /// - Throws: `TransferError` when there is no answer, or one of more than `replyBytes`: the store may have done what was asked;
    ///   what `receive` and `content` throw.
    public func send(
        _ method: String, _ url: String, fields: [String], content: Content? = nil, silenceSeconds: Int,
        receive: ((Span<UInt8>) throws -> Void)? = nil
    ) throws -> HTTPReply {
        handle.reset()
        try configure(method, url, silenceSeconds: silenceSeconds)
        let receiving = Receiving(receive, handle)
        try unsafe handle.set(
            CURLOPT_WRITEFUNCTION,
            { buffer, size, count, context in
                guard let buffer = unsafe buffer, let context = unsafe context else { return 0 }
                let receiving = unsafe Unmanaged<Receiving>.fromOpaque(context).takeUnretainedValue()
                let piece = unsafe UnsafeRawBufferPointer(start: buffer, count: size * count)
                return unsafe receiving.take(piece) ? size * count : 0
            }, CURLOPT_WRITEDATA, receiving)
        try unsafe handle.set(
            CURLOPT_HEADERFUNCTION,
            { buffer, size, count, context in
                guard let buffer = unsafe buffer, let context = unsafe context else { return 0 }
                let receiving = unsafe Unmanaged<Receiving>.fromOpaque(context).takeUnretainedValue()
                unsafe receiving.note(UnsafeRawBufferPointer(start: buffer, count: size * count))
                return size * count
            }, CURLOPT_HEADERDATA, receiving)
        var kept: [AnyObject] = [receiving]
        var sending: Sending?
        if method == "PUT" || method == "POST" {
            let content = Sending(content ?? Content([]))
            try configure(content)
            kept.append(content)
            sending = content
        }
        let result = try handle.perform(CURLOPT_HTTPHEADER, fields, keeping: kept)
        if let failure = receiving.failure ?? sending?.failure { throw failure }
        guard result == CURLE_OK else {
            throw TransferError(
                .unavailable, result == CURLE_PEER_FAILED_VERIFICATION ? .untrusted : .unreachable,
                detail: handle.words(for: result), isSilence: result == CURLE_OPERATION_TIMEDOUT)
        }
        return HTTPReply(status: handle.responseCode(), bytes: receiving.bytes, headerFields: receiving.fields)
    }

    private func configure(_ method: String, _ url: String, silenceSeconds: Int) throws(TransferError) {
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_URL, url)
        try handle.set(CURLOPT_PATH_AS_IS, 1)
        try handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        if method == "HEAD" {
            try handle.set(CURLOPT_NOBODY, 1)
        } else if method != "PUT" {
            try handle.set(CURLOPT_CUSTOMREQUEST, method)
        }
        try handle.set(CURLOPT_NOSIGNAL, 1)
        // nginx, which fetches from the same place, knows no proxy either.
        try handle.set(CURLOPT_PROXY, "")
        try handle.set(CURLOPT_CONNECTTIMEOUT, Self.connectSeconds)
        try handle.set(CURLOPT_LOW_SPEED_LIMIT, Self.slowestBytesPerSecond)
        try handle.set(CURLOPT_LOW_SPEED_TIME, silenceSeconds)
        try handle.set(CURLOPT_TIMEOUT, Self.totalSeconds)
        try handle.set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        try handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        try handle.set(CURLOPT_AWS_SIGV4, "aws:amz:\(credentials.region):s3")
        try handle.set(CURLOPT_USERNAME, credentials.accessKey)
        try handle.set(CURLOPT_PASSWORD, credentials.secretKey)
    }

    private func configure(_ sending: Sending) throws(TransferError) {
        try handle.set(CURLOPT_UPLOAD, 1)
        try handle.setSize(CURLOPT_INFILESIZE_LARGE, sending.content.bytes)
        try unsafe handle.set(
            CURLOPT_READFUNCTION,
            { buffer, size, count, context in
                guard let buffer = unsafe buffer, let context = unsafe context else { return 0 }
                let sending = unsafe Unmanaged<Sending>.fromOpaque(context).takeUnretainedValue()
                // CURL_READFUNC_ABORT
                guard let piece = sending.next(size * count) else { return 0x1000_0000 }
                unsafe UnsafeMutableRawBufferPointer(start: buffer, count: size * count).copyBytes(from: piece)
                return piece.count
            }, CURLOPT_READDATA, sending)
        try unsafe handle.setSeeker(
            { context, offset, _ in
                guard let context = unsafe context else { return 1 }
                unsafe Unmanaged<Sending>.fromOpaque(context).takeUnretainedValue().offset = Int(offset)
                return 0
            }, sending)
    }
}

/// The content of a request on its way.
private final class Sending {
    let content: ObjectTransfer.Content
    var offset = 0
    private(set) var failure: (any Error)?

    init(_ content: ObjectTransfer.Content) { self.content = content }

    /// The next bytes, none at the end; nil when they cannot be read.
    func next(_ count: Int) -> [UInt8]? {
        do {
            let piece = try content.read(offset, count)
            offset += piece.count
            return piece
        } catch {
            failure = error
            return nil
        }
    }
}

/// The content of a response on its way.
private final class Receiving {
    private(set) var bytes: [UInt8] = []
    private(set) var fields: [String: String] = [:]
    private(set) var failure: (any Error)?
    private let receive: ((Span<UInt8>) throws -> Void)?
    private let handle: CurlHandle
    private static let mostFields = 64
    private static let lineBytes = 1024

    init(_ receive: ((Span<UInt8>) throws -> Void)?, _ handle: CurlHandle) {
        self.receive = receive
        self.handle = handle
    }

    /// Takes a line of a header, except a long one; a status line begins another one.
    func note(_ line: UnsafeRawBufferPointer) {
        guard line.count <= Self.lineBytes else { return }
        let text = unsafe String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") { fields = [:] }
        guard fields.count < Self.mostFields, let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
        let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        fields[text[..<colon].lowercased()] = String(value.prefix { $0 != "\r\n" && $0 != "\n" && $0 != "\r" })
    }

    /// Takes a piece; false when the transfer is to end.
    func take(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard let receive, [200, 206].contains(handle.responseCode()) else {
            guard bytes.count + piece.count <= ObjectTransfer.replyBytes else { return false }
            unsafe bytes += piece
            return true
        }
        do {
            try unsafe receive(piece.assumingMemoryBound(to: UInt8.self).span)
            return true
        } catch {
            failure = error
            return false
        }
    }
}
