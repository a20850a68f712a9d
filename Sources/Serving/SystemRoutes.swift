package import HTTP
package import Routing

/// Health, counters and the OpenAPI document; every responder serves them.
///
/// Source: SPEC section 9.
/// - Parameter sources: what domains add to `/metrics`.
package func systemRoutes<Context: ServiceContext>(
    for type: Context.Type = Context.self, showing sources: [MetricSource] = []
) -> RouteGroup<Context> {
    let report = MetricsReport(sources)
    let metrics: @Sendable (NoInput, Context) throws -> ReadyText = { _, context in
        guard context.request.isFromMonitor else { throw APIError.notForStrangers }
        return report.text(context) { health(context) }
    }
    // swift-format-ignore
    return RouteGroup("system", bases: [""], [
        //    method target            operation        access
        Route(.get,  "/health",        "getHealth",     .toAnyone, failures: [.serviceUnavailable], "Reports whether every dependency is available.", health),
        Route(.get,  "/api/v1/health", "getHealthV1",   .toAnyone, failures: [.serviceUnavailable], "Reports whether every dependency is available.", health),
        Route(.get,  "/metrics",       "getMetrics",    .toAnyone, failures: [.forbidden], "Returns counters for Prometheus, to this host and listed addresses.", metrics),
        Route(.get,  "/api/schema",    "getSchema",     .toAnyone, "Returns this document.", schema),
        Route(.get,  "/openapi.json",  "getSchemaFile", .toAnyone, "Returns this document.", schema),
    ])
}

/// A text or document that is ready to be sent.
package struct ReadyText: Answer {
    let contentType: String
    let bytes: [UInt8]

    /// Text; the document is JSON.
    package static var contents: [(mediaType: String, schema: Schema)] { [("text/plain", .string)] }

    /// The response that carries it.
    package func response(_ status: Status) -> Response {
        Response(status, contentType: contentType, bytes: bytes)
    }
}

/// The OpenAPI document.
package struct OpenAPIAnswer: Answer {
    let bytes: [UInt8]

    /// A JSON object.
    package static var contents: [(mediaType: String, schema: Schema)] { [("application/json", .object([]))] }

    /// The response that carries it.
    package func response(_ status: Status) -> Response {
        var response = Response(status, contentType: "application/json", bytes: bytes)
        response[.cacheControl] = "public, max-age=60"
        return response
    }
}

@Sendable private func health(_ input: NoInput, _ context: some ServiceContext) -> HealthReport { health(context) }

private func health(_ context: some ServiceContext) -> HealthReport {
    let service = context.service
    let files: [HealthMonitor.Check] =
        service.keepsFiles ? [("files", { try HealthProbe.files(service.files, service.settings) })] : []
    return service.health.report(
        log: service.log,
        [
            ("database", { try HealthProbe.database(context.connection) }),
            ("schema", { try HealthProbe.schema(context.connection) }),
        ] + files)
}

@Sendable private func schema(_ input: NoInput, _ context: some ServiceContext) -> OpenAPIAnswer {
    OpenAPIAnswer(bytes: context.service.openAPI)
}
