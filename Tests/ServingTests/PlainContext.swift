import DomainTestSupport
import Environment
import HTTP
import MariaDB
import Routing
import Storage
import TestSupport

@testable import Serving

/// The least that a dispatcher works with: a service and a connection, and no known user.
final class PlainContext: ServiceContext {
    struct ThreadResources {
        let service: SharedState
        let connection: Connection
    }

    enum Permission: String, Sendable { case enter }

    let request: Request
    let language: Language
    private let resources: ThreadResources
    var service: SharedState { resources.service }
    var connection: Connection { resources.connection }
    var callerID: String? { nil }
    var idempotency: IdempotencyClaim?
    var requestID: String?
    let began = ContinuousClock.now

    init(_ request: Request, with resources: ThreadResources, language: Language) {
        self.request = request
        self.resources = resources
        self.language = language
    }

    func sender() -> String { remoteAddress }

    func admit(_ access: Access<Permission>) throws {
        switch access {
        case .toAnyone: break
        case .toSignedIn, .toSubscribers: throw APIError.invalidToken
        case .to, .shared: throw APIError.missingPermission
        }
    }
}

/// A responder of plain routes, with a database that cannot be reached unless one is given.
typealias PlainResponder = TestResponder<PlainContext>

extension PlainResponder {
    /// The table of the answers of a group `crm`.
    static var crmAnswers: IdempotencyTable { IdempotencyTable("idempotency_records_crm", of: "crm") }

    init(
        _ routes: RouteGroup<PlainContext>..., database: ScratchDatabase? = nil, uploads: String = "/nonexistent",
        _ variables: [String: String] = [:]
    ) throws {
        let fitting = ["CORS_ORIGINS": "https://good.example", "UPLOAD_DIR": uploads]
        try self.init(
            routes + [systemRoutes(for: PlainContext.self)], keeping: [Self.crmAnswers], database: database,
            fitting.merging(variables) { $1 },
            openAPI: Array(#"{"openapi":"3.1.0"}"#.utf8)
        ) { service in
            PlainContext.ThreadResources(service: service, connection: Connection(service.settings.database))
        }
    }

    func send(_ method: String, _ path: String, _ variables: [String: String]) throws -> Reception {
        try send(method, path, nil, variables)
    }
}
