import Environment
import FoundationEssentials
import MariaDB
import Messaging
import Posix
import Routing
import Storage
import Values

/// `guichectl outbox`: shows queued and failed mails, and retries them.
func outbox(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    reporting("outbox", usage: OutboxCommand.usage) {
        let arguments = try Arguments(
            words, valued: ["--limit", "--older-than"], flags: ["--failed", "--json"])
        guard let verb = arguments.words.first else {
            if !arguments.has("--help") { throw Arguments.UsageError(description: "missing command") }
            StandardStream.output.write(OutboxCommand.usage)
            return 0
        }
        guard let usage = OutboxCommand.usages[verb] else {
            throw Arguments.UsageError(description: "unexpected command \(verb)")
        }
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        let command = OutboxCommand(arguments, Connection(try settings().database))
        switch verb {
        case "hold": try command.hold()
        case "release": try command.release()
        case "list": try command.list()
        case "show": return try command.show()
        case "retry": return try command.retry()
        default: try command.purge()
        }
        return 0
    }
}

private struct OutboxCommand {
    static let usage = """
        usage: guichectl outbox list | show | retry | hold | release | purge
          list   print the newest mails
          show   print one mail
          retry  retry failed mails immediately, for another 24 hours
          hold   hold the queued mails and WhatsApp jobs until they are released; a restore does this
          release  release held mails and jobs
          purge  remove mails that were sent
        'guichectl outbox COMMAND --help' shows its options.
        Exit status: 0 done, 1 not done, 2 wrong command line.

        """

    static let usages = [
        "list": """
        usage: guichectl outbox list [pending | sent | failed] [--limit N] [--json]
          --limit N  how many, 1 to 10000 (default: 50)

        """,
        "show": "usage: guichectl outbox show ID [--json]\n",
        "retry": "usage: guichectl outbox retry ID | --failed\n  --failed  every mail that failed\n",
        "hold": "usage: guichectl outbox hold\n",
        "release": """
        usage: guichectl outbox release
          Mails that are held are tried from now on, for 24 hours; WhatsApp jobs are due at once.

        """,
        "purge": """
        usage: guichectl outbox purge [--older-than SECONDS] [--failed]
          --older-than SECONDS  leave younger mails alone (default: 2592000, 30 days)
          --failed              remove those that failed instead of those that were sent

        """,
    ]

    private let arguments: Arguments
    private let connection: Connection
    private let store: OutboxStore

    init(_ arguments: Arguments, _ connection: Connection) {
        self.arguments = arguments
        self.connection = connection
        store = OutboxStore(connection)
    }

    func list() throws {
        let state = try arguments.words.dropFirst().first.map { name in
            guard let state = OutboxMail.State(rawValue: name) else {
                throw Arguments.UsageError(description: "expected state pending, sent or failed")
            }
            return state
        }
        let limit = try arguments.integer("--limit", 1...10_000, default: 50)
        let mails = try store.list(state, limit: limit)
        if arguments.has("--json") {
            try print(["mails": mails.map { OutboxRow($0, values: nil) }])
        } else {
            for mail in mails {
                let attempts = "\(mail.attempts) \(mail.attempts == 1 ? "attempt" : "attempts")"
                let state = mail.isHeld ? "held" : mail.state.rawValue
                print("\(mail.id.text)  \(state)  \(mail.kind)  \(mail.recipient)  \(attempts)")
            }
        }
    }

    func show() throws -> Int32 {
        guard let mail = try store.find(try id()) else { return missing() }
        let row = OutboxRow(mail, values: try mail.shownValues())
        if arguments.has("--json") {
            try print(row)
        } else {
            for (name, value) in row.lines { print("\(name): \(value)") }
        }
        return 0
    }

    func retry() throws -> Int32 {
        if arguments.has("--failed") {
            print("\(try retry(nil)) to be retried")
            return 0
        }
        guard try retry(try id()) == 1 else { return missing() }
        print("1 to be retried")
        return 0
    }

