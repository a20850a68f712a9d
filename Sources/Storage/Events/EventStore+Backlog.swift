package import MariaDB

/// What waits, as monitoring wants to know it.
extension EventStore {
    /// How many events wait for their ids, counted up to `limit`.
    package func queued(countedTo limit: Int) throws(DatabaseError) -> Int {
        try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM (
              SELECT id
              FROM event_queue
              LIMIT \(limit)) AS counted
            """) ?? 0
    }

    /// A subscriber, and how many events it has not received.
    package struct Lag: RowDecodable, Sendable, Equatable {
        package let subscriber: String
        package let pending: Int

        package init(row: borrowing Row) throws(DatabaseError) {
            subscriber = try row["subscriber"]
            pending = try row["pending"]
        }
    }

    /// The events that each subscriber has not received, counted up to `limit`; of 20 subscribers at most.
    package func lags(countedTo limit: Int) throws(DatabaseError) -> [Lag] {
        // A derived table sees no column of the outer statement: each subscriber is asked for by itself.
        let names: [Position] = try connection.fetchAll(
            """
            SELECT subscriber, event_id
            FROM event_positions
            WHERE subscriber <> \(Self.publisher)
            ORDER BY subscriber
            LIMIT 20
            """)
        var lags: [Lag] = []
        for position in names {
            lags += try connection.fetchAll(
                """
                SELECT \(position.subscriber) AS subscriber, COUNT(*) AS pending
                FROM (
                  SELECT id
                  FROM events
                  WHERE id > \(position.event)
                  ORDER BY id
                  LIMIT \(limit)) AS counted
                """)
        }
        return lags
    }

    private struct Position: RowDecodable {
        let subscriber: String
        let event: Event.ID

        init(row: borrowing Row) throws(DatabaseError) {
            subscriber = try row["subscriber"]
            event = try row["event_id"]
        }
    }
}
