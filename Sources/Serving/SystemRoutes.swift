import Environment
import FoundationEssentials
package import HTTP
import MariaDB
package import Routing
import Storage

/// Health, counters and the OpenAPI document; every responder serves them.
///
/// Source: SPEC section 9.
/// - Parameter gauges: what domains add to `/metrics`.
package func systemRoutes<Context: ServiceContext>(
    for type: Context.Type = Context.self, showing gauges: [Gauge] = []
) -> RouteGroup<Context> {
    let metrics: @Sendable (NoInput, Context) -> ReadyText = { metricsText($1, showing: gauges) }
    // swift-format-ignore
    return RouteGroup("system", bases: [""], [
        //    method target            operation        access
        Route(.get,  "/health",        "getHealth",     .toAnyone, failures: [.serviceUnavailable], "Reports whether every dependency is available.", health),
        Route(.get,  "/api/v1/health", "getHealthV1",   .toAnyone, failures: [.serviceUnavailable], "Reports whether every dependency is available.", health),
        Route(.get,  "/metrics",       "getMetrics",    .toAnyone, "Returns counters for Prometheus; nginx admits only listed addresses.", metrics),
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

private func metricsText(_ context: some ServiceContext, showing gauges: [Gauge]) -> ReadyText {
    var healthText =
        "# HELP guiche_health_check 1 for a check of /health that passes.\n# TYPE guiche_health_check gauge\n"
    let service = context.service
    var text = service.statistics.prometheusText
    let settings = service.settings
    for (check, word) in health(context).checks {
        healthText += "guiche_health_check{check=\"\(check)\"} \(word == "ok" ? 1 : 0)\n"
    }
    text += healthText
    if let free = try? service.files.freeBytes() {
        text +=
            "# HELP guiche_upload_free_bytes Room for files.\n# TYPE guiche_upload_free_bytes gauge\n"
            + "guiche_upload_free_bytes \(free)\n"
    }
    do {
        if settings.hubSocket != nil {
            let isRunning = try context.connection.isLocked(WorkerLock.name(of: settings.database))
            text +=
                "# HELP guiche_worker_running Whether a worker is at work.\n# TYPE guiche_worker_running gauge\n"
                + "guiche_worker_running \(isRunning ? 1 : 0)\n"
        }
        if let backlog = try OutboxStore(context.connection).backlog() { text += backlog.prometheusText(at: Date()) }
        text +=
            "# HELP guiche_jobs_pending Jobs that wait.\n# TYPE guiche_jobs_pending gauge\n"
            + "guiche_jobs_pending \(try JobStore(context.connection).pending())\n"
        for gauge in gauges { text += try gauge.prometheusText(from: context.connection) }
    } catch {
        context.service.log.write(.warning, "metrics: what is read from the database", String(reflecting: error))
    }
    return ReadyText(contentType: "text/plain; version=0.0.4; charset=utf-8", bytes: Array(text.utf8))
}

extension OutboxStore.Backlog {
    /// The queue gauges in the text format of Prometheus.
    func prometheusText(at now: Date) -> String {
        let age = max(0, oldest.map { now.timeIntervalSince($0) } ?? 0)
        return "# HELP guiche_outbox_pending Mails that wait.\n# TYPE guiche_outbox_pending gauge\n"
            + "guiche_outbox_pending \(pending)\n"
            + "# HELP guiche_outbox_oldest_seconds How long the oldest of them has waited.\n"
            + "# TYPE guiche_outbox_oldest_seconds gauge\nguiche_outbox_oldest_seconds \(age)\n"
    }
}

@Sendable private func schema(_ input: NoInput, _ context: some ServiceContext) -> OpenAPIAnswer {
    OpenAPIAnswer(bytes: context.service.openAPI)
}
