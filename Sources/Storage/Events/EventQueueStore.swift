package import FoundationEssentials
package import MariaDB
package import Routing
package import Values

/// The queue of events that have no id yet. Triggers write the changes of their tables; all others are added here.
///
/// Call `add` in the transaction that causes the event. The one publisher assigns ids later: an id assigned in the transaction could
/// become visible after a higher one, and a subscriber past that would miss it.
package struct EventQueueStore {
    /// The most bytes of a payload.
    package static let payloadBytes = 60_000

    /// An event of a record, published with its id and what else is said of it.
    package struct Entry: Sendable {
        let type: EventType
        let subject: [UInt8]
        private let subjectText: String
        /// The members of the payload after the id.
        let members: Members<JSON>
        let moment: Date

        /// An event.
        ///
        /// - Parameters:
        ///   - subject: the id of the record.
        ///   - members: what the payload says beside that id, in at most `payloadBytes`.
        package init<Record>(
            _ type: EventType, of subject: Identifier<Record>, saying members: Members<JSON> = [:], at moment: Date
        ) {
            self.type = type
            self.subject = subject.bytes
            subjectText = subject.text
            self.members = members
            self.moment = moment
        }

        /// The payload; nil when the id says it all.
        fileprivate func payload() throws -> String? {
            guard !members.isEmpty else { return nil }
            var all: Members<JSON> = ["id": .string(subjectText)]
            for (name, value) in members { all[name] = value }
            return String(decoding: try JSONText.bytes(of: JSON.object(all)), as: UTF8.self)
        }
    }

    private let connection: Connection

    /// The queue that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Enqueues events of records, in order.
    ///
    /// - Throws: `DatabaseError`, or what encoding a payload throws.
    package func add(_ entries: [Entry]) throws {
        for part in entries.statementSized {
            let rows = try part.map { entry -> SQL in
                "(\(entry.type.channel), \(entry.type.name), \(entry.subject), \(try entry.payload()), \(entry.moment))"
            }
            try connection.execute(
                """
                INSERT INTO event_queue (channel, type, subject_id, payload, created_at)
                VALUES \(rows.joined(separator: ", "))
                """)
        }
    }

    /// Enqueues an event.
    ///
    /// - Parameter payload: an object; of people it should hold ids only, unless the contract says more.
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
