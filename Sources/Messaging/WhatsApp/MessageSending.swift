import Environment
import FoundationEssentials
import MariaDB
import Routing
package import Storage
import Values

/// The job that hands a message to the carrier, once the session is ready.
///
/// A worker that is killed between the carrier's answer and the record of it leaves the message to be handed over again: the carrier
/// gets the same id, and applies the reports on that id that have arrived meanwhile.
package struct MessageSending: JobHandler {
    /// How often a carrier that does not answer is asked: for about a quarter of an hour.
    private static let tries = 9
    /// A session that gets ready wakes those who wait for it.
    private static let waitSeconds = 30

    private let drivers: MessagingDrivers

    /// `whatsapp.send`
    package let kind = MessageJob.send.rawValue

    /// The handler.
    package init(_ drivers: MessagingDrivers) {
        self.drivers = drivers
    }

    /// Hands one message over.
    ///
    /// - Throws: what the carrier's driver throws; `DatabaseError`.
    package func run(_ run: JobRun) throws -> JobOutcome {
        guard let message = try MessageJob.message(of: run), message.status == .queued else { return .done }
        guard let session = try WhatsAppSessionStore(run.connection).find(), session.status == .ready else {
            return .again(after: .seconds(Self.waitSeconds))
        }
        let outcome: SendOutcome
        do {
            outcome = try drivers.driver(session.driver, for: run).send(message)
        } catch {
            guard run.job.attempts >= Self.tries else { throw error }
            let fault = error as? MessageFault
            let silence = Text("WhatsApp did not answer", pt: "O WhatsApp não respondeu")
                .wording(in: run.settings.defaultLanguage)
            outcome = .refused(
                String(describing: error), fault?.error ?? MessageError(code: nil, title: fault?.description ?? silence)
            )
        }
        try record(outcome, of: message, session, run)
        return .done
    }

    private func record(_ outcome: SendOutcome, of message: Message, _ session: WhatsAppSession, _ run: JobRun) throws {
        let flow = MessageFlow(run.connection)
        let now = Date()
        try run.connection.transaction {
            switch outcome {
            case .accepted(let name):
                try flow.advance(message.id, to: .sent, named: name, at: now)
                if session.driver == .stub { try MessageJob.react.add(message, to: JobStore(run.connection), at: now) }
            case .refused(_, let error):
                try flow.fail(message.id, because: error, at: now)
            }
        }
        if case .refused(let reason, _) = outcome {
            run.log.write(.warning, "a message was not accepted", "\(message.id.text): \(reason)")
        }
    }
}
