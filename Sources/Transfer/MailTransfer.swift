internal import CCurl

/// Hands mails to one server, over a connection that is kept between them; for one thread.
///
/// Source: SMTP, RFC 5321; one recipient a transaction.
@safe
public final class MailTransfer {
    private let server: MailServer
    private let handle: CurlHandle

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
        self.server = server
        handle = try CurlHandle()
    }

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
        handle.reset()
        let reading = Message(message)
        try configure(sender)
        try unsafe handle.set(
            CURLOPT_READFUNCTION,
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
            }, CURLOPT_READDATA, reading)
        let replies = Replies()
        try keep(replies)
        // The connection outlives what its replies are kept in.
        defer { try? unsafe handle.set(CURLOPT_HEADERFUNCTION, nil, CURLOPT_HEADERDATA, nil) }
        let result = try handle.perform(CURLOPT_MAIL_RCPT, ["<\(recipient)>"], keeping: [reading, replies])
        guard result != CURLE_OK else { return }
        throw failure(result, replies.last, hasBegun: reading.sent > 0, hiding: [sender, recipient])
    }

    /// Has the library hand over every line of the server's replies.
    private func keep(_ replies: Replies) throws(TransferError) {
        try unsafe handle.set(
            CURLOPT_HEADERFUNCTION,
            { buffer, size, count, context in
                guard let buffer = unsafe buffer, let context = unsafe context else { return 0 }
                let line = unsafe UnsafeRawBufferPointer(start: buffer, count: size * count)
                unsafe Unmanaged<Replies>.fromOpaque(context).takeUnretainedValue().last.take(Array(line))
                return size * count
            }, CURLOPT_HEADERDATA, replies)
    }

    private func configure(_ sender: String) throws(TransferError) {
        try handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try handle.set(CURLOPT_URL, server.url)
        try handle.set(CURLOPT_MAIL_FROM, "<\(sender)>")
        try handle.set(CURLOPT_UPLOAD, 1)
        try handle.set(CURLOPT_NOSIGNAL, 1)
        // A proxy of the environment is the web's, not the mail's.
        try handle.set(CURLOPT_PROXY, "")
        try server.reach.guardConnections(of: handle)
        try handle.set(CURLOPT_CONNECTTIMEOUT, server.connectSeconds)
        try handle.set(CURLOPT_TIMEOUT, server.mailSeconds)
        try handle.set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue), if: server.protection == .starttls)
        try handle.set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        try handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = server.authorityFile { try handle.set(CURLOPT_CAINFO, file) }
        if let username = server.username {
            try handle.set(CURLOPT_USERNAME, username)
            try handle.set(CURLOPT_PASSWORD, server.password ?? "")
        }
    }

    /// The outcome of a result: a 5xx is final only if it answers the mail itself.
    private func failure(
        _ result: CURLcode, _ reply: MailReply, hasBegun: Bool, hiding addresses: [String]
    ) -> TransferError {
        let code = handle.responseCode()
        let kind = Self.kind(of: result, replyCode: code, reply, hasBegun: hasBegun)
        if let words = reply.refusal(hiding: addresses + [server.username ?? "", server.password ?? ""]) {
            return TransferError(kind, replyCode: code, words)
        }
        let words = handle.words(for: result)
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
