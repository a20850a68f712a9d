package import MariaDB
package import Routing
package import HTTP

/// What all threads of a responder share: settings, log, counters, documents made at start. Nothing in it changes.
package final class Service: Sendable {
    /// The version of the product, as health and the OpenAPI document show it.
    package static let version = "0.1.0"

    /// The settings.
    package let settings: Settings
    /// The log.
    package let log: Log
    /// The counters.
    package let statistics: Statistics
    /// The OpenAPI document, written once.
    package let openAPI: [UInt8]

    /// What the threads of a responder share.
    package init(settings: Settings, log: Log, statistics: Statistics, openAPI: [UInt8]) {
        self.settings = settings
        self.log = log
        self.statistics = statistics
        self.openAPI = openAPI
    }
}

/// What handlers of any domain work with.
package protocol ServiceContext: RouteContext, AnyObject {
    /// What one thread keeps between requests.
    associatedtype Desk

    /// The context of one request at a thread's desk.
    init(_ request: Request, at desk: Desk, language: Language)

    /// What all threads share.
    var service: Service { get }
    /// The thread's connection.
    var connection: Connection { get }
    /// The id by which the request is known in logs; the dispatcher gives it.
    var requestID: String? { get set }
    /// The id of the user who is asking, once known; for the log.
    var callerID: String? { get }
    /// The request's hold on its `Idempotency-Key`; nil when it has none. A creating handler completes it with its answer, last in
    /// the transaction of its work.
    var idempotency: IdempotencyClaim? { get set }

    /// Names whoever sends the request, so that nobody meets the `Idempotency-Key` of another.
    ///
    /// - Throws: `DatabaseError`.
    func sender() throws -> String
}