    private func retry(_ id: OutboxMail.ID?) throws -> Int {
        try connection.transaction {
            let count = try store.retry(id, at: Date())
            let target = id.map { AuditEvent.Target("mail", $0.text) }
            if count > 0 { try AuditTrail(connection).add(.mailRetried, of: target) }
            return count
        }
    }

    func hold() throws {
        let count = try connection.transaction {
            try AuditTrail(connection).add(.outgoingHeld)
            return try HoldingStore(connection).hold(jobsOf: OutgoingJobs.kinds)
        }
        print("\(count.mails) mails and \(count.jobs) WhatsApp jobs held")
    }

    func release() throws {
        let count = try connection.transaction {
            try AuditTrail(connection).add(.outgoingReleased)
            return try HoldingStore(connection).release(at: Date())
        }
        print("\(count.mails) mails and \(count.jobs) WhatsApp jobs released")
    }

    func purge() throws {
        let age = try arguments.integer("--older-than", 0...315_360_000, default: 2_592_000)
        let moment = Date().addingTimeInterval(-Double(age))
        var total = 0
        while true {
            let removed = try store.purge(arguments.has("--failed") ? .failed : .sent, before: moment)
            total += removed
            if removed == 0 { break }
        }
        print("\(total) removed")
    }

    private func id() throws -> OutboxMail.ID {
        guard arguments.words.count == 2, let id = OutboxMail.ID(arguments.words[1]) else {
            throw Arguments.UsageError(description: "expected a mail's ID as 'guichectl outbox list' prints it")
        }
        return id
    }

    private func missing() -> Int32 {
        StandardStream.error.write("guichectl outbox: the mail does not exist or was already sent\n")
        return 1
    }

    private func print(_ line: String) { StandardStream.output.write(line + "\n") }

    private func print(_ value: some Encodable) throws {
        StandardStream.output.write(try JSONText.bytes(of: value) + [0x0A])
    }
}

extension OutboxMail {
    /// Whether it waits for a person to let it go.
    fileprivate var isHeld: Bool { state == .pending && nextAttemptAt >= HoldingStore.held }
}

private struct OutboxRow: Encodable {
    enum CodingKeys: String, CodingKey {
        case id, kind, recipient, language, state, attempts, values
        case replyTo = "reply_to"
        case messageID = "message_id"
        case lastError = "last_error"
        case createdAt = "created_at"
        case nextAttemptAt = "next_attempt_at"
        case sentAt = "sent_at"
    }

    let id: String
    let kind: String
    let recipient: String
    let replyTo: String?
    let language: String
    let messageID: String
    let state: String
    let attempts: Int
    let lastError: String?
    let createdAt: String
    /// Only while it waits.
    let nextAttemptAt: String?
    let sentAt: String?
    let values: String?

    init(_ mail: OutboxMail, values: String?) {
        id = mail.id.text
        kind = mail.kind
        recipient = mail.recipient
        replyTo = mail.replyTo
        language = mail.language.rawValue
        messageID = mail.messageID
        state = mail.isHeld ? "held" : mail.state.rawValue
        attempts = mail.attempts
        lastError = mail.lastError
        createdAt = Instant.text(mail.createdAt)
        nextAttemptAt = mail.state == .pending && !mail.isHeld ? Instant.text(mail.nextAttemptAt) : nil
        sentAt = mail.sentAt.map(Instant.text)
        self.values = values
    }

    /// Name and value of each member that it has.
    var lines: [(String, String)] {
        let all: [(String, String?)] = [
            ("id", id), ("kind", kind), ("recipient", recipient), ("reply_to", replyTo), ("language", language),
            ("message_id", messageID), ("state", state), ("attempts", "\(attempts)"), ("last_error", lastError),
            ("created_at", createdAt), ("next_attempt_at", nextAttemptAt), ("sent_at", sentAt), ("values", values),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }
}

extension AuditEvent.Action {
    /// Failed mails were set to be retried: one, or all without a target.
    fileprivate static let mailRetried = Self("mail.retried")
    /// Mails and messages that waited were held.
    fileprivate static let outgoingHeld = Self("outgoing.held")
    /// Held mails and jobs were released.
    fileprivate static let outgoingReleased = Self("outgoing.released")
}
