package import FoundationEssentials
package import MariaDB

/// The queue of events, for changes outside of requests: those of requests are written by the triggers of its tables, or by
/// the store of its domain.
package struct EventQueueStore {
    /// An event of a record, published with its id only.
    package struct Entry: Sendable {
        let channel: StaticString
        let type: StaticString
        let subject: [UInt8]
        let moment: Date

        /// An event.
        ///
        /// - Parameters:
        ///   - type: what happened, in lower-case letters and `_`.
        ///   - subject: the 16 bytes of the id of the record.
        package init(_ type: StaticString, on channel: StaticString, of subject: [UInt8], at moment: Date) {
            self.channel = channel
            self.type = type
            self.subject = subject
            self.moment = moment
        }
    }

    private let connection: Connection

    /// The queue that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Enqueues events, in order; call it in the transaction of the change they report.
    package func add(_ entries: [Entry]) throws(DatabaseError) {
        for part in entries.statementSized {
            let rows = part.map { entry -> SQL in
                "(\(entry.channel.description), \(entry.type.description), \(entry.subject), \(entry.moment))"
            }
            try connection.execute(
                """
                INSERT INTO event_queue (channel, type, subject_id, created_at)
                VALUES \(rows.joined(separator: ", "))
                """)
        }
    }
}
