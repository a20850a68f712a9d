package import FoundationEssentials
package import MariaDB
import Routing

/// The queue of events that have no id yet. Triggers write the changes of their tables; all others are added here.
///
/// Call `add` in the transaction that causes the event. The one publisher assigns ids later: an id assigned in the transaction could
/// become visible after a higher one, and a subscriber past that would miss it.
package struct EventQueueStore {
    /// The most bytes of a payload.
    package static let payloadBytes = 60_000

    /// An event of a record, published with its id only.
    package struct Entry: Sendable {
        let type: EventType
        let subject: [UInt8]
        let moment: Date

        /// An event.
        ///
        /// - Parameter subject: the 16 bytes of the id of the record.
        package init(_ type: EventType, of subject: [UInt8], at moment: Date) {
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

    /// Enqueues events of records, in order.
    package func add(_ entries: [Entry]) throws(DatabaseError) {
        for part in entries.statementSized {
            let rows = part.map { entry -> SQL in
                "(\(entry.type.channel), \(entry.type.name), \(entry.subject), \(entry.moment))"
            }
            try connection.execute(
                """
                INSERT INTO event_queue (channel, type, subject_id, created_at)
                VALUES \(rows.joined(separator: ", "))
                """)
        }
    }

    /// Enqueues an event.
    ///
    /// - Parameter payload: an object; of people it should hold ids only.
    /// - Throws: `DatabaseError`, or what encoding the payload throws.
    package func add(_ type: EventType, _ payload: some Encodable, at now: Date = Date()) throws {
        try add(type, all: [payload], at: now)
    }

    /// Enqueues several events of one type, in order.
    package func add(_ type: EventType, all payloads: [some Encodable], at now: Date) throws {
        for part in payloads.statementSized {
            let rows = try part.map { payload -> SQL in
                let text = String(decoding: try JSONText.bytes(of: payload), as: UTF8.self)
                precondition(text.utf8.count <= Self.payloadBytes, "an event is no place for so much")
                return "(\(type.channel), \(type.name), \(text), \(now))"
            }
            try connection.execute(
                """
                INSERT INTO event_queue (channel, type, payload, created_at)
                VALUES \(rows.joined(separator: ", "))
                """)
        }
    }
}
