/// What carries the session and its messages. A call is made by a job and may be made again after a crash.
///
/// Source: SPEC section 7.
package protocol MessagingDriver: Sendable {
    /// Takes a session one step further that is being started and stands at a status.
    ///
    /// - Throws: anything when it cannot be told now; it is asked again later.
    func start(from status: SessionStatus) throws -> SessionStep

    /// Lets go of what the carrier holds for a session that ended.
    ///
    /// - Throws: anything when that cannot be done now; it is asked again later.
    func stop() throws

    /// Hands a message to the carrier.
    ///
    /// - Throws: anything when the carrier does not take it now; it is asked again later.
    func send(_ message: Message) throws -> SendOutcome

    /// What a notification of the carrier says.
    ///
    /// - Throws: anything when it cannot be read.
    func handle(inbound content: [UInt8]) throws -> [Signal]
}

/// The next step of a session that is being started.
package struct SessionStep: Sendable, Equatable {
    /// Where it goes to.
    package let status: SessionStatus
    /// What a telephone is to scan there.
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

/// What became of a message that was handed to a carrier.
package enum SendOutcome: Sendable, Equatable {
    /// The carrier has it, under this name.
    case taken(String)
    /// The carrier will never take it; without personal data.
    case refused(String)
}

/// Something that came from the other side.
package enum Signal: Sendable, Equatable {
    /// How far a message has come: by the carrier's name of it, and by ours where the carrier gave that back.
    case status(Message.Status, of: String, callback: Message.ID?)
    /// A text, under the carrier's name of it.
    case message(from: WhatsAppNumber, as: String, text: String)
}
