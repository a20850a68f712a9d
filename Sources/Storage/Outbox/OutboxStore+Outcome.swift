package import FoundationEssentials
package import MariaDB
import Values

extension OutboxStore {
    /// What became of a mail, and why it was not sent.
    package struct Outcome: RowDecodable, Sendable, Equatable {
        package let state: OutboxMail.State
        package let lastError: String?

        package init(row: borrowing Row) throws(DatabaseError) {
            state = try row["state"]
            lastError = try row["last_error"]
        }
    }

    /// Enqueues one mail; returns its id.
    package func add(
        _ draft: OutboxMail.Draft, about subject: [UInt8], domain: String, at now: Date
    ) throws(DatabaseError) -> OutboxMail.ID {
        let id = OutboxMail.ID(at: now)
        try insert([Self.row(id, draft, about: subject, domain: domain, at: now)])
        return id
    }

    /// What became of a mail so far; nil when there is no such mail.
    package func outcome(of mail: OutboxMail.ID) throws(DatabaseError) -> Outcome? {
        try connection.fetchFirst("SELECT state, last_error FROM outbox WHERE id = \(mail)")
    }

    /// Removes a mail that was sent or given up.
    package func removeFinished(_ mail: OutboxMail.ID) throws(DatabaseError) {
        try connection.execute("DELETE FROM outbox WHERE id = \(mail) AND state <> \(OutboxMail.State.pending)")
    }
}
