import FoundationEssentials
import MariaDB
import Platform
import Posix
import Routing

/// `guichectl outbox`: shows the mails that wait or failed, and has them tried again.
func outbox(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    reporting("outbox", usage: OutboxCommand.usage) {
        let arguments = try Arguments(
            words, valued: ["--limit", "--older-than"], flags: ["--failed", "--json"])
        guard let verb = arguments.words.first else {
            if !arguments.has("--help") { throw Arguments.UsageError(description: "say what to do") }
            StandardStream.output.write(OutboxCommand.usage)
            return 0
        }
        guard let usage = OutboxCommand.usages[verb] else {
            throw Arguments.UsageError(description: "there is no command \(verb)")
        }
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        let command = OutboxCommand(arguments, OutboxStore(Connection(try settings().database)))
        switch verb {
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
        usage: guichectl outbox list | show | retry | purge
          list   print the newest mails
          show   print one mail
          retry  let failed mails be tried again at once, for another 24 hours
          purge  remove mails that were sent
        'guichectl outbox COMMAND --help' tells more.
        Exit status: 0 done, 1 not done, 2 wrong command line.

        """

    static let usages = [
        "list": """
        usage: guichectl outbox list [pending | sent | failed] [--limit N] [--json]
          --limit N  how many, 1 to 10000 (default: 50)

        """,
        "show": "usage: guichectl outbox show ID [--json]\n",
        "retry": "usage: guichectl outbox retry ID | --failed\n  --failed  every mail that failed\n",
        "purge": """
        usage: guichectl outbox purge [--older-than SECONDS] [--failed]
          --older-than SECONDS  leave younger mails alone (default: 2592000, 30 days)
          --failed              remove those that failed instead of those that were sent

        """,
    ]

    private let arguments: Arguments
    private let store: OutboxStore

    init(_ arguments: Arguments, _ store: OutboxStore) {
        self.arguments = arguments
        self.store = store
    }

    func list() throws {
        let state = try arguments.words.dropFirst().first.map { name in
            guard let state = OutboxMail.State(rawValue: name) else {
                throw Arguments.UsageError(description: "mails are pending, sent or failed")
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
                print("\(mail.id.text)  \(mail.state.rawValue)  \(mail.kind)  \(mail.recipient)  \(attempts)")
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
            print("\(try store.retry(nil, at: Date())) to be tried again")
            return 0
        }
        guard try store.retry(try id(), at: Date()) == 1 else { return missing() }
        print("1 to be tried again")
        return 0
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
            throw Arguments.UsageError(description: "ID is a mail's id as 'guichectl outbox list' prints it")
        }
        return id
    }

    private func missing() -> Int32 {
        StandardStream.error.write("guichectl outbox: there is no such mail, or it was sent\n")
        return 1
    }

    private func print(_ line: String) { StandardStream.output.write(line + "\n") }

    private func print(_ value: some Encodable) throws {
        StandardStream.output.write(try JSONText.bytes(of: value) + [0x0A])
    }
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
        state = mail.state.rawValue
        attempts = mail.attempts
        lastError = mail.lastError
        createdAt = Instant.text(mail.createdAt)
        nextAttemptAt = mail.state == .pending ? Instant.text(mail.nextAttemptAt) : nil
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
