/// Why a mail was not taken, or a request not answered. Its text holds neither address nor password nor content.
public struct TransferError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What may be done about it.
    public enum Kind: Sendable, Equatable {
        /// The server will never take this mail (5xx to the mail itself).
        case refused
        /// The server does not take this mail now (4xx), or the connection broke while it was sent.
        case postponed
        /// No mail goes through at present: no connection, no trust in the certificate, no sign-in.
        case unavailable
    }

    /// What may be done about it.
    public let kind: Kind
    /// The server's last reply code; 0 when there was none.
    public let replyCode: Int
    /// What went wrong, in the library's words.
    public let description: String

    /// A failure.
    public init(_ kind: Kind, replyCode: Int = 0, _ description: String) {
        self.kind = kind
        self.replyCode = replyCode
        self.description = replyCode == 0 ? description : "\(description) (SMTP \(replyCode))"
    }
}
