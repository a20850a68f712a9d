import HTTP

/// The OpenAPI document of some route groups.
///
/// Source: OpenAPI 3.1.0.
public struct OpenAPIDocument: Sendable {
    /// The document itself.
    public let json: JSON

    /// The document of the groups, each under its canonical base.
    public init<Context>(title: String, version: String, summary: String, groups: [RouteGroup<Context>]) {
        var paths: [String: [String: JSON]] = [:]
        var named: [String: JSON] = ["Error": ErrorReport.schema.definition]
        for group in groups {
            for route in group.routes {
                let path = (group.bases.first ?? "") + route.target
                paths[path, default: [:]][route.method.rawValue.lowercased()] = Self.operation(route, of: group)
                for schema in (route.input.content + route.contents).flatMap(\.schema.named) {
                    if let name = schema.name { named[name] = schema.definition }
                }
            }
        }
        json = [
            "openapi": "3.1.0",
            "info": ["title": .string(title), "version": .string(version), "description": .string(summary)],
            "servers": [["url": "/"]],
            "tags": .array(groups.map { ["name": .string($0.name)] }),
            "paths": .object(paths.mapValues(JSON.object)),
            "components": [
                "schemas": .object(named),
                "securitySchemes": [
                    "bearer": ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"],
                    "clientToken": ["type": "apiKey", "in": "header", "name": "X-Client-Token"],
                    "accessToken": ["type": "apiKey", "in": "query", "name": "token"],
                    "ticket": ["type": "apiKey", "in": "query", "name": "ticket"],
                ],
            ],
        ]
    }

    private static func operation<Context>(_ route: Route<Context>, of group: RouteGroup<Context>) -> JSON {
        var operation: [String: JSON] = [
            "operationId": .string(route.operation),
            "summary": .string(route.summary),
            "tags": [.string(group.name)],
            "responses": .object(responses(of: route)),
            "x-rate-class": .string(route.rate.rawValue),
        ]
        let parameters =
            route.input.path.map { parameter($0, in: "path") } + route.input.query.map { parameter($0, in: "query") }
            + (route.input.header + (route.takesIdempotencyKey ? [IdempotencyKey.parameter] : []))
            .map { parameter($0, in: "header") }
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        if !route.input.content.isEmpty {
            operation["requestBody"] = ["required": true, "content": contents(route.input.content)]
        }
        switch route.access {
        case .toAnyone: break
        case .toSignedIn: operation["security"] = [["bearer": []]]
        case .toSubscribers(let permission):
            operation["security"] = [["bearer": []], ["accessToken": []], ["ticket": []]]
            if let permission { operation["x-permission"] = .string(permission.rawValue) }
        case .to(let permission):
            operation["security"] = [["bearer": []]]
            operation["x-permission"] = .string(permission.rawValue)
        }
        return .object(operation)
    }

    private static func parameter(_ parameter: Parameter, in place: String) -> JSON {
        var json: [String: JSON] = [
            "name": .string(parameter.name), "in": .string(place),
            "required": .boolean(parameter.isRequired || place == "path"), "schema": parameter.schema.use,
        ]
        if !parameter.summary.isEmpty { json["description"] = .string(parameter.summary) }
        return .object(json)
    }

    private static func responses<Context>(of route: Route<Context>) -> [String: JSON] {
        var responses: [String: JSON] = [:]
        for status in failures(of: route) {
            let others = route.failureContents.filter { $0.status == status }.map { ($0.mediaType, $0.schema) }
            let isJSONOwn = others.contains { $0.0 == "application/json" }
            responses[String(status.rawValue)] = [
                "description": .string(status.reason),
                "content": contents((isJSONOwn ? [] : [("application/json", ErrorReport.schema)]) + others),
            ]
        }
        var success: [String: JSON] = ["description": .string(route.status.reason)]
        if !route.contents.isEmpty { success["content"] = contents(route.contents) }
        if route.takesIdempotencyKey { success["headers"] = replayed }
        responses[String(route.status.rawValue)] = .object(success)
        if route.method == .get {
            responses["304"] = ["description": .string(Status.notModified.reason)]
        }
        for status in route.failures where status.rawValue < 400 {
            var other: [String: JSON] = ["description": .string(status.reason)]
            if route.takesIdempotencyKey { other["headers"] = replayed }
            responses[String(status.rawValue)] = .object(other)
        }
        return responses
    }

    private static let replayed: JSON = .object([
        FieldName.idempotentReplayed.canonical: [
            "description": "`true` when this is the first answer to the key, sent again.",
            "schema": Schema.constant("true").use,
        ]
    ])

    /// The failures that a route's shape makes possible, and those it declares.
    private static func failures<Context>(of route: Route<Context>) -> [Status] {
        var statuses: Set<Status> = [.badRequest, .tooManyRequests, .internalServerError, .serviceUnavailable]
        switch route.access {
        case .toAnyone: break
        case .toSignedIn: statuses.insert(.unauthorized)
        case .toSubscribers: statuses.formUnion([.unauthorized, .forbidden])
        case .to: statuses.formUnion([.unauthorized, .forbidden])
        }
        if route.takesIdempotencyKey { statuses.formUnion([.conflict, .unprocessableContent]) }
        if !route.input.path.isEmpty { statuses.insert(.notFound) }
        if !route.input.query.isEmpty { statuses.insert(.unprocessableContent) }
        if !route.input.content.isEmpty {
            statuses.formUnion([.contentTooLarge, .unsupportedMediaType, .unprocessableContent])
        }
        statuses.formUnion(route.failures.filter { $0.rawValue >= 400 })
        return Array(statuses)
    }

    private static func contents(_ contents: [(mediaType: String, schema: Schema)]) -> JSON {
        .object(
            Dictionary(contents.map { ($0.mediaType, ["schema": $0.schema.use]) }, uniquingKeysWith: { $1 }))
    }
}
