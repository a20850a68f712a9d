/// Why a mail was not accepted, or a request not answered. Its text holds neither address nor password nor content.
///
/// To a reader of the description, a closed port, an open one that is silent and a host that is not there are the same; the log has
/// the debug description.
public struct TransferError: Error, Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
    /// Its kind, which decides whether to retry.
    public enum Kind: Sendable, Equatable {
        /// The server will never take this mail (5xx to the mail itself).
        case refused
        /// The server does not take this mail now (4xx, or a 5xx about the greeting), or the connection broke while it was sent.
        case postponed
        /// No mail goes through at present: no connection, no trust in the certificate, no sign-in.
        case unavailable
    }

    /// Its kind, which decides whether to retry.
    public let kind: Kind
    /// The server's last reply code; 0 when there was none.
    public let replyCode: Int
    /// The text of the error: a mail server's reply without addresses, or the library's.
    public let description: String
    /// The description, and the library's words where that leaves them out.
    public let debugDescription: String

    /// Whether the other side, or the way there, was silent until the time was over.
    public let isSilence: Bool

    /// Whether the certificate of the other side was not believed.
    public let isDistrust: Bool

    /// A failure.
    public init(_ kind: Kind, replyCode: Int = 0, _ description: String) {
        self.kind = kind
        self.replyCode = replyCode
        let isSaid = replyCode == 0 || description.hasPrefix("\(replyCode) ")
        self.description = isSaid ? description : "\(description) (SMTP \(replyCode))"
        debugDescription = self.description
        isSilence = false
        isDistrust = false
    }

    /// A failure before the other side said anything.
    ///
    /// - Parameters:
    ///   - detail: the library's words.
    ///   - isSilence: whether the time was over.
    init(_ kind: Kind, _ obstacle: Obstacle, detail: String, isSilence: Bool = false) {
        self.kind = kind
        replyCode = 0
        description = obstacle.rawValue
        debugDescription = "\(obstacle.rawValue): \(detail)"
        self.isSilence = isSilence
        isDistrust = obstacle == .untrusted
    }

    /// The text of such a failure.
    enum Obstacle: String {
        case unreachable = "the server could not be reached"
        case untrusted = "its certificate is not trusted"
    }
}
