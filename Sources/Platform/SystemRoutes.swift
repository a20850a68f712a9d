import FoundationEssentials
package import HTTP
import MariaDB
package import Routing

/// Health, counters and the OpenAPI document; every responder serves them.
///
/// Source: SPEC section 9.
package func systemRoutes<Context: ServiceContext>(for type: Context.Type = Context.self) -> RouteGroup<Context> {
    // swift-format-ignore
    RouteGroup("system", bases: [""], [
        //    method target            operation        access
        Route(.get,  "/health",        "getHealth",     .toAnyone, failures: [.serviceUnavailable], "Whether everything needed is there.", health),
        Route(.get,  "/api/v1/health", "getHealthV1",   .toAnyone, failures: [.serviceUnavailable], "Whether everything needed is there.", health),
        Route(.get,  "/metrics",       "getMetrics",    .toAnyone, "Counters for Prometheus; nginx lets only listed addresses in.", metrics),
        Route(.get,  "/api/schema",    "getSchema",     .toAnyone, "This document.", schema),
        Route(.get,  "/openapi.json",  "getSchemaFile", .toAnyone, "This document.", schema),
    ])
}

/// What a health check found.
package struct HealthReport: Encodable, Described, Answer {
    let status: String
    let version: String
    let checks: [String: String]

    /// The shape of SPEC section 9.
    package static let schema = Schema.object(
        "Health",
        [
            .required("status", .oneOf(["ok", "failing"])),
            .required("version", .string),
            .required("checks", .map(of: .oneOf(["ok", "failing"]))),
        ])

    /// The report of a database that is there; the same each time, so it is written once.
    private static let wellBytes = Result { try JSONText.bytes(of: HealthReport(isDatabaseThere: true)) }

    init(isDatabaseThere: Bool) {
        status = isDatabaseThere ? "ok" : "failing"
        version = Service.version
        checks = ["database": status]
    }

    /// JSON of the report.
    package static var contents: [(mediaType: String, schema: Schema)] { [("application/json", schema)] }

    /// The report itself, with the check that fails.
    package static var failureContents: [(status: Status, mediaType: String, schema: Schema)] {
        [(.serviceUnavailable, "application/json", schema)]
    }

    /// 200 when all is well, 503 with the failing check when not.
    package func response(_ status: Status) throws -> Response {
        let isWell = self.status == "ok"
        let bytes = try isWell ? Self.wellBytes.get() : JSONText.bytes(of: self)
        var response = Response(isWell ? status : .serviceUnavailable, contentType: "application/json", bytes: bytes)
        response[.cacheControl] = "no-store"
        if !isWell { response[.retryAfter] = "2" }
        return response
    }
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

@Sendable private func health(_ input: NoInput, _ context: some ServiceContext) -> HealthReport {
    var isThere = false
    do {
        isThere = try context.connection.fetchValue("SELECT 1", as: Int.self) == 1
    } catch {
        context.service.log.write(.warning, "health: database", String(reflecting: error))
    }
    return HealthReport(isDatabaseThere: isThere)
}

@Sendable private func metrics(_ input: NoInput, _ context: some ServiceContext) -> ReadyText {
    var text = context.service.statistics.prometheusText
    do {
        if let backlog = try OutboxStore(context.connection).backlog() { text += backlog.prometheusText(at: Date()) }
        text +=
            "# HELP guiche_jobs_pending Jobs that wait.\n# TYPE guiche_jobs_pending gauge\n"
            + "guiche_jobs_pending \(try JobStore(context.connection).pending())\n"
    } catch {
        context.service.log.write(.warning, "metrics: outbox and jobs", String(reflecting: error))
    }
    return ReadyText(contentType: "text/plain; version=0.0.4; charset=utf-8", bytes: Array(text.utf8))
}

extension OutboxStore.Backlog {
    /// What waits as text for Prometheus.
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
