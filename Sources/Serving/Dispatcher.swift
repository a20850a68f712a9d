import Crypto
import Environment
import FoundationEssentials
package import HTTP
import MariaDB
package import Routing
package import Storage
import Values

/// Takes a request from an exchange to its answer: route, access, input, handler, conditions, CORS, log, counters.
package struct Dispatcher<Context: ServiceContext>: Sendable {
    private let service: SharedState
    private let router: Router<Context>
    private let crossOrigin: CrossOrigin
    /// Where the answers of creating operations are kept, by operation.
    private let tables: [String: IdempotencyTable]

    /// A dispatcher of all groups of the product, of which a responder serves some. A group that creates and whose pool has none of the
    /// tables for its answers is a broken invariant of the program.
    package init(
        _ service: SharedState, _ groups: [RouteGroup<Context>], keeping answers: [IdempotencyTable],
        serving served: Set<String>? = nil
    ) {
        self.service = service
        router = Router(groups, serving: served)
        crossOrigin = CrossOrigin(allowing: service.settings.allowedOrigins)
        var tables: [String: IdempotencyTable] = [:]
        for group in groups {
            for route in group.routes where route.takesIdempotencyKey {
                let table = answers.first { $0.pool == group.pool }
                precondition(table != nil, "no table keeps the answers of \(group.name)")
                tables[route.operation] = table
            }
        }
        self.tables = tables
    }

    /// Answers the request that an exchange carries.
    ///
    /// - Parameter send: sends the bytes of the response; false if the client is gone.
    /// - Returns: whether the response is whole; one that is not must not end as if it were.
    @discardableResult
    package func answer(_ exchange: any Exchange, with resources: Context.ThreadResources, send: ([UInt8]) -> Bool)
        -> Bool
    {
        service.statistics.began()
        // The content is digested for those only who may send it again.
        let isNamed = exchange.variable(FieldName.idempotencyKey.variable) != nil
        let request = Request(isNamed ? DigestedExchange(exchange) : exchange)
        let requestID = Self.requestID(of: request)
        let language = request[.acceptLanguage].flatMap(Language.init(accepting:)) ?? service.settings.defaultLanguage
        let context = Context(request, with: resources, language: language)
        context.requestID = requestID
        context.extend(to: .standard)
        defer { context.connection.deadline = nil }
        let queriesBefore = context.connection.queryCount
        var operation: String?
        var response: Response
        do {
            response = try respond(to: request, in: context, operation: &operation) { failure in
                self.failure(failure, of: context, in: language)
            }
        } catch {
            response = failure(error, of: context, running: operation, in: language)
        }
        func complete(_ response: inout Response) {
            response[.requestID] = requestID
            crossOrigin.apply(to: &response, of: request)
            applyConditions(to: &response, of: request)
        }
        complete(&response)
        request.discardContent(limit: service.settings.largestFileBytes + InputReader.contentBytes)
        var isWhole = true
        if case .stream(let stream) = response.content, request.method != .head {
            let broken = flow(stream, behind: response.header, by: send)
            if let broken, !broken.isBegun {
                response = failure(broken.cause, of: context, running: operation, in: language)
                complete(&response)
                deliver(response, withContent: true, by: send)
            } else if let broken {
                isWhole = false
                service.log.write(
                    broken.cause is ContentError ? .info : .error, "response broken off", requestID: requestID,
                    String(reflecting: broken.cause))
            }
        } else {
            deliver(response, withContent: request.method != .head, by: send)
        }

        let elapsed = context.began.duration(to: .now)
        let microseconds = Int(elapsed / .microseconds(1))
        let queries = context.connection.queryCount - queriesBefore
        service.statistics.ended(
            operation: operation, status: response.status.rawValue, microseconds: microseconds, queries: queries)
        service.log.write(
            Log.Answered(
                requestID: requestID, method: request.method?.rawValue ?? "other", route: operation ?? "none",
                status: response.status.rawValue, microseconds: microseconds, userID: context.callerID,
                queries: queries))
        return isWhole
    }

    /// Why a stream ended early, and whether the header was out by then.
    private struct Broken {
        let cause: any Error
        let isBegun: Bool
    }

    /// Sends what a stream makes, the header before its first piece; nil when it came to its end.
    private func flow(_ stream: Response.Stream, behind header: [UInt8], by send: ([UInt8]) -> Bool) -> Broken? {
        var isBegun = false
        do {
            try withoutActuallyEscaping(send) { send in
                try stream { piece in
                    defer { isBegun = true }
                    return send(isBegun ? piece : header + piece)
                }
            }
        } catch {
            return Broken(cause: error, isBegun: isBegun)
        }
        if !isBegun { _ = send(header) }
        return nil
    }

    private func respond(
        to request: Request, in context: Context, operation: inout String?, report: @escaping (APIError) -> Response
    ) throws -> Response {
        switch router.match(request.method, request.path) {
        case .none: throw APIError.notFound
        case .otherMethods(let allowed):
            guard request.method == .options else { throw APIError.methodNotAllowed(allowed) }
            return crossOrigin.preflight(of: request, allowing: allowed)
        case .route(let route, let segments):
            operation = route.operation
            if case .standard = route.timeLimit {} else { context.extend(to: route.timeLimit) }
            try context.admit(route.access)
            let reader = InputReader(
                request, segments: segments, contentBytes: route.input.contentBytes,
                conventions: service.settings.conventions)
            guard let table = tables[route.operation], let key = try IdempotencyKey(of: request) else {
                return try route.respond(reader, context)
            }
            return try route.respond(once: key, reader, segments: segments, context, keptIn: table, report: report)
        }
    }

    /// How much too early the database's timer may end a statement.
    private static var timerSlack: Duration { .milliseconds(100) }

    private func failure(
        _ error: any Error, of context: Context, running operation: String? = nil, in language: Language
    ) -> Response {
        let answer = APIError.answering(error)
        let requestID = context.requestID ?? ""
        let elapsed = context.began.duration(to: .now)
        if answer.status == .serviceUnavailable, elapsed >= TimeLimit.standard.duration - Self.timerSlack {
            service.log.write(
                .error, "request gave up", requestID: requestID,
                "\(operation ?? "none") after \(Int(elapsed / .seconds(1))) s: \(String(reflecting: error))")
        } else if !(error is APIError) {
            service.log.write(
                answer.status == .internalServerError ? .error : .warning, "request failed", requestID: requestID,
                String(reflecting: error))
        }
        return answer.response(in: language, requestID: requestID, timestamp: Instant.text(Date()))
    }

    /// 304 for a state that the client has already; RFC 9110 §13.2.2.
    private func applyConditions(to response: inout Response, of request: Request) {
        guard response.status == .ok, request.method == .get || request.method == .head,
            let field = response[.eTag], let condition = request[.ifNoneMatch],
            EntityTag(field: field).isNamed(in: condition)
        else { return }
        response.status = .notModified
        response.content = .none
        response[.contentType] = nil
    }

    private func deliver(_ response: Response, withContent: Bool, by send: ([UInt8]) -> Bool) {
        switch response.content {
        case .bytes(let bytes) where withContent:
            var whole = response.header
            whole += bytes
            _ = send(whole)
        case .file(let path, let bytes) where withContent:
            if send(response.header) { FileSender.send(path, bytes: bytes, send) }
        default: _ = send(response.header)
        }
    }

    /// The id that nginx gave the request, the client's own when there is no nginx, or a new one.
    private static func requestID(of request: Request) -> String {
        let given = request.exchange.variable("REQUEST_ID") ?? request[.requestID] ?? ""
        let isGood = (1...64).contains(given.utf8.count) && given.utf8.allSatisfy(isRequestIDByte)
        return isGood ? given : hexEncoded(randomBytes(16))
    }

    private static func isRequestIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
