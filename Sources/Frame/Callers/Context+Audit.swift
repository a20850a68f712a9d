import Serving
package import Storage
import Values

extension Context {
    /// Where the request leaves its audit events, as the caller's once the caller is known.
    package var audit: AuditTrail {
        AuditTrail(connection, by: caller.map(AuditEvent.Actor.init), requestID: requestID, address: clientAddress)
    }
}

extension AuditEvent.Action {
    /// A caller lacked a permission.
    static let accessRefused = Self("access.refused")
}

extension AuditEvent.Target {
    /// A user.
    package static func user(_ id: User.ID) -> Self { Self("user", id.text) }
}

extension AuditEvent.Actor {
    /// A user who is signed in.
    package init(_ caller: Caller) { self.init(id: ID(caller.id), username: caller.username) }
}
