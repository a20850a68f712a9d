package import FoundationEssentials
package import MariaDB
import Values

/// The log of events: those that have their id, and how far each subscriber has received them.
package struct EventStore {
    /// How long events are kept, whether or not a subscriber has received them.
    package static let keptSeconds = 7 * 86_400.0

    let connection: Connection

    /// The log that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The last event that has an id.
    package func newest() throws(DatabaseError) -> Event.ID? {
        try connection.fetchValue("SELECT id FROM events ORDER BY id DESC LIMIT 1")
    }

    /// Events of some channels after one and up to another, oldest first.
    package func list(
        on channels: [some SQLBindable], after first: Event.ID?, through last: Event.ID, limit: Int
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

    /// Events of all channels after one, oldest first.
    package func list(after first: Event.ID?, limit: Int) throws(DatabaseError) -> [Event] {
        try connection.fetchAll(
            """
            SELECT id, channel, type, payload, created_at
            FROM events
            WHERE id > \(first?.bytes ?? [])
            ORDER BY id
            LIMIT \(limit)
            """)
    }

    /// The last event that a subscriber has received; nil for one that has received none.
    package func position(of subscriber: String) throws(DatabaseError) -> Event.ID? {
        try connection.fetchValue("SELECT event_id FROM event_positions WHERE subscriber = \(subscriber)")
    }

    /// The same, which no one else changes until the end of the transaction; on another node of a cluster, whoever does is rolled back or
    /// rolls this one back.
    func lockedPosition(of subscriber: String) throws(DatabaseError) -> Event.ID? {
        try connection.fetchValue("SELECT event_id FROM event_positions WHERE subscriber = \(subscriber) FOR UPDATE")
    }

    /// Has the next transaction lock rows alone: the first positions are added where a lock of what is not there yet would stop the others.
    func lockNoGaps() throws(DatabaseError) { try connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED") }

    /// Forgets the positions of subscribers whose names begin alike, but those of some; returns their number.
    package func removePositions(beginning prefix: String, except names: [String]) throws(DatabaseError) -> Int {
        try connection.execute(
            """
            DELETE FROM event_positions
            WHERE LEFT(subscriber, CHAR_LENGTH(\(prefix))) = \(prefix) AND subscriber NOT IN (\(list: names))
            """)
    }

    /// Records the last event that a subscriber has received.
    package func setPosition(of subscriber: String, to event: Event.ID) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO event_positions (subscriber, event_id)
            VALUES (\(subscriber), \(event))
            ON DUPLICATE KEY UPDATE event_id = \(event)
            """)
    }
}

extension EventStore {
    /// Gives ids to events that wait and moves them to the log, in the order in which they were written.
    ///
    /// For publishers alone. Each writes the same row, by which they come one after the other, also on different nodes of a cluster,
    /// where of two that overlap one is rolled back: no event is committed under a lower id than one that can be read already.
    ///
    /// - Parameter limit: the most that are moved.
    /// - Returns: the events; none when none wait.
    /// - Throws: ``NotAlone`` when another publisher has moved some of them.
    package func number(_ limit: Int, at now: Date = Date()) throws -> [Event] {
        let waiting: [WaitingEvent] = try connection.fetchAll(
            """
            SELECT id, channel, type, subject_id, payload, created_at
            FROM event_queue
            ORDER BY id
            LIMIT \(limit)
            """)
        guard !waiting.isEmpty else { return [] }
        try lockNoGaps()
        return try connection.transaction {
            var last = try lastNumbered()
            let events = waiting.map { event in
                let id = Event.ID(after: last, at: now)
                last = id
                return event.numbered(id)
            }
            try remove(waiting)
            for part in events.statementSized {
                let rows = part.map { event -> SQL in
                    "(\(event.id), \(event.type.channel), \(event.type.name), \(event.payload), \(event.createdAt))"
                }
                try connection.execute(
                    "INSERT INTO events (id, channel, type, payload, created_at) VALUES \(rows.joined(separator: ", "))"
                )
            }
            if let last { try setPosition(of: Self.publisher, to: last) }
            return events
        }
    }

    /// The name of the position that publishers share: the last event that has an id.
    static let publisher = "publisher"

    /// The last event that has an id; no other publisher gives any until the end of the transaction.
    private func lastNumbered() throws(DatabaseError) -> Event.ID? {
        let last = try lockedPosition(of: Self.publisher)
        // A publisher of an earlier release records none.
        return [last, try newest()].compactMap(\.self).max()
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

    /// Another publisher was at work: the lock is one of each node of a cluster.
    struct NotAlone: Error {}

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
