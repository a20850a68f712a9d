import Environment
import FoundationEssentials
import Frame
import HTTP
import MariaDB
import Posix
import Routing
import Serving
package import Storage
import StoredSettings
import Values

extension AuditEvent.Action {
    /// A mail was sent to see whether the mail server accepts it.
    static let mailTested = Self("config.mail_tested")
}

/// A mail that shows whether mails are sent: it goes the way of all others, but is attempted once, and whoever asked for it waits.
///
/// Source: SPEC section 21, `POST /api/v1/config/email/test`.
package enum MailTest {
    /// The kind of the mail.
    package static let kind = MailKind(
        "mail_test", Text("Test of the mail server", pt: "Teste do servidor de e-mail"), patience: patience)

    /// How long its sender waits. Source: a request is aborted after 10 seconds, `TimeLimit`.
    private static let patience: Duration = .seconds(8)
    private static let pauseMilliseconds = 100
    /// Of this process: each occupies a thread.
    private static let most = 2
    private static let running = Lock(0)

    /// Sends a mail and returns when the mail server has it.
    ///
    /// - Throws: `APIError` 429 while two others wait, 502 with what the server said; `DatabaseError`.
    static func send(to address: EmailAddress, _ context: Context) throws {
        let isFree = running.withLock { count in
            guard count < most else { return false }
            count += 1
            return true
        }
        guard isFree else { throw APIError.rateLimited(retryAfterSeconds: Int(patience.components.seconds)) }
        defer { running.withLock { $0 -= 1 } }
        let mail = try enqueue(to: address, context)
        let outbox = OutboxStore(context.connection)
        let end = ContinuousClock.now + patience
        while ContinuousClock.now < end {
            ThisProcess.sleep(milliseconds: pauseMilliseconds)
            guard let outcome = try outbox.outcome(of: mail), outcome.state != .pending else { continue }
            try outbox.removeFinished(mail)
            if outcome.state == .sent { return }
            let words = outcome.lastError ?? ""
            throw failure(Text(words, pt: words))
        }
        let seconds = patience.components.seconds
        throw failure(
            Text(
                "The mail was not accepted within \(seconds) seconds.",
                pt: "O e-mail não foi aceito em \(seconds) segundos."))
    }

    private static func enqueue(to address: EmailAddress, _ context: Context) throws -> OutboxMail.ID {
        let settings = context.service.settings
        let caller = try context.requireCaller()
        let snapshot = try ConfigStore(context.connection).snapshot()
        guard snapshot.mail(over: settings).host != nil else {
            throw failure(
                Text("No mail server has been set up.", pt: "Nenhum servidor de e-mail foi configurado."))
        }
        let draft = OutboxMail.Draft(
            kind: kind, to: address, in: context.language,
            values: String(decoding: try JSONText.bytes(of: ["actor": caller.username]), as: UTF8.self))
        let now = Date()
        return try context.connection.transaction {
            try context.audit.add(.mailTested, of: AuditEvent.Target("config", EmailConfig.name), at: now)
            return try OutboxStore(context.connection).add(
                draft, about: caller.id.bytes, domain: snapshot.messageDomain(over: settings), at: now)
        }
    }

    private static func failure(_ message: Text) -> APIError { APIError(.upstreamError, .badGateway, message) }
}

/// The handler of the test.
enum MailTestHandlers {
    @Sendable static func send(_ input: MailTestInput, _ context: Context) throws -> Reply<MailTestAnswer> {
        try MailTest.send(to: input.recipient, context)
        let message = Text("The mail server has accepted the mail.", pt: "O servidor de e-mail aceitou a mensagem.")
        return Reply(MailTestAnswer(message: message.wording(in: context.language)))
    }
}

/// Who is sent the mail.
struct MailTestInput: Input {
    let recipient: EmailAddress

    private static let recipient = Field("to", Rule<EmailAddress>.email)

    static let declaration = InputDeclaration.json(.object("MailTest", [recipient.required]))

    init(reading input: InputReader) throws {
        try input.readJSON()
        recipient = try input.checked(input.required(Self.recipient))
    }
}

/// What became of the mail.
struct MailTestAnswer: Encodable, Described {
    let message: String

    static let schema = Schema.object("MailTestAnswer", [.required("message", .string)])
}
