package import FoundationEssentials
package import HTTP
package import MariaDB
package import Routing
package import Serving
package import Storage
import Values

/// One request and its caller.
package final class Context: ServiceContext {
    /// The permissions that routes ask for.
    package typealias Permission = Frame.Permission

    /// The request.
    package let request: Request
    /// The thread's resources.
    package let resources: ThreadResources
    /// The language of messages; the request's, until the sender is known to have chosen another.
    package var language: Language
    /// The caller, once the request was admitted or `identify` was called.
    package private(set) var caller: Caller?
    /// The request's claim on its `Idempotency-Key`, if it has one.
    package var idempotency: IdempotencyClaim?
    /// When the request began.
    package let began = ContinuousClock.now
    /// The id by which the request is known in logs.
    package var requestID: String?
    /// When the caller's credential expires.
    package private(set) var accessExpiresAt: Date?
    private var isIdentified = false

    /// The context of a request.
    package init(_ request: Request, with resources: ThreadResources, language: Language) {
        self.request = request
        self.resources = resources
        self.language = language
    }

    /// The shared state of all threads.
    package var service: SharedState { resources.service }
    /// The thread's connection.
    package var connection: Connection { resources.connection }
    /// The caller's id, once known; for the log.
    package var callerID: String? { caller?.id.text }

    /// Passes when the caller may.
    ///
    /// - Throws: `APIError` 401 or 403; `DatabaseError`.
    package func admit(_ access: Access<Permission>) throws {
        switch access {
        case .toAnyone: return
        case .toSignedIn: _ = try requireCaller()
        case .toSubscribers(let permission):
            try admitSubscriber()
            if let permission { try require(permission) }
        case .to(let permission): try require(permission)
        case .shared(let permission, let other):
            if try !requireCaller().holds(other) { try require(permission) }
        }
    }

    /// Passes when the caller holds a permission.
    ///
    /// - Throws: `APIError` 401 or 403; `DatabaseError`.
    package func require(_ permission: Permission) throws {
        let caller = try requireCaller()
        guard caller.holds(permission) else {
            if resources.refusals.isNew(caller.id.text + permission.rawValue) {
                try audit.add(.accessRefused, of: AuditEvent.Target("permission", permission.rawValue))
            }
            throw APIError.missingPermission
        }
    }

    /// The caller.
    ///
    /// - Throws: `APIError.invalidToken` when there is none; `DatabaseError`.
    package func requireCaller() throws -> Caller {
        guard let caller = try identify() else { throw APIError.invalidToken }
        return caller
    }

    /// The caller by the request's access token; nil when the request has no `Authorization` field.
    ///
    /// - Throws: `APIError.invalidToken` for a field without a valid access token; `DatabaseError`.
    package func identify() throws -> Caller? {
        if isIdentified { return caller }
        guard let field = request[.authorization] else {
            isIdentified = true
            return nil
        }
        // Source: RFC 6750 §2.1; the scheme in any case, RFC 9110 §11.1.
        let blank = UInt8(ascii: " ")
        let scheme = field.utf8.prefix { $0 != blank }
        let token = field.utf8[scheme.endIndex...].drop { $0 == blank }
        guard scheme.elementsEqual("bearer".utf8, by: { $0 | 0x20 == $1 }), !token.isEmpty else {
            throw APIError.invalidToken
        }
        return try identify(by: String(Substring(token)))
    }

    /// The caller by the text of an access token.
    ///
    /// - Throws: `APIError.invalidToken` for one that does not count; `DatabaseError`.
    func identify(by text: String) throws -> Caller { identify(try resources.callers.caller(byAccessToken: text)) }

    /// The caller by the text of a ticket, which is used up.
    ///
    /// - Throws: `APIError.invalidToken` for one that does not count; `DatabaseError`.
    func identify(byTicket text: String) throws -> Caller { identify(try resources.callers.caller(byTicket: text)) }

    private func identify(_ found: FoundCaller) -> Caller {
        isIdentified = true
        caller = found.caller
        accessExpiresAt = found.expiresAt
        return found.caller
    }
}
