internal import CCurl

/// Hands mails to one server, over a connection that is kept between them; for one thread.
///
/// Source: SMTP, RFC 5321; one recipient a transaction.
@safe
public final class MailTransfer {
    private let server: MailServer
    private let handle: UnsafeMutableRawPointer

    static let library: CURLcode = guiche_curl_global_init()

    /// The source of a message while it is sent.
    private final class Message {
        let bytes: [UInt8]
        var sent = 0
        init(_ bytes: [UInt8]) { self.bytes = bytes }
    }

    /// The server's last reply.
    private final class Replies {
        var last = MailReply()
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
        let replies = Replies()
        try keep(replies)
        // The connection outlives what its replies are kept in.
        defer { unsafe _ = guiche_curl_set_line_writer(handle, nil, nil) }
        let result = withExtendedLifetime((reading, replies)) { unsafe curl_easy_perform(handle) }
        guard result != CURLE_OK else { return }
        throw failure(result, replies.last, hasBegun: reading.sent > 0, hiding: [sender, recipient])
    }

    /// Has the library hand over every line of the server's replies.
    private func keep(_ replies: Replies) throws(TransferError) {
        let context = unsafe Unmanaged.passUnretained(replies)
        try check(
            unsafe guiche_curl_set_line_writer(
                handle,
                { buffer, size, count, context in
                    guard let buffer = unsafe buffer, let context = unsafe context else { return 0 }
                    let line = unsafe UnsafeRawBufferPointer(start: buffer, count: size * count)
                    unsafe Unmanaged<Replies>.fromOpaque(context).takeUnretainedValue().last.take(Array(line))
                    return size * count
                }, context.toOpaque()))
    }

    private func configure(_ sender: String) throws(TransferError) {
        try set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try set(CURLOPT_URL, server.url)
        try set(CURLOPT_MAIL_FROM, "<\(sender)>")
        try set(CURLOPT_UPLOAD, 1)
        try set(CURLOPT_NOSIGNAL, 1)
        // A proxy of the environment is the web's, not the mail's.
        try set(CURLOPT_PROXY, "")
        try check(unsafe server.reach.guardConnections(of: handle))
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

    /// The outcome of a result: a 5xx is final only if it answers the mail itself.
    private func failure(
        _ result: CURLcode, _ reply: MailReply, hasBegun: Bool, hiding addresses: [String]
    ) -> TransferError {
        var code = 0
        unsafe _ = guiche_curl_response_code(handle, &code)
        let kind = Self.kind(of: result, replyCode: code, reply, hasBegun: hasBegun)
        if let words = reply.refusal(hiding: addresses + [server.username ?? "", server.password ?? ""]) {
            return TransferError(kind, replyCode: code, words)
        }
        let words = unsafe String(cString: curl_easy_strerror(result))
        guard code != 0 else { return TransferError(kind, .unreachable, detail: words) }
        return TransferError(kind, replyCode: code, words)
    }

    private static func kind(
        of result: CURLcode, replyCode: Int, _ reply: MailReply, hasBegun: Bool
    ) -> TransferError.Kind {
        let isAboutSignIn = [530, 534, 535, 538].contains(replyCode)
        // libcurl says so when a server's reply to MAIL, RCPT or DATA is not what it must be.
        let isAboutMail = hasBegun || (result == CURLE_SEND_ERROR && replyCode != 0)
        guard isAboutMail, !isAboutSignIn else { return .unavailable }
        // Said to the mail, but about who sends it: the next try may come under another name.
        if replyCode == 504 || reply.isAboutGreeting { return .postponed }
        return (500..<600).contains(replyCode) ? .refused : .postponed
    }

    private static func isAddress(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
            && !text.isEmpty
    }
}
