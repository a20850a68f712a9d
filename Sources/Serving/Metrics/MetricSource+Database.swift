import Environment
import FoundationEssentials
import MariaDB
import Storage

/// What the database server says, and what its shared tables have waiting.
extension MetricSource {
    static let database = [server, worker, schema, outbox, jobs, events]

    /// Whether anything else is asked for.
    static let isUp = Metric("guiche_database_up", "1 while the database answers.")

    private static let isReadOnly = Metric("guiche_database_read_only", "1 while the database refuses writes.")
    private static let connections = Metric(
        "guiche_database_connections", "Open connections to the database, of all programs.",
        limit: Limit(
            "database connections", .share(0.8, of: "guiche_database_connections_limit"), "{} are open",
            remedy: "raise max_connections, or use fewer threads"))
    private static let connectionLimit = Metric(
        "guiche_database_connections_limit", "How many connections the database accepts.")
    private static let clockOffset = Metric(
        "guiche_database_clock_offset_seconds", "How far the database's clock is ahead of this host's.", in: .seconds,
        limit: Limit(
            "clock", .beyond(5), "the database's clock is off by {}",
            remedy: "synchronize both hosts (timedatectl status)"))
    private static let isReplicating = Metric(
        "guiche_database_replicating",
        "1 while the database replicates from another server, 0 once that has ended and it is read-only.",
        limit: Limit(
            "replication", .zero, "it has ended, and the server is read-only",
            remedy: "SHOW REPLICA STATUS names the cause; a new primary needs read_only off"))
    private static let clusterNodes = Metric(
        "guiche_database_cluster_nodes", "Nodes of the cluster that the database belongs to.")
    private static let isClusterReady = Metric(
        "guiche_database_cluster_ready", "1 while the node belongs to the cluster's quorum and takes statements.",
        limit: Limit(
            "cluster", .zero, "the node has no quorum or is not ready",
            remedy: "SHOW STATUS LIKE 'wsrep_%'; start the other nodes"))
    private static let server = MetricSource(
        "the database server",
        [
            isReadOnly, connections, connectionLimit, clockOffset, isReplicating, clusterNodes, isClusterReady,
        ]
    ) { place in
        let state = try place.connection.serverState()
        var samples = [
            isReadOnly.sample(state.isReadOnly), connections.sample(Double(state.connections)),
            connectionLimit.sample(Double(state.connectionLimit)),
            clockOffset.sample(state.now.timeIntervalSince(Date())),
        ]
        if state.isReplicating || (state.hasReplicated && state.isReadOnly) {
            samples.append(isReplicating.sample(state.isReplicating))
        }
        if let nodes = state.clusterNodes {
            samples += [clusterNodes.sample(Double(nodes)), isClusterReady.sample(state.isClusterReady)]
        }
        return samples
    }

    private static let isWorking = Metric(
        "guiche_worker_running", "1 while a worker is at work.",
        limit: Limit(
            "worker", .zero, "none is running on this database; mails, jobs and live events wait",
            remedy: "systemctl status guiche-worker, or var/logs/worker.log"))
    private static let worker = MetricSource("the worker", [isWorking]) { place in
        // Where cron starts workers there is no hub, and none between two of them.
        guard place.settings.hubSocket != nil else { return [] }
        return [isWorking.sample(try place.connection.isLocked(WorkerLock.name(of: place.settings.database)))]
    }

    private static let version = Metric("guiche_schema_version", "The last migration that the database has run.")
    private static let schema = MetricSource("the schema", [version]) { place in
        [version.sample(Double(try SchemaVersion.current(place.connection)))]
    }

    private static let mailsPending = Metric(
        "guiche_outbox_pending", "Mails that wait, without those that are held; counted to \(countedRows).")
    private static let mailsOldest = Metric(
        "guiche_outbox_oldest_seconds", "How long the oldest of them has waited.", in: .seconds,
        limit: Limit(
            "mails", .above(3600), "one has waited for {}",
            remedy: "guichectl outbox list pending; guichectl outbox show ID has the mail server's last words"))
    private static let mailsHeld = Metric(
        "guiche_outbox_held", "Mails held since a restore until guichectl outbox release; counted to \(countedRows).")
    private static let mailsFailed = Metric(
        "guiche_outbox_failed", "Mails that are not attempted again; counted to \(countedRows).")
    private static let outbox = MetricSource(
        "the outbox", [mailsPending, mailsOldest, mailsHeld, mailsFailed]
    ) { place in
        let store = OutboxStore(place.connection)
        let backlog = try store.backlog(countedTo: countedRows)
        return [
            mailsPending.sample(Double(backlog?.pending ?? 0)),
            mailsOldest.sample(backlog?.oldest?.secondsAgo ?? 0),
            mailsHeld.sample(Double(try store.held(countedTo: countedRows))),
            mailsFailed.sample(Double(try store.failed(countedTo: countedRows))),
        ]
    }

    private static let jobsPending = Metric(
        "guiche_jobs_pending", "Jobs that wait, also for their time; counted to \(countedRows).")
    private static let jobsRunning = Metric("guiche_jobs_running", "Jobs that run; counted to \(countedRows).")
    private static let jobsFailed = Metric(
        "guiche_jobs_failed", "Jobs of the last 7 days that are not attempted again; counted to \(countedRows).")
    private static let jobsOverdue = Metric(
        "guiche_jobs_overdue_seconds", "How long the job that is due first has been due.", in: .seconds,
        limit: Limit(
            "jobs", .above(900), "one has been due for {}",
            remedy: "guichectl jobs list pending; systemctl status guiche-worker"))
    private static let jobs = MetricSource("the jobs", [jobsPending, jobsRunning, jobsFailed, jobsOverdue]) { place in
        let store = JobStore(place.connection)
        return [
            jobsPending.sample(Double(try store.count(.pending, upTo: countedRows))),
            jobsRunning.sample(Double(try store.count(.running, upTo: countedRows))),
            jobsFailed.sample(Double(try store.count(.failed, upTo: countedRows))),
            jobsOverdue.sample(try store.firstDue(at: Date())?.secondsAgo ?? 0),
        ]
    }

    private static let eventsQueued = Metric(
        "guiche_events_queued", "Events that wait for the worker to publish them; counted to \(countedRows).",
        limit: Limit(
            "events", .above(1000), "{} wait to be published", remedy: "systemctl status guiche-worker"))
    private static let eventsPending = Metric(
        "guiche_events_pending", "Published events that a subscriber has not received; counted to \(countedRows).",
        by: ["subscriber"],
        limit: Limit(
            "subscribers", .above(1000), "{} events wait for one",
            remedy: "the worker's log names who is away; for the hub: systemctl status guiche-hub"))
    private static let events = MetricSource("the events", [eventsQueued, eventsPending]) { place in
        guard place.settings.hubSocket != nil else { return [] }
        let store = EventStore(place.connection)
        return [eventsQueued.sample(Double(try store.queued(countedTo: countedRows)))]
            + (try store.lags(countedTo: countedRows)).map { eventsPending.sample(Double($0.pending), $0.subscriber) }
    }
}

extension Date {
    /// How long ago it was; 0 when a clock says that it is to come.
    fileprivate var secondsAgo: Double { max(0, Date().timeIntervalSince(self)) }
}
