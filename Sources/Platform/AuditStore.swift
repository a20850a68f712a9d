package import FoundationEssentials
package import MariaDB
import Routing

/// Audit events in the database: added, read, and removed when they are too old; never changed.
package struct AuditStore {
    /// How many events are removed at once.
    package static let purgedAtOnce = 1000

    private let connection: Connection

    /// The events behind a connection.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Adds an event; call it in the transaction of what it tells of.
    ///
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    package func add(_ event: AuditEvent) throws {
        let changes = String(decoding: try JSONText.bytes(of: JSON.object(event.changes)), as: UTF8.self)
        try connection.execute(
            """
            INSERT INTO audit_events
              (id, at, actor_id, actor_username, action, target_kind, target_id, request_id, changes)
            VALUES
              (\(event.id), \(event.at), \(event.actor?.id), \(event.actor?.username), \(event.action.name),
               \(event.target?.kind), \(event.target?.id), \(event.requestID), \(changes))
            """)
    }

    /// Which events a list shows.
    package struct Filter: Sendable, Equatable {
        package var actor: AuditEvent.Actor.ID?
        package var action: String?
        package var from: Date?
        /// The first moment that is too late.
        package var before: Date?

        /// All events.
        package init() {}

        /// Whether the counts by action tell how many there are.
        fileprivate var isByActionOnly: Bool { actor == nil && from == nil && before == nil }

        fileprivate var condition: SQL {
            var conditions: [SQL] = []
            if let actor { conditions.append("actor_id = \(actor)") }
            if let action { conditions.append("action = \(action)") }
            if let from { conditions.append("id >= \(AuditEvent.ID.lowest(at: from))") }
            if let before { conditions.append("id < \(AuditEvent.ID.lowest(at: before))") }
            return conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        }

        /// The index whose entries are in the order of the list.
        fileprivate var index: SQL {
            if actor != nil { return "FORCE INDEX (audit_events_actor)" }
            return action == nil ? "FORCE INDEX (PRIMARY)" : "FORCE INDEX (audit_events_action)"
        }
    }

    /// One page of events, newest first, and how many there are in all.
    package func page(_ page: Page, of filter: Filter) throws(DatabaseError) -> (events: [AuditEvent], total: Int) {
        let total = try total(of: filter)
        guard page.offset < total else { return ([], total) }
        let events: [AuditEvent] = try connection.fetchAll(
            """
            SELECT id, at, actor_id, actor_username, action, target_kind, target_id, request_id, changes
            FROM audit_events \(filter.index)
            \(filter.condition)
            ORDER BY id DESC
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (events, total)
    }

    /// How many events a filter lets through; without counting them when it asks for nothing but an action.
    private func total(of filter: Filter) throws(DatabaseError) -> Int {
        guard filter.isByActionOnly else {
            return try connection.fetchValue(
                "SELECT COUNT(*) FROM audit_events \(filter.index) \(filter.condition)") ?? 0
        }
        let condition: SQL = filter.action.map { "WHERE action = \($0)" } ?? ""
        return try connection.fetchValue(
            "SELECT CAST(COALESCE(SUM(total), 0) AS INT) FROM audit_counts \(condition)") ?? 0
    }

    /// Removes the oldest events of before a moment, 1,000 at most.
    ///
    /// - Returns: how many.
    package func purge(before moment: Date) throws(DatabaseError) -> Int {
        try connection.execute(
            """
            DELETE FROM audit_events
            WHERE id < \(AuditEvent.ID.lowest(at: moment))
            ORDER BY id
            LIMIT \(Self.purgedAtOnce)
            """)
    }
}
