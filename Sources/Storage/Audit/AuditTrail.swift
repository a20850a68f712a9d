package import FoundationEssentials
package import MariaDB
package import Routing

/// Where one request, or one command, leaves its audit events.
package struct AuditTrail {
    private let store: AuditStore
    private let actor: AuditEvent.Actor?
    private let requestID: String?
    private let address: String?

    /// A trail; without an actor and a request it is that of the administrator's command.
    package init(
        _ connection: Connection, by actor: AuditEvent.Actor? = nil, requestID: String? = nil, address: String? = nil
    ) {
        store = AuditStore(connection)
        self.actor = actor
        self.requestID = requestID
        self.address = address
    }

    /// Adds an event; in a transaction it is kept with the rest or not at all.
    ///
    /// - Parameters:
    ///   - actor: who did it, when that is not the one who was signed in before.
    ///   - changes: by field, `JSON.change(from:to:)`, or `.untoldChange` for what is personal or secret.
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    package func add(
        _ action: AuditEvent.Action, of target: AuditEvent.Target? = nil, by actor: AuditEvent.Actor? = nil,
        changes: Members<JSON> = [:], at now: Date = Date()
    ) throws {
        try store.add(event(action, of: target, by: actor, changes: changes, at: now))
    }

    /// The statement that adds an event, for a transaction of several that are sent together.
    ///
    /// - Throws: what JSON cannot hold.
    package func insertion(
        of action: AuditEvent.Action, of target: AuditEvent.Target?, by actor: AuditEvent.Actor? = nil, at now: Date
    ) throws -> SQL {
        try AuditStore.insertion(of: event(action, of: target, by: actor, changes: [:], at: now))
    }

    private func event(
        _ action: AuditEvent.Action, of target: AuditEvent.Target?, by actor: AuditEvent.Actor?,
        changes: Members<JSON>, at now: Date
    ) -> AuditEvent {
        AuditEvent(
            action, of: target, by: actor ?? self.actor, requestID: requestID, address: address, changes: changes,
            at: now)
    }
}
