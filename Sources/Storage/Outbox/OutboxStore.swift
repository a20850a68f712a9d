package import FoundationEssentials
package import MariaDB
import Routing
package import Values

/// The mails in the database.
package struct OutboxStore {
    /// A worker's lease of some mails; it expires unless it is renewed.
    package typealias Lease = Identifier<OutboxStore>

    /// How long a hold lasts.
    package static let leaseSeconds = 60.0
    /// The most characters of an error that are kept.
    private static let errorCharacters = 500

    let connection: Connection

    /// The mails that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The envelope of a mail; its content may be secret.
    private static let envelope: SQL = """
        id, kind, recipient, reply_to, language, message_id, state, attempts, first_attempt_at, next_attempt_at,
        last_error, created_at, sent_at
        """

    private static let columns: SQL = "\(envelope), template_values"

    /// Enqueues mails in one statement; call it in the transaction of the change they report.
    ///
    /// - Parameters:
    ///   - subject: the 16 bytes of the id of what they are about.
    ///   - domain: the domain part of their `Message-ID`.
    package func add(_ drafts: [OutboxMail.Draft], about subject: [UInt8], domain: String, at now: Date)
        throws(DatabaseError)
    {
        try insert(drafts.map { Self.row(OutboxMail.ID(at: now), $0, about: subject, domain: domain, at: now) })
    }

    /// Enqueues derived mails; call it in the transaction that clears the mark of their cause.
    ///
    /// - Parameter domain: the domain part of their `Message-ID`, which is the same however often they are derived.
    package func add(_ mails: [OutboxMail.Derived], domain: String) throws(DatabaseError) {
        try insert(mails.map { Self.row($0.id, $0.draft, about: $0.subject, domain: domain, at: $0.moment) })
    }

    func insert(_ rows: [SQL]) throws(DatabaseError) {
        for part in rows.statementSized {
            try connection.execute(
                """
                INSERT INTO outbox (
                  id, kind, subject_id, recipient, reply_to, language, template_values, message_id, next_attempt_at,
                  created_at)
                VALUES \(part.joined(separator: ", "))
                """)
        }
    }

    static func row(
        _ id: OutboxMail.ID, _ draft: OutboxMail.Draft, about subject: [UInt8], domain: String, at moment: Date
    ) -> SQL {
        """
        (\(id), \(draft.kind.name), \(subject), \(draft.recipient.text), \(draft.replyTo?.text),
          \(draft.language.rawValue), \(draft.values), \(id.text + "@" + domain), \(moment), \(moment))
        """
    }

    /// Leases due mails, oldest first, and adds one to their attempts.
    package func take(_ limit: Int, for lease: Lease, at now: Date) throws -> [OutboxMail] {
        // Without it the scan would lock the gaps where submissions insert.
        try connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        return try connection.transaction {
            let mails: [OutboxMail] = try connection.fetchAll(
                """
                SELECT \(Self.columns)
                FROM outbox FORCE INDEX (outbox_due)
                WHERE state = 'pending' AND next_attempt_at <= \(now)
                ORDER BY next_attempt_at, created_at, id
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED
                """)
            guard !mails.isEmpty else { return [] }
            try connection.execute(
                """
                UPDATE outbox
                SET lease_id = \(lease), attempts = attempts + 1, first_attempt_at = COALESCE(first_attempt_at, \(now)),
                  next_attempt_at = \(now.addingTimeInterval(Self.leaseSeconds))
                WHERE id IN (\(list: mails.map(\.id)))
                """)
            return mails
        }
    }

    /// Holds mails for longer.
    package func renew(_ mails: [OutboxMail.ID], for lease: Lease, at now: Date) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE outbox
            SET next_attempt_at = \(now.addingTimeInterval(Self.leaseSeconds))
            WHERE id IN (\(list: mails)) AND lease_id = \(lease) AND state = 'pending'
            """)
    }

    /// Releases leased mails without an attempt.
    package func release(_ mails: [OutboxMail.ID], from lease: Lease, at now: Date) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE outbox
            SET next_attempt_at = \(now), lease_id = NULL, attempts = attempts - 1
            WHERE id IN (\(list: mails)) AND lease_id = \(lease) AND state = 'pending'
            """)
    }

    /// Records that a mail was sent, and forgets the secret it carried.
    package func finish(_ mail: OutboxMail.ID, at now: Date) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE outbox
            SET state = 'sent', sent_at = \(now), lease_id = NULL, last_error = NULL,
              template_values = IF(JSON_EXISTS(template_values, '$.secret'), JSON_REMOVE(template_values, '$.secret'), template_values)
            WHERE id = \(mail) AND state <> 'sent'
            """)
    }

    /// Records why a mail was not sent; it waits until `next`, or is parked as failed when that is nil.
    package func postpone(_ mail: OutboxMail.ID, of lease: Lease, until next: Date?, because error: String)
        throws(DatabaseError)
    {
        let state: OutboxMail.State = next == nil ? .failed : .pending
        try connection.execute(
            """
            UPDATE outbox
            SET state = \(state), lease_id = NULL, last_error = \(String(String.UnicodeScalarView(error.unicodeScalars.prefix(Self.errorCharacters)))),
              next_attempt_at = COALESCE(\(next), next_attempt_at)
            WHERE id = \(mail) AND lease_id = \(lease) AND state = 'pending'
            """)
    }
}

extension OutboxStore {
    /// The newest mails of a state, or of all.
    package func list(_ state: OutboxMail.State?, limit: Int) throws(DatabaseError) -> [OutboxMail] {
        let condition: SQL = state.map { "WHERE state = \($0)" } ?? ""
        return try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM outbox
            \(condition)
            ORDER BY id DESC
            LIMIT \(limit)
            """)
    }

    /// One page of the mails about something, newest first and without their values, and how many there are.
    package func page(_ page: Page, about subject: [UInt8]) throws(DatabaseError) -> (mails: [OutboxMail], total: Int) {
        let total: Int =
            try connection.fetchValue("SELECT COUNT(*) FROM outbox WHERE subject_id = \(subject)") ?? 0
        guard page.offset < total else { return ([], total) }
        let mails: [OutboxMail] = try connection.fetchAll(
            """
            SELECT \(Self.envelope), '{}' AS template_values
            FROM outbox
            WHERE subject_id = \(subject)
            ORDER BY created_at DESC, id DESC
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (mails, total)
    }

    /// The statement that finds the newest mails about something, at most `limit`: `id` and `at`.
    package static func keys(about subject: [UInt8], _ limit: Int) -> SQL {
        """
        SELECT id, created_at AS at
        FROM outbox
        WHERE subject_id = \(subject)
        ORDER BY created_at DESC, id DESC
        LIMIT \(limit)
        """
    }

    /// The mails of some ids, without their texts.
    package func envelopes(_ ids: [OutboxMail.ID]) throws(DatabaseError) -> [OutboxMail] {
        try connection.fetchAll(
            """
            SELECT \(Self.envelope), '{}' AS template_values
            FROM outbox
            WHERE id IN (\(list: ids))
            """)
    }

    /// The mail of an id.
    package func find(_ id: OutboxMail.ID) throws(DatabaseError) -> OutboxMail? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM outbox
            WHERE id = \(id)
            """)
    }

    /// Retries an unsent mail immediately, for another 24 hours; every failed one when no id is given.
    ///
    /// - Returns: how many.
    package func retry(_ id: OutboxMail.ID?, at now: Date) throws(DatabaseError) -> Int {
        let condition: SQL = id.map { "id = \($0) AND state <> 'sent'" } ?? "state = 'failed'"
        return try connection.execute(
            """
            UPDATE outbox
            SET state = 'pending', next_attempt_at = \(now), first_attempt_at = NULL, attempts = 0, lease_id = NULL
            WHERE \(condition)
            """)
    }

    /// Removes all mails about a deleted record. Call inside its transaction.
    package func remove(about subject: [UInt8]) throws(DatabaseError) {
        try connection.execute("DELETE FROM outbox WHERE subject_id = \(subject)")
    }

    /// Removes mails of a state that were written before a moment, 1,000 at most.
    ///
    /// - Returns: how many.
    package func purge(_ state: OutboxMail.State, before moment: Date) throws(DatabaseError) -> Int {
        try connection.execute(
            """
            DELETE FROM outbox
            WHERE state = \(state) AND created_at < \(moment)
            ORDER BY id
            LIMIT 1000
            """)
    }

    /// Removes mails that were sent before a moment, 500 at most.
    ///
    /// - Returns: how many.
    package func purgeSent(before moment: Date) throws(DatabaseError) -> Int {
        // Found without locks first: a scan that deletes would hold up submissions. A mail's hold ends after it was sent.
        let old: [Sent] = try connection.fetchAll(
            """
            SELECT id
            FROM outbox FORCE INDEX (outbox_due)
            WHERE state = 'sent' AND next_attempt_at < \(moment)
            ORDER BY next_attempt_at
            LIMIT 500
            """)
        guard !old.isEmpty else { return 0 }
        return try connection.execute(
            """
            DELETE FROM outbox
            WHERE id IN (\(list: old.map(\.id))) AND state = 'sent'
            """)
    }

    private struct Sent: RowDecodable {
        let id: OutboxMail.ID
        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }
}
