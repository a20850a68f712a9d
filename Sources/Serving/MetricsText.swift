import Environment
import FoundationEssentials
import MariaDB
import Storage

/// What `/metrics` returns. What is not known is absent, never 0.
///
/// Source: SPEC section 9; text format, Prometheus exposition 0.0.4.
func metricsText(_ context: some ServiceContext, _ health: HealthReport, showing gauges: [Gauge]) -> ReadyText {
    let service = context.service
    let connection = context.connection
    let settings = service.settings
    var text = service.statistics.prometheusText
    text += "# HELP guiche_health_check 1 for a check of /health that passes.\n# TYPE guiche_health_check gauge\n"
    for (check, word) in health.checks {
        text += "guiche_health_check{check=\"\(check)\"} \(word == "ok" ? 1 : 0)\n"
    }
    if let free = try? service.files.freeBytes() {
        text += Gauge.prometheusText("guiche_upload_free_bytes", "Room for files.", free)
    }
    for stamp in TimeStamp.allCases {
        guard let seconds = stamp.seconds(in: settings.stampsFolder) else { continue }
        text += Gauge.prometheusText(stamp.metric, stamp.help, seconds)
    }
    do {
        if settings.hubSocket != nil {
            let isRunning = try connection.isLocked(WorkerLock.name(of: settings.database))
            text += Gauge.prometheusText("guiche_worker_running", "Whether a worker is at work.", isRunning ? 1 : 0)
        }
        let schema = try SchemaVersion.current(connection)
        text += Gauge.prometheusText("guiche_schema_version", "The last migration that the database has run.", schema)
        let outbox = OutboxStore(connection)
        if let backlog = try outbox.backlog() { text += backlog.prometheusText(at: Date()) }
        let failed = try outbox.failed()
        text += Gauge.prometheusText("guiche_outbox_failed", "Mails that are not attempted again.", failed)
        let jobs = try JobStore(connection).pending()
        text += Gauge.prometheusText("guiche_jobs_pending", "Jobs that wait.", jobs)
        for gauge in gauges { text += try gauge.prometheusText(from: connection, settings) }
    } catch {
        service.log.write(.warning, "metrics: what is read from the database", String(reflecting: error))
    }
    return ReadyText(contentType: "text/plain; version=0.0.4; charset=utf-8", bytes: Array(text.utf8))
}

extension OutboxStore.Backlog {
    /// The queue gauges in the text format of Prometheus.
    fileprivate func prometheusText(at now: Date) -> String {
        let age = max(0, oldest.map { now.timeIntervalSince($0) } ?? 0)
        return Gauge.prometheusText("guiche_outbox_pending", "Mails that wait.", pending)
            + Gauge.prometheusText("guiche_outbox_oldest_seconds", "How long the oldest of them has waited.", age)
    }
}
