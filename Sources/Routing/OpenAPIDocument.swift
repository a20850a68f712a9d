import HTTP

/// The OpenAPI document of some route groups.
///
/// Source: OpenAPI 3.1.0.
public struct OpenAPIDocument: Sendable {
    /// The document itself.
    public let json: JSON

    /// The document of the groups, each under its canonical base.
    public init<Context>(title: String, version: String, summary: String, groups: [RouteGroup<Context>]) {
        var paths: Members<Members<JSON>> = [:]
        var named: Members<JSON> = ["Error": ErrorReport.schema.definition]
        var responses: Members<JSON> = ["304": ["description": .string(Status.notModified.reason)]]
        let shared = SharedParameters(among: groups.flatMap { $0.routes.flatMap { Self.parameters(of: $0) } })
        for group in groups {
            for route in group.routes {
                for status in Self.failures(of: route) { responses[String(status.rawValue)] = Self.failure(status) }
                let path = (group.bases.first ?? "") + route.target
                paths[path, default: [:]][route.method.rawValue.lowercased()] = Self.operation(route, of: group, shared)
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
                // Once for all operations: the document is the longest answer to clients without a token.
                "schemas": .object(named),
                "responses": .object(responses),
                "parameters": .object(shared.components),
                "headers": ["Replayed": Self.replayed],
                "securitySchemes": [
                    "bearer": ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"],
                    "clientToken": ["type": "apiKey", "in": "header", "name": "X-Client-Token"],
                    "accessToken": ["type": "apiKey", "in": "query", "name": "token"],
                    "ticket": ["type": "apiKey", "in": "query", "name": "ticket"],
                ],
            ],
        ]
    }

    private static func operation<Context>(
        _ route: Route<Context>, of group: RouteGroup<Context>, _ shared: SharedParameters
    ) -> JSON {
        var operation: Members<JSON> = [
            "operationId": .string(route.operation),
            "summary": .string(route.summary),
            "tags": [.string(group.name)],
            "responses": .object(responses(of: route)),
            "x-rate-class": .string(route.rate.rawValue),
        ]
        let parameters = parameters(of: route)
        if !parameters.isEmpty { operation["parameters"] = .array(parameters.map(shared.use)) }
        if !route.input.content.isEmpty {
            operation["requestBody"] = ["required": true, "content": contents(route.input.content)]
        }
        switch route.access {
        case .toAnyone: break
        case .toSignedIn: operation["security"] = [["bearer": []]]
        case .toSubscribers(let permission):
            operation["security"] = [["bearer": []], ["accessToken": []], ["ticket": []]]
            if let permission { operation["x-permission"] = .string(permission.rawValue) }
        case .to(let permission), .shared(let permission, with: _):
            operation["security"] = [["bearer": []]]
            operation["x-permission"] = .string(permission.rawValue)
        }
        return .object(operation)
    }

    private static func parameters<Context>(of route: Route<Context>) -> [JSON] {
        route.input.path.map { parameter($0, in: "path") } + route.input.query.map { parameter($0, in: "query") }
            + (route.input.header + (route.takesIdempotencyKey ? [IdempotencyKey.parameter] : []))
            .map { parameter($0, in: "header") }
    }

    private static func parameter(_ parameter: Parameter, in place: String) -> JSON {
        var json: Members<JSON> = [
            "name": .string(parameter.name), "in": .string(place),
            "required": .boolean(parameter.isRequired || place == "path"), "schema": parameter.schema.use,
        ]
        if !parameter.summary.isEmpty { json["description"] = .string(parameter.summary) }
        return .object(json)
    }

    private static func responses<Context>(of route: Route<Context>) -> Members<JSON> {
        var responses: Members<JSON> = [:]
        for status in failures(of: route) {
            let others = route.failureContents.filter { $0.status == status }.map { ($0.mediaType, $0.schema) }
            guard !others.isEmpty else {
                responses[String(status.rawValue)] = ["$ref": .string("#/components/responses/\(status.rawValue)")]
                continue
            }
            let isJSONOwn = others.contains { $0.0 == "application/json" }
            responses[String(status.rawValue)] = [
                "description": .string(status.reason),
                "content": contents((isJSONOwn ? [] : [("application/json", ErrorReport.schema)]) + others),
            ]
        }
        var success: Members<JSON> = ["description": .string(route.status.reason)]
        if !route.contents.isEmpty { success["content"] = contents(route.contents) }
        if route.takesIdempotencyKey { success["headers"] = mayBeReplayed }
        responses[String(route.status.rawValue)] = .object(success)
        if route.method == .get {
            responses["304"] = ["$ref": "#/components/responses/304"]
        }
        for status in route.failures where status.rawValue < 400 {
            var other: Members<JSON> = ["description": .string(status.reason)]
            let own = route.failureContents.filter { $0.status == status }.map { ($0.mediaType, $0.schema) }
            if !own.isEmpty { other["content"] = contents(own) }
            if route.takesIdempotencyKey { other["headers"] = mayBeReplayed }
            responses[String(status.rawValue)] = .object(other)
        }
        return responses
    }

    /// The error report with a status.
    private static func failure(_ status: Status) -> JSON {
        ["description": .string(status.reason), "content": contents([("application/json", ErrorReport.schema)])]
    }

    private static let mayBeReplayed: JSON = .object([
        FieldName.idempotentReplayed.canonical: ["$ref": "#/components/headers/Replayed"]
    ])
    private static let replayed: JSON = [
        "description": "`true` when this is the first answer to the key, sent again.",
        "schema": Schema.constant("true").use,
    ]

    /// The failures that a route's shape makes possible, and those it declares.
    private static func failures<Context>(of route: Route<Context>) -> [Status] {
        var statuses: Set<Status> = [.badRequest, .tooManyRequests, .internalServerError, .serviceUnavailable]
        switch route.access {
        case .toAnyone: break
        case .toSignedIn: statuses.insert(.unauthorized)
        case .toSubscribers: statuses.formUnion([.unauthorized, .forbidden])
        case .to, .shared: statuses.formUnion([.unauthorized, .forbidden])
        }
        if route.takesIdempotencyKey { statuses.formUnion([.conflict, .unprocessableContent]) }
        if !route.input.path.isEmpty { statuses.insert(.notFound) }
        if !route.input.query.isEmpty { statuses.insert(.unprocessableContent) }
        if !route.input.content.isEmpty {
            statuses.formUnion([.contentTooLarge, .unsupportedMediaType, .unprocessableContent])
        }
        statuses.formUnion(route.failures.filter { $0.rawValue >= 400 })
        return statuses.sorted { $0.rawValue < $1.rawValue }
    }

    private static func contents(_ contents: [(mediaType: String, schema: Schema)]) -> JSON {
        .object(
            Members(contents.map { ($0.mediaType, ["schema": $0.schema.use]) }, uniquingKeysWith: { $1 }))
    }
}
