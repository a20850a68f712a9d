package import FoundationEssentials
package import MariaDB
import Platform
import Routing

/// Events in the database: those that wait for the publisher, and the log of those that have their id.
///
/// Call `add` in the transaction that causes the event. The one publisher assigns ids later: an id assigned in
/// the transaction could become visible after a higher one, and a subscriber past that would miss it.
package struct EventStore {
    /// How long events are kept for subscribers who were away.
    package static let keptSeconds = 7 * 86_400.0
    /// The most bytes of a payload.
    package static let payloadBytes = 60_000

    private let connection: Connection

    /// The events that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Publishes an event to the subscribers of a channel, once the transaction is committed.
    ///
    /// - Parameters:
    ///   - type: what happened, in lower-case letters and `_`.
    ///   - payload: an object; of people it should hold ids only.
    /// - Throws: `DatabaseError`, or what encoding the payload throws.
    package func add(_ type: StaticString, on channel: EventChannel, _ payload: some Encodable, at now: Date = Date())
        throws
    {
        try add(type, on: channel, all: [payload], at: now)
    }

    /// Publishes several events of one type to the subscribers of a channel, in order.
    package func add(_ type: StaticString, on channel: EventChannel, all payloads: [some Encodable], at now: Date)
        throws
    {
        for part in payloads.statementSized {
            let rows = try part.map { payload -> SQL in
                let text = String(decoding: try JSONText.bytes(of: payload), as: UTF8.self)
                precondition(text.utf8.count <= Self.payloadBytes, "an event is no place for so much")
                return "(\(channel), \(type.description), \(text), \(now))"
            }
            try connection.execute(
                """
                INSERT INTO event_queue (channel, type, payload, created_at)
                VALUES \(rows.joined(separator: ", "))
                """)
        }
    }

    /// The last event that has an id.
    package func newest() throws(DatabaseError) -> Event.ID? {
        try connection.fetchValue("SELECT id FROM events ORDER BY id DESC LIMIT 1")
    }

    /// Events of some channels after one and up to another, oldest first.
    package func list(
        on channels: [EventChannel], after first: Event.ID?, through last: Event.ID, limit: Int
    ) throws(DatabaseError) -> [Event] {
        try connection.fetchAll(
            """
            SELECT id, channel, type, payload, created_at
            FROM events
            WHERE id > \(first?.bytes ?? []) AND id <= \(last) AND channel IN (\(list: channels))
            ORDER BY id
            LIMIT \(limit)
            """)
    }
}

extension EventStore {
    /// Gives ids to events that wait and moves them to the log, in the order in which they were written.
    ///
    /// For the publisher alone.
    ///
    /// - Parameters:
    ///   - limit: the most that are moved.
    ///   - last: the last event of the log, when it has one.
    /// - Returns: the events; none when none wait.
    package func number(_ limit: Int, after last: Event.ID?, at now: Date = Date()) throws -> [Event] {
        let waiting: [WaitingEvent] = try connection.fetchAll(
            """
            SELECT id, channel, type, subject_id, payload, created_at
            FROM event_queue
            ORDER BY id
            LIMIT \(limit)
            """)
        guard !waiting.isEmpty else { return [] }
        var last = last
        let events = waiting.map { event in
            let id = Event.ID(after: last, at: now)
            last = id
            return event.numbered(id)
        }
        try connection.transaction {
            try remove(waiting)
            for part in events.statementSized {
                let rows = part.map { event -> SQL in
                    "(\(event.id), \(event.channel), \(event.type), \(event.payload), \(event.createdAt))"
                }
                try connection.execute(
                    "INSERT INTO events (id, channel, type, payload, created_at) VALUES \(rows.joined(separator: ", "))"
                )
            }
        }
        return events
    }

    private func remove(_ waiting: [WaitingEvent]) throws {
        let numbers = "[\(waiting.map { String($0.number) }.joined(separator: ","))]"
        // One by one, by key: a list after IN makes MariaDB read the whole of a short queue, which locks out whoever adds to it.
        let removed = try connection.execute(
            """
            DELETE event_queue
            FROM JSON_TABLE(\(numbers), '$[*]' COLUMNS (number BIGINT UNSIGNED PATH '$')) AS taken
            STRAIGHT_JOIN event_queue ON event_queue.id = taken.number
            """)
        guard removed == waiting.count else { throw NotAlone() }
    }

    /// Another publisher was at work, which the lock forbids.
    struct NotAlone: Error {}

    /// Up to where the log was handed to a hub; nil for one that took nothing yet.
    package func position(of hub: String) throws(DatabaseError) -> Event.ID? {
        try connection.fetchValue("SELECT event_id FROM event_positions WHERE hub = \(hub)")
    }

    /// Records the last event that a hub has accepted.
    package func setPosition(of hub: String, to event: Event.ID) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO event_positions (hub, event_id)
            VALUES (\(hub), \(event))
            ON DUPLICATE KEY UPDATE event_id = \(event)
            """)
    }

    /// Removes events that happened before a moment, received or not; returns their number. For the sweep.
    package func removeOld(before moment: Date) throws(DatabaseError) -> Int {
        var removed = 0
        // Ids begin with the time at which they were given.
        let first = Event.ID(at: moment)
        for _ in 0..<Self.sweptBatches {
            let count =
                try connection.execute("DELETE FROM event_queue WHERE created_at < \(moment) ORDER BY id LIMIT 1000")
                + connection.execute("DELETE FROM events WHERE id < \(first) ORDER BY id LIMIT 1000")
            removed += count
            if count == 0 { break }
        }
        return removed
    }

    /// The most batches of one sweep.
    private static let sweptBatches = 200
}
