package import HTTP
package import Routing

/// The health checks by name, `ok` or `failing`.
///
/// Worker, hub and mails are not among them: leads are accepted without them. `guichectl doctor` and `/metrics` report them.
package struct HealthReport: JSONWritable, Described, Answer {
    let status: String
    let version: String
    let checks: Members<String>

    /// The shape of SPEC section 9.
    package static let schema = Schema.object(
        "Health",
        [
            .required("status", .oneOf(["ok", "failing"])),
            .required("version", .string),
            .required("checks", .map(of: .oneOf(["ok", "failing"]))),
        ])

    /// A report of checks, and which of them failed.
    package init(checks names: [String], failing: Set<String>) {
        status = failing.isEmpty ? "ok" : "failing"
        version = SharedState.version
        checks = Members(names.map { ($0, failing.contains($0) ? "failing" : "ok") }, uniquingKeysWith: { $1 })
    }

    package func write(to object: inout JSONObjectWriter) {
        object.add("status", status)
        object.add("version", version)
        object.add("checks", Words(checks: checks))
    }

    private struct Words: JSONWritable {
        let checks: Members<String>

        func write(to object: inout JSONObjectWriter) {
            for (check, word) in checks { object.add(check, word) }
        }
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
        var response = Response(
            isWell ? status : .serviceUnavailable, contentType: "application/json", bytes: try JSONText.bytes(of: self))
        response[.cacheControl] = "no-store"
        if !isWell { response[.retryAfter] = "2" }
        return response
    }
}
