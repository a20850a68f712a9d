import App
import Environment
import FoundationEssentials
import MariaDB
import Posix
import Serving
import Storage
import StoredSettings
import Transfer

/// The checks of `guichectl doctor`, in order.
struct Examination {
    private let settings: Settings
    private let files: any FileStore
    private let connection: Connection
    private let now = Date()

    /// An examination of what these settings name.
    init(_ settings: Settings) {
        self.settings = settings
        files = settings.makeFileStore()
        connection = Connection(settings.database)
    }

    /// Everything that was found. What needs a database that is away is left out.
    func findings() -> [Finding] {
        let server = database()
        let isAway = server.level == .fail
        return [Finding("settings", .ok), server] + (isAway ? [] : stored()) + [uploads()]
            + numbers(of: isAway ? MetricSource.host : MetricsReport(Domains.metricSources).sources) + [hub(), site()]
            + downloads()
    }

    private func database() -> Finding {
        do {
            let state = try connection.serverState()
            return Finding(
                "database", .ok,
                "\(state.version), \(state.connections) of \(state.connectionLimit) connections are open")
        } catch {
            return Finding(
                "database", .fail, error.debugDescription,
                remedy: "start the server, then compare DATABASE_URL with it")
        }
    }

    /// The checks of what is in the database.
    private func stored() -> [Finding] {
        [
            // A fault of the schema says itself what to do, as that of a secret and of a folder's database.
            check("schema") { try SchemaVersion.check(connection) },
            check("database accepts writes", remedy: "make room, or end read_only or the loss of the cluster's quorum")
            {
                try HealthProbe.database(connection)
            },
            check("stored secrets") { try ConfigSecrets(connection, settings).check() },
            check("\(store)'s database") { try FileStoreIdentity(of: files).check(connection) },
        ]
    }

    private func uploads() -> Finding {
        // Not made here: an empty mount point would pass.
        check(store, remedy: remedyOfStore) { try HealthProbe.files(files, settings) }
    }

    /// What files are in.
    private var store: String {
        switch settings.fileStore {
        case .folder: "upload folder"
        case .objects: "file store"
        }
    }

    private var remedyOfStore: String {
        switch settings.fileStore {
        case .folder: "mount UPLOAD_DIR, give it to the user of the programs, or make room"
        case .objects:
            "compare FILE_STORE and its keys with the store, and see that UPLOAD_DIR can be written and has room"
        }
    }

    private func check(_ name: String, remedy: String? = nil, _ body: () throws -> Void) -> Finding {
        do {
            try body()
            return Finding(name, .ok)
        } catch let error as DatabaseError {
            return Finding(name, .fail, error.debugDescription, remedy: remedy)
        } catch {
            return Finding(name, .fail, "\(error)", remedy: remedy)
        }
    }

    /// The numbers of `/metrics` that have a limit.
    private func numbers(of sources: [MetricSource]) -> [Finding] {
        let place = MetricSource.Place(connection, settings, files)
        return sources.flatMap { source -> [Finding] in
            do {
                let samples = try source.samples(at: place)
                return source.metrics.flatMap { findings(about: $0, among: samples) }
            } catch {
                // The checks before have the cause of what concerns leads.
                return [Finding(source.name, .warn, "not known: \(error)", remedy: "see the lines above")]
            }
        }
    }

    /// What the samples of a metric say: the first that is over the limit, or that all is well.
    private func findings(about metric: Metric, among samples: [Metric.Sample]) -> [Finding] {
        guard let limit = metric.limit else { return [] }
        let own = samples.filter { $0.metric.name == metric.name }
        guard let first = own.first else {
            return limit.absence.map { [Finding(limit.check, .warn, $0, remedy: limit.remedy)] } ?? []
        }
        var whole: Double?
        if case .share(_, let name) = limit.rule { whole = samples.first { $0.metric.name == name }?.value }
        guard let bad = own.first(where: { limit.isReached(by: $0.value, of: whole, at: now) }) else {
            return [Finding(limit.check, .ok, limit.state(of: first.value, metric, at: now))]
        }
        if case .sooner = limit.rule, bad.value <= now.timeIntervalSince1970 {
            return [Finding(limit.check, .fail, "it has expired", remedy: limit.remedy)]
        }
        let words = limit.words(for: bad.value, of: metric, at: now)
        return [Finding(limit.check, .warn, limit.finding.replacing("{}", with: words), remedy: limit.remedy)]
    }

    private func hub() -> Finding {
        guard let socket = settings.hubSocket else {
            return Finding(
                "hub", .warn, "GUICHE_HUB_SOCKET is not set; live events wait", remedy: "start a hub, or go without")
        }
        return answer(
            "hub", "http://hub/status", through: socket, .warn,
            remedy: "systemctl status guiche-hub, or var/logs/hub.log; no event is lost")
    }

    /// The pools, as visitors reach them: through nginx.
    private func site() -> Finding {
        answer(
            "site", "\(settings.publicURL)/health", through: nil, .warn,
            remedy: "systemctl status nginx 'guiche-*', or var/logs; compare PUBLIC_URL and its certificate")
    }

    /// nginx's own way to an object store: it looks names up, trusts authorities and gets through walls for itself.
    private func downloads() -> [Finding] {
        guard let store = files as? ObjectStore else { return [] }
        // Not for `answer`, whose words repeat the address.
        let url = settings.publicURL + store.targetOfServersMark()
        guard let transfer = try? transfer(through: nil), let reply = try? transfer.send("GET", url) else {
            return [
                Finding(
                    "downloads", .warn, "not known: the site does not answer",
                    remedy: "see the lines of site and file store")
            ]
        }
        switch reply.status {
        case 200: return [Finding("downloads", .ok)]
        // Where another server passes files on, it has no such address; a store without a mark is seen above.
        case 404: return []
        default:
            return [
                Finding(
                    "downloads", .warn, "nginx gets no file from the object store (status \(reply.status))",
                    remedy:
                        "nginx -s reload, for what it remembers of authorities and name servers; compare FILE_STORE "
                        + "with what is installed; its access log has the upstream_status of /health/files")
            ]
        }
    }

    private func transfer(through socket: String?) throws(TransferError) -> HTTPTransfer {
        try HTTPTransfer(socketPath: socket, connectSeconds: 2, totalSeconds: 5, reach: .anywhere)
    }

    private func answer(
        _ name: String, _ url: String, through socket: String?, _ level: Finding.Level, remedy: String
    ) -> Finding {
        do {
            let reply = try transfer(through: socket).send("GET", url)
            if reply.status == 200 { return Finding(name, .ok) }
            return Finding(name, level, "\(url) answers with status \(reply.status)", remedy: remedy)
        } catch {
            return Finding(name, level, "\(url): \(error.debugDescription)", remedy: remedy)
        }
    }
}

extension Limit {
    /// A number that is well, in words; nil for a yes.
    fileprivate func state(of value: Double, _ metric: Metric, at now: Date) -> String? {
        switch rule {
        case .older: "\(words(for: value, of: metric, at: now)) old"
        case .sooner: "\(words(for: value, of: metric, at: now)) left"
        case .below: "\(words(for: value, of: metric, at: now)) are free"
        case .above, .beyond, .zero, .share: nil
        }
    }
}
