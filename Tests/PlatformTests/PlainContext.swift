import HTTP
import MariaDB
import Routing
import TestSupport

@testable import Platform

/// The least that a dispatcher works with: a service and a connection, and nobody who is known.
final class PlainContext: ServiceContext {
    struct ThreadResources {
        let service: Service
        let connection: Connection
    }

    enum Permission: String, Sendable { case enter }

    let request: Request
    let language: Language
    private let resources: ThreadResources
    var service: Service { resources.service }
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
        case .to: throw APIError.missingPermission
        }
    }
}

/// A responder of plain routes, with a database that cannot be reached unless one is given.
struct PlainResponder {
    let service: Service
    private let resources: PlainContext.ThreadResources
    private let dispatcher: Dispatcher<PlainContext>

    static let secretKey = "kV7x2mQ9pLr4sTz8wYb1nHc6dGf3jKae"

    init(
        _ routes: RouteGroup<PlainContext>..., database: ScratchDatabase? = nil, uploads: String = "/nonexistent",
        _ variables: [String: String] = [:]
    ) throws {
        let groups = routes + [systemRoutes(for: PlainContext.self)]
        let settings = try Settings(
            [
                "SECRET_KEY": Self.secretKey, "CORS_ORIGINS": "https://good.example",
                "UPLOAD_DIR": uploads,
                "DATABASE_URL": database?.url ?? "mariadb://nobody@/none?socket=/nonexistent/s.sock",
            ].merging(variables) { $1 }, for: .serving)
        let statistics = try Statistics(
            folder: nil, operations: groups.flatMap { $0.routes.map(\.operation) }, pools: ["staff"], pool: "staff",
            threads: 1)
        service = Service(
            settings: settings, log: Log(from: .error), statistics: statistics,
            openAPI: Array(#"{"openapi":"3.1.0"}"#.utf8))
        resources = PlainContext.ThreadResources(service: service, connection: Connection(settings.database))
        dispatcher = Dispatcher(service, groups)
    }

    func answer(_ exchange: SampleExchange, send: ([UInt8]) -> Bool) -> Bool {
        dispatcher.answer(exchange, with: resources, send: send)
    }

    func send(_ exchange: SampleExchange) throws -> Reception {
        var received: [UInt8] = []
        dispatcher.answer(exchange, with: resources) {
            received += $0
            return true
        }
        return try Reception(received)
    }

    func send(_ method: String, _ path: String, _ variables: [String: String] = [:]) throws -> Reception {
        try send(SampleExchange(method, path, variables))
    }
}
