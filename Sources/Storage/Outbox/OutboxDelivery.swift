package import Environment
import FoundationEssentials
package import MariaDB
import Posix
import Routing
import Synchronization
package import Values

/// The outcome of one attempt to send a mail.
package enum MailOutcome: Sendable, Equatable {
    /// The server has it.
    case sent
    /// It may go through later.
    case postponed(String)
    /// The server accepts nothing at present; the remaining mails need no attempt.
    case unavailable(String)
    /// It never will.
    case refused(String)
}

/// Sends mails from the outbox on one thread; another renews their leases.
package final class OutboxDelivery: Sendable {
    /// How many mails are held at a time.
    private static let batch = 20
    /// How long to wait when there is nothing to do, or no database.
    private static let idleMilliseconds = 500
    private static let renewalMilliseconds = 15_000

    /// Hands a message to a server: sender, recipient, bytes.
    package typealias Send = (String, String, [UInt8]) -> MailOutcome

    private let settings: Settings
    private let current: Lock<MailSettings>
    private let templates: MailTemplates
    private let publicURL: String
    private let log: Log
    private let lease = OutboxStore.Lease()
    private let held = Lock<[OutboxMail.ID]>([])
    private let isStopping = Atomic(false)
    private let bell: Bell

    /// A delivery; nothing is sent before `run`.
    ///
    /// - Throws: `PosixError` when the system has no descriptor left.
    package init(_ settings: Settings, _ templates: MailTemplates, log: Log) throws {
        bell = try Bell()
        self.settings = settings
        current = Lock(settings.mail)
        publicURL = settings.publicURL
        self.templates = templates
        self.log = log
    }

    /// Finishes the current mail and releases the others.
    package func stop() { isStopping.store(true, ordering: .relaxed) }

    private var isRunning: Bool { !isStopping.load(ordering: .relaxed) }

    private var mail: MailSettings { current.withLock { $0 } }

    /// Sends until it is stopped, by a mail server that may change meanwhile; without any, mails wait.
    ///
    /// - Parameters:
    ///   - server: returns the mail server in force, asked before each batch.
    ///   - connect: makes ready to send by a server.
    package func run(
        by server: (Connection) throws -> MailSettings, _ connect: (MailSettings) throws -> Send
    ) {
        let connection = Connection(settings.database)
        var ready: (mail: MailSettings, send: Send)?
        var hasWarned = false
        while isRunning {
            do {
                let mail = try server(connection)
                if mail.host == nil {
                    if !hasWarned { log.write(.warning, "mails wait", "no mail server is set") }
                    hasWarned = true
                    ready = nil
                } else if ready?.mail != mail {
                    ready = (mail, try connect(mail))
                    current.withLock { $0 = mail }
                    hasWarned = false
                }
                guard let send = ready?.send else {
                    pause()
                    continue
                }
                if try deliverBatch(connection, send) == 0 { pause() }
            } catch {
                log.write(.warning, "outbox", String(reflecting: error))
                pause()
            }
        }
    }

    /// Renews the leases of the current mails until it is stopped.
    package func keepHold() {
        let connection = Connection(settings.database)
        var waited = 0
        while isRunning {
            ThisProcess.sleep(milliseconds: 100)
            waited += 100
            guard waited >= Self.renewalMilliseconds else { continue }
            waited = 0
            let mails = held.withLock { $0 }
            guard !mails.isEmpty else { continue }
            do {
                try OutboxStore(connection).renew(mails, for: lease, at: Date())
            } catch {
                log.write(.warning, "outbox: the hold was not renewed", String(reflecting: error))
            }
        }
    }

    /// Wakes it to look for mails.
    package func ring() { bell.ring() }

    private func pause() {
        // Workers that started together do not ask together.
        bell.wait(milliseconds: Self.idleMilliseconds + Int.random(in: 0...200))
    }

    /// Leases due mails and attempts each once.
    ///
    /// - Returns: how many there were.
    /// - Throws: `DatabaseError`; leased mails are due again when the lease expires.
    @discardableResult
    package func deliverBatch(_ connection: Connection, _ send: Send) throws -> Int {
        let store = OutboxStore(connection)
        var mails = try store.take(Self.batch, for: lease, at: Date())[...]
        let count = mails.count
        defer { held.withLock { $0 = [] } }
        var obstacle: MailOutcome?
        while let mail = mails.first, isRunning {
            held.withLock { $0 = mails.map(\.id) }
            let outcome = obstacle ?? attempt(mail, send)
            if case .unavailable = outcome { obstacle = outcome }
            try record(outcome, of: mail, in: store)
            mails.removeFirst()
        }
        if !mails.isEmpty { try store.release(mails.map(\.id), from: lease, at: Date()) }
        return count
    }

    private func attempt(_ mail: OutboxMail, _ send: (String, String, [UInt8]) -> MailOutcome) -> MailOutcome {
        if let patience = templates.patience(of: mail.kind),
            Date().timeIntervalSince(mail.createdAt) > Double(patience.components.seconds)
        {
            return .refused("it was not attempted in time")
        }
        guard let sender = self.mail.sender else { return .unavailable("SMTP_FROM_EMAIL is not set") }
        do {
            guard let bytes = try message(of: mail, from: sender) else { return .refused("no template \(mail.kind)") }
            return send(sender.text, mail.recipient, bytes)
        } catch {
            return .refused("the mail cannot be built: \(error)")
        }
    }

    /// The mail as it is sent; nil when its kind has no template.
    package func message(of mail: OutboxMail, from sender: EmailAddress) throws -> [UInt8]? {
        var values: [String: String] = [:]
        if case .object(let members) = try JSONText.parse(Array(mail.values.utf8)) {
            for case (let name, .string(let text)) in members { values[name] = text }
        }
        values = LocalTime.replacing(values, in: mail.language, by: settings.clock)
        values["public_url"] = publicURL
        values["sender_name"] = self.mail.senderName
        guard let words = templates.render(mail.kind, in: mail.language, with: values) else { return nil }
        return try MailMessage(
            senderName: self.mail.senderName, sender: sender.text, recipient: mail.recipient, replyTo: mail.replyTo,
            subject: words.subject, messageID: mail.messageID, date: mail.createdAt, language: mail.language,
            text: words.text, html: words.html
        ).bytes()
    }

    private func record(_ outcome: MailOutcome, of mail: OutboxMail, in store: OutboxStore) throws {
        let now = Date()
        switch outcome {
        case .sent:
            try recordSent(mail, in: store)
            log.write(.info, "mail sent", mail.id.text)
        case .postponed(let reason), .unavailable(let reason):
            let isOver =
                templates.patience(of: mail.kind) != nil
                || now.timeIntervalSince(mail.firstAttemptAt ?? now) >= OutboxPause.limitSeconds
            let pause = OutboxPause.seconds(afterAttempts: mail.attempts + 1)
            try store.postpone(
                mail.id, of: lease, until: isOver ? nil : now.addingTimeInterval(pause), because: reason)
            log.write(
                isOver ? .error : .warning, isOver ? "mail failed" : "mail postponed", "\(mail.id.text): \(reason)")
        case .refused(let reason):
            try store.postpone(mail.id, of: lease, until: nil, because: reason)
            log.write(.error, "mail failed", "\(mail.id.text): \(reason)")
        }
    }

    /// A mail that was sent and not marked would be sent again: a database that is away for a moment is waited for.
    private func recordSent(_ mail: OutboxMail, in store: OutboxStore) throws {
        for remaining in (0..<40).reversed() {
            do {
                return try store.finish(mail.id, at: Date())
            } catch {
                guard remaining > 0 else { throw error }
                ThisProcess.sleep(milliseconds: 500)
            }
        }
    }
}
