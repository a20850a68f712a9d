package import FoundationEssentials
package import MariaDB
package import Routing
package import Values

/// A mail that waits in the database until a worker has sent it.
package struct OutboxMail: Sendable, Equatable {
    /// The id of a mail.
    package typealias ID = Identifier<OutboxMail>

    /// The state of a mail.
    package enum State: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
        case pending, sent, failed
    }

    /// A mail to enqueue; its text is rendered when it is sent.
    package struct Draft: Sendable {
        let kind: MailKind
        let recipient: EmailAddress
        let replyTo: EmailAddress?
        let language: Language
        /// A JSON object of texts, already written.
        let values: String

        /// A mail to one recipient.
        package init(
            kind: MailKind, to recipient: EmailAddress, replyTo: EmailAddress? = nil, in language: Language,
            values: String
        ) {
            self.kind = kind
            self.recipient = recipient
            self.replyTo = replyTo
            self.language = language
            self.values = values
        }
    }

    /// A mail that follows from something that happened: however often it is derived, it is the same one.
    package struct Derived: Sendable {
        let id: ID
        let draft: Draft
        let subject: [UInt8]
        let moment: Date

        /// A mail that follows from a source.
        ///
        /// - Parameters:
        ///   - source: the id of what happened; with kind and recipient it names the mail.
        ///   - subject: the 16 bytes of the id of what it is about.
        ///   - moment: when it happened.
        package init<Source>(_ draft: Draft, of source: Identifier<Source>, about subject: [UInt8], at moment: Date) {
            id = ID(at: moment, naming: "\(source.text) \(draft.kind.name) \(draft.recipient.text)")
            self.draft = draft
            self.subject = subject
            self.moment = moment
        }
    }

    package let id: ID
    package let kind: String
    package let recipient: String
    package let replyTo: String?
    package let language: Language
    /// A JSON object of texts.
    package let values: String
    /// Without the angle brackets.
    package let messageID: String
    package let state: State
    /// Earlier attempts.
    package let attempts: Int
    package let firstAttemptAt: Date?
    package let nextAttemptAt: Date
    package let lastError: String?
    package let createdAt: Date
    package let sentAt: Date?
}

extension OutboxMail: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        kind = try row["kind"]
        recipient = try row["recipient"]
        replyTo = try row["reply_to"]
        let language: String = try row["language"]
        self.language = Language(rawValue: language) ?? .english
        values = try row["template_values"]
        messageID = try row["message_id"]
        state = try row["state"]
        attempts = try row["attempts"]
        firstAttemptAt = try row["first_attempt_at"]
        nextAttemptAt = try row["next_attempt_at"]
        lastError = try row["last_error"]
        createdAt = try row["created_at"]
        sentAt = try row["sent_at"]
    }
}

extension OutboxMail {
    /// The name of the value that only the recipient may read; it is removed once the mail was sent.
    package static let secretName = "secret"

    /// The values as an administrator may read them.
    ///
    /// - Throws: what reading and writing JSON throws.
    package func shownValues() throws -> String {
        guard case .object(var members) = try JSONText.parse(Array(values.utf8)), members[Self.secretName] != nil
        else { return values }
        members[Self.secretName] = "***"
        return String(decoding: try JSONText.bytes(of: JSON.object(members)), as: UTF8.self)
    }
}

/// The retry schedule of a mail.
package enum OutboxPause {
    /// How long after its first attempt a mail is parked as failed.
    package static let limitSeconds = 86_400.0
    private static let growing = Backoff(firstSeconds: 5, longestSeconds: 3600)

    /// The delay after so many attempts: 5 seconds, doubling, an hour at most, with ±20 % jitter.
    package static func seconds(afterAttempts attempts: Int, jitter: Double = .random(in: -1...1)) -> Double {
        growing.seconds(afterAttempts: attempts, jitter: jitter)
    }
}
