/// A driver of the session and its messages. Jobs call it, perhaps again after a crash.
///
/// Source: SPEC section 7.
package protocol MessagingDriver: Sendable {
    /// Advances a starting session by one step from a status.
    ///
    /// - Throws: when the state is unknown now; it is called again later.
    func start(from status: SessionStatus) throws -> SessionStep

    /// Lets go of what the carrier holds for a session that ended.
    ///
    /// - Throws: anything when that cannot be done now; it is asked again later.
    func stop() throws

    /// Hands a message to the carrier.
    ///
    /// - Throws: anything when the carrier does not take it now; it is asked again later.
    func send(_ message: Message) throws -> SendOutcome

    /// The items of a carrier's notification, and the omitted ones with reasons and without personal data.
    ///
    /// - Throws: anything when it cannot be read.
    func handle(inbound content: [UInt8]) throws -> (signals: [Signal], omissions: [String])
}

/// The next step of a session that is being started.
package struct SessionStep: Sendable, Equatable {
    /// Where it goes to.
    package let status: SessionStatus
    /// The code that a phone scans in that state.
    package let qr: String?
    /// How long it stays there at least.
    package let pause: Duration

    /// A step.
    package init(_ status: SessionStatus, qr: String? = nil, pause: Duration = .zero) {
        self.status = status
        self.qr = qr
        self.pause = pause
    }
}

/// The outcome of a message that was passed to a carrier.
package enum SendOutcome: Sendable, Equatable {
    /// The carrier has it, under this name.
    case accepted(String)
    /// The carrier will never take it: why, for the log without personal data, and in the carrier's own terms.
    case refused(String, MessageError)
}

/// Something that came from the other side.
package enum Signal: Sendable, Equatable {
    /// How far a message has come: by the carrier's name of it, and by ours where the carrier gave that back; why one failed, where
    /// the carrier says so.
    case status(Message.Status, of: String, callback: Message.ID?, error: MessageError? = nil)
    /// A message of the other side's.
    case message(InboundMessage)
}
