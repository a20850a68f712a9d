import Environment
import MariaDB
import Posix
import Routing

/// What `/metrics` shows. What is not known has no sample.
///
/// Source: SPEC section 9.
package struct MetricsReport: Sendable {
    /// How long the database may take; Prometheus ends a scrape after 10 seconds.
    private static let databaseTime: Duration = .seconds(5)

    private static let health = Metric("guiche_health_check", "1 for a check of /health that passes.", by: ["check"])

    private let domains: [MetricSource]

    /// A report with what domains add; their numbers are in the database.
    package init(_ domains: [MetricSource]) { self.domains = domains }

    /// What any process may ask for, as `guichectl doctor` does: what is known without the database, then the rest.
    package var sources: [MetricSource] { MetricSource.host + MetricSource.database + domains }

    /// Each metric that may be exported.
    package var metrics: [Metric] {
        Statistics.metrics + [Self.health, MetricSource.isUp] + sources.flatMap(\.metrics)
    }

    /// The text for Prometheus.
    ///
    /// - Parameter check: the health of the process.
    func text(_ context: some ServiceContext, _ check: () -> HealthReport) -> ReadyText {
        let service = context.service
        let connection = context.connection
        connection.deadline = context.began + Self.databaseTime
        let report = check()
        var samples = report.checks.map { Self.health.sample($1 == "ok", $0) }
        let place = MetricSource.Place(connection, service.settings, service.files)
        for source in MetricSource.host {
            do {
                samples += try source.samples(at: place)
            } catch {
                service.log.write(.debug, "metrics: \(source.name)", String(reflecting: error))
            }
        }
        let isUp = report.checks["database"] == "ok" || (try? connection.serverState()) != nil
        samples.append(MetricSource.isUp.sample(isUp))
        if isUp {
            samples += service.metrics.samples(of: MetricSource.database + domains, at: place, log: service.log)
        }
        let text = service.statistics.prometheusText + Exposition.text(of: samples)
        return ReadyText(contentType: Exposition.contentType, bytes: Array(text.utf8))
    }
}
