internal import CCurl

/// Hands mails to one server, over a connection that is kept between them; for one thread.
///
/// Source: SMTP, RFC 5321; one recipient a transaction.
@safe
public final class MailTransfer {
    private let server: MailServer
    private let handle: UnsafeMutableRawPointer

    static let library: CURLcode = guiche_curl_global_init()

    /// What the library reads a message from while it is sent.
    private final class Message {
        let bytes: [UInt8]
        var sent = 0
        init(_ bytes: [UInt8]) { self.bytes = bytes }
    }

    /// A way to a server; the connection is made when the first mail is sent.
    ///
    /// - Throws: `TransferError` when the library cannot work.
    public init(_ server: MailServer) throws(TransferError) {
        guard Self.library == CURLE_OK, let handle = unsafe curl_easy_init() else {
            throw TransferError(.unavailable, "the transfer library does not start")
        }
        self.server = server
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe curl_easy_cleanup(handle) }

    /// Sends one mail and waits for the server's word that it has it.
    ///
    /// - Parameters:
    ///   - sender: the envelope's sender, an ASCII address.
    ///   - recipient: the one recipient, an ASCII address.
    ///   - message: header and body with lines that end in CR LF; dots are doubled here.
    /// - Throws: `TransferError`; when the connection broke after the message was sent whole the server may have it.
    public func send(from sender: String, to recipient: String, message: [UInt8]) throws(TransferError) {
        guard Self.isAddress(sender), Self.isAddress(recipient) else {
            throw TransferError(.refused, "an address has characters that SMTP does not carry")
        }
        // Options go, the connection stays.
        unsafe curl_easy_reset(handle)
        let recipients = unsafe curl_slist_append(nil, "<\(recipient)>")
        defer { unsafe curl_slist_free_all(recipients) }
        let reading = Message(message)
        let context = unsafe Unmanaged.passUnretained(reading)
        try configure(sender)
        try check(unsafe guiche_curl_set_list(handle, CURLOPT_MAIL_RCPT, recipients))
        try check(
            unsafe guiche_curl_set_reader(
                handle,
                { buffer, size, count, context in
                    guard let buffer = unsafe buffer, let context = unsafe context else { return 0 }
                    let message = unsafe Unmanaged<Message>.fromOpaque(context).takeUnretainedValue()
                    let part = message.bytes[message.sent..<min(message.sent + size * count, message.bytes.count)]
                    unsafe part.withUnsafeBytes { bytes in
                        if let base = bytes.baseAddress {
                            unsafe UnsafeMutableRawPointer(buffer).copyMemory(from: base, byteCount: bytes.count)
                        }
                    }
                    message.sent += part.count
                    return part.count
                }, context.toOpaque()))
        let result = withExtendedLifetime(reading) { unsafe curl_easy_perform(handle) }
        guard result != CURLE_OK else { return }
        throw failure(result, hasBegun: reading.sent > 0)
    }

    private func configure(_ sender: String) throws(TransferError) {
        try set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try set(CURLOPT_URL, server.url)
        try set(CURLOPT_MAIL_FROM, "<\(sender)>")
        try set(CURLOPT_UPLOAD, 1)
        try set(CURLOPT_NOSIGNAL, 1)
        // A proxy of the environment is the web's, not the mail's.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_CONNECTTIMEOUT, server.connectSeconds)
        try set(CURLOPT_TIMEOUT, server.mailSeconds)
        try set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue), if: server.protection == .starttls)
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = server.authorityFile { try set(CURLOPT_CAINFO, file) }
        if let username = server.username {
            try set(CURLOPT_USERNAME, username)
            try set(CURLOPT_PASSWORD, server.password ?? "")
        }
    }

    private func set(_ option: CURLoption, _ value: Int, if isWanted: Bool = true) throws(TransferError) {
        if isWanted { try check(unsafe guiche_curl_set_long(handle, option, value)) }
    }

    private func set(_ option: CURLoption, _ value: String) throws(TransferError) {
        try check(unsafe guiche_curl_set_text(handle, option, value))
    }

    private func check(_ result: CURLcode) throws(TransferError) {
        guard result != CURLE_OK else { return }
        throw TransferError(.unavailable, unsafe String(cString: curl_easy_strerror(result)))
    }

    /// What a result means for the mail: a 5xx counts against it only when it was said to the mail itself.
    private func failure(_ result: CURLcode, hasBegun: Bool) -> TransferError {
        var code = 0
        unsafe _ = guiche_curl_response_code(handle, &code)
        let words = unsafe String(cString: curl_easy_strerror(result))
        return TransferError(Self.kind(of: result, replyCode: code, hasBegun: hasBegun), replyCode: code, words)
    }

    private static func kind(of result: CURLcode, replyCode: Int, hasBegun: Bool) -> TransferError.Kind {
        let isAboutSignIn = [530, 534, 535, 538].contains(replyCode)
        // libcurl says so when a server's reply to MAIL, RCPT or DATA is not what it must be.
        let isAboutMail = hasBegun || (result == CURLE_SEND_ERROR && replyCode != 0)
        guard isAboutMail, !isAboutSignIn else { return .unavailable }
        return (500..<600).contains(replyCode) ? .refused : .postponed
    }

    private static func isAddress(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
            && !text.isEmpty
    }
}
