package import FoundationEssentials
package import MariaDB
import Routing
package import Values

/// Audit events in the database: added, read, and removed when they are too old; never changed.
package struct AuditStore {
    /// How many events one statement removes.
    package static let purgedAtOnce = 1000
    /// The most bytes of the changes of an event, as many as its column has; an event with more only names its fields.
    package static let changesBytes = 65_535

    private let connection: Connection

    /// The events, over a connection.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Adds an event; call it in the transaction of what it records.
    ///
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    package func add(_ event: AuditEvent) throws { try connection.execute(Self.insertion(of: event)) }

    /// The statement that adds an event, for the transaction of what it records.
    ///
    /// - Throws: what JSON cannot hold.
    static func insertion(of event: AuditEvent) throws -> SQL {
        var bytes = try JSONText.bytes(of: JSON.object(event.changes))
        if bytes.count > changesBytes {
            bytes = try JSONText.bytes(of: JSON.object(event.changes.mapValues { _ in .untoldChange }))
        }
        let changes = String(decoding: bytes, as: UTF8.self)
        return """
            INSERT INTO audit_events
              (id, at, actor_id, actor_username, action, target_kind, target_id, request_id, address, changes)
            VALUES
              (\(event.id), \(event.at), \(event.actor?.id), \(event.actor?.username), \(event.action.name),
               \(event.target?.kind), \(event.target?.id), \(event.requestID), \(event.address), \(changes))
            """
    }

    /// Which events a list shows.
    package struct Filter: Sendable, Equatable {
        package var actor: AuditEvent.Actor.ID?
        package var action: String?
        package var from: Date?
        /// Exclusive upper bound.
        package var before: Date?

        /// All events.
        package init() {}

        /// Whether the counts by action give the total.
        fileprivate var isByActionOnly: Bool { actor == nil && from == nil && before == nil }

        fileprivate var condition: SQL {
            var conditions: [SQL] = []
            if let actor { conditions.append("actor_id = \(actor)") }
            if let action { conditions.append("action = \(action)") }
            if let from { conditions.append("id >= \(AuditEvent.ID.lowerBound(at: from))") }
            if let before { conditions.append("id < \(AuditEvent.ID.lowerBound(at: before))") }
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
            SELECT id, at, actor_id, actor_username, action, target_kind, target_id, request_id, address, changes
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

    /// For how many days the database refuses to delete events.
    package func retentionDays() throws(DatabaseError) -> Int {
        try connection.fetchValue("SELECT days FROM audit_retention WHERE id = 1", as: Int.self) ?? 0
    }

    /// Sets for how many days the database refuses to delete events; only the administrator's database user may.
    package func setRetention(days: Int) throws(DatabaseError) {
        try connection.execute("UPDATE audit_retention SET days = \(days) WHERE id = 1")
    }

    /// Removes the oldest events of before a moment, 1,000 at most; none may be younger than `retentionDays`.
    ///
    /// - Returns: how many.
    package func purge(before moment: Date) throws(DatabaseError) -> Int {
        try connection.execute(
            """
            DELETE FROM audit_events
            WHERE id < \(AuditEvent.ID.lowerBound(at: moment))
            ORDER BY id
            LIMIT \(Self.purgedAtOnce)
            """)
    }
}
