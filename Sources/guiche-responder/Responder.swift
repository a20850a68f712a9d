import Accounts
import App
import Environment
import FastCGI
import Frame
import HTTP
import MariaDB
import Posix
import Routing
import Serving
import Storage
import StoredSettings

/// `guiche-responder`: answers requests by FastCGI, or one request as plain CGI.
enum Responder {
    private static let usage = """
        usage: guiche-responder [--serve GROUPS] [--threads N] [--socket PATH] [--stats DIR]
          --serve GROUPS  route groups, comma-separated: \(groups.map(\.name).joined(separator: ", ")) (default: all);
                          health, metrics and the OpenAPI document are always served
          --threads N     concurrent requests, 1 to 512 (default: 16)
          --socket PATH   a Unix socket to make; without it the FastCGI socket on descriptor 0,
                          and without that one request as plain CGI
          --stats DIR     a folder where the responders of this host share their counters
          --version       print the version
        Settings come from the environment and the file in GUICHE_ENV_FILE. SIGTERM finishes the current requests.
        Exit status: 0 stopped, 1 cannot serve, 2 wrong command line.

        """

    /// All route groups of this build.
    private static let groups = Domains.groups
    /// Time limit of current requests after SIGTERM.
    private static let stopMilliseconds = 9000
    /// How long the line of an answered request may wait to be written.
    private static let logMilliseconds = 250

    /// Runs the program.
    ///
    /// - Returns: the exit status.
    static func run(_ words: some Sequence<String>) -> Int32 {
        do {
            let arguments = try Arguments(
                words, valued: ["--serve", "--threads", "--socket", "--stats"], flags: ["--version"])
            if arguments.has("--help") { return say(usage) }
            if arguments.has("--version") { return say("guiche-responder \(SharedState.version)\n") }
            let threads = try arguments.integer("--threads", 1...512, default: 16)
            let served = try servedGroups(arguments["--serve"])
            guard arguments.words.isEmpty else {
                throw Arguments.UsageError(description: "unexpected argument \(arguments.words[0])")
            }
            try refuseOptionsOfClients(arguments)
            return try serve(served, threads: threads, socketPath: arguments["--socket"], stats: arguments["--stats"])
        } catch let error as Arguments.UsageError {
            StandardStream.error.write("guiche-responder: \(error)\n\(usage)")
            return 2
        } catch {
            StandardStream.error.write("guiche-responder: \(error)\n")
            return 1
        }
    }

    /// Under plain CGI the words of a query without `=` arrive as arguments: no client shall name files of this host.
    ///
    /// Source: RFC 3875 §4.4.
    private static func refuseOptionsOfClients(_ arguments: Arguments) throws(Arguments.UsageError) {
        guard ThisProcess.environment["GATEWAY_INTERFACE"] != nil else { return }
        for option in ["--socket", "--stats"] where arguments[option] != nil {
            throw Arguments.UsageError(description: "unexpected option \(option) of a CGI program")
        }
    }

    private static func say(_ text: String) -> Int32 {
        StandardStream.output.write(text)
        return 0
    }

    private static func servedGroups(_ list: String?) throws(Arguments.UsageError) -> [RouteGroup<Context>] {
        guard let list else { return groups }
        var served: [RouteGroup<Context>] = []
        for name in list.split(separator: ",") {
            guard let group = groups.first(where: { $0.name == name }) else {
                throw Arguments.UsageError(description: "--serve: unexpected group \(name)")
            }
            served.append(group)
        }
        return served
    }

    private static func serve(
        _ served: [RouteGroup<Context>], threads: Int, socketPath: String?, stats: String?
    ) throws -> Int32 {
        ThisProcess.setFileMask(0o027)
        // libfcgi catches SIGTERM: one that came between its start and the hold below would be lost.
        Signals.holdStop()
        let socket =
            try socketPath.map { path throws(FastCGIError) in try ListeningSocket.open(path: path) }
            ?? ListeningSocket.inherited()
        do {
            return try serve(served, on: socket, threads: threads, stats: stats)
        } catch {
            guard let socket else { throw error }
            StandardStream.error.write("guiche-responder: \(error)\n")
            Refusal.serve(on: socket)
            return 1
        }
    }

    private static func serve(
        _ served: [RouteGroup<Context>], on socket: ListeningSocket?, threads: Int, stats: String?
    ) throws -> Int32 {
        let variables = try EnvironmentFile.variables(isStartedByServer: true)
        let settings = try Settings(variables, for: .serving)
        Signals.holdStop()
        let system: RouteGroup<Context> = systemRoutes(showing: Domains.metricSources)
        let service = SharedState(
            settings: settings, files: settings.makeFileStore(),
            log: Log(from: settings.logLevel, isGathering: socket != nil),
            statistics: try statistics(of: served, in: stats, threads: threads),
            openAPI: try openAPI([system] + groups), mailKinds: Domains.mailKinds,
            keepsFiles: served.contains { fileKeepers.contains($0.name) })
        let accounts = try AccountsEnvironment(settings: settings, threads: socket == nil ? 1 : threads)
        let dispatcher = Dispatcher<Context>(
            service, [system] + Domains.internalGroups + groups, keeping: Domains.answers,
            serving: Set(served.map(\.name) + [system.name]))
        guard let socket else {
            if service.keepsFiles { try service.files.prepare() }
            _ = try isSchemaChecked(service, served)
            return answerAsCGI(variables, dispatcher, ThreadResources(service: service, accounts: accounts)) ? 0 : 1
        }
        try checkSchema(service, served)
        if service.keepsFiles { try prepareFiles(service) }
        let pool = Pool(on: socket, threads: threads) { ThreadResources(service: service, accounts: accounts) }
        service.log.write(.info, "serving", served.map(\.name).joined(separator: ","))
        try pool.start(dispatcher)
        try flushLog(service.log)
        do { try ThisProcess.releaseStartPages() } catch {
            service.log.write(.warning, "memory of the start is kept", "\(error)")
        }
        _ = Signals.waitForStop()
        service.log.write(.info, "stopping")
        defer { service.log.flush() }
        return pool.stop(withinMilliseconds: stopMilliseconds) ? 0 : 1
    }

    /// Writes the lines of answered requests a few times a second, those of many requests at once.
    private static func flushLog(_ log: Log) throws {
        try ThreadHandle {
            while true {
                ThisProcess.sleep(milliseconds: logMilliseconds)
                log.flush()
            }
        }.detach()
    }

    private static func statistics(of served: [RouteGroup<Context>], in folder: String?, threads: Int) throws
        -> Statistics
    {
        if let folder { try Folder.makeAll(folder) }
        let known = Layout.Kind.allCases.flatMap(Layout.product.pools)
        let names = served.map(\.name)
        let pool = known.first { $0.groups == names }?.name ?? "other"
        let system: RouteGroup<Context> = systemRoutes()
        return try Statistics(
            folder: folder, operations: ([system] + groups).flatMap { $0.routes.map(\.operation) },
            pools: known.map(\.name) + ["other"], pool: pool, threads: threads)
    }

    private static func openAPI(_ groups: [RouteGroup<Context>]) throws -> [UInt8] {
        let document = OpenAPIDocument(
            title: "Guichê", version: SharedState.version,
            summary: "The front desk of a business: leads, staff, customers.",
            groups: groups)
        return try JSONText.bytes(of: document.json)
    }

    /// Refuses to serve on another schema, or with stored secrets that cannot be read; a database that is away now is met with 503,
    /// and checked when it is back.
    private static func checkSchema(_ service: SharedState, _ served: [RouteGroup<Context>]) throws {
        guard try !isSchemaChecked(service, served) else { return }
        service.log.write(.warning, "database away at start")
        try ThreadHandle {
            DatabaseThread.attach()
            defer { DatabaseThread.detach() }
            do {
                while try !isSchemaChecked(service, served) { ThisProcess.sleep(milliseconds: 1000) }
            } catch {
                StandardStream.error.write("guiche-responder: \(error)\n")
                ThisProcess.exitNow(1)
            }
        }.detach()
    }

    /// The groups that write or remove files; where each pool has a user of its own, no other reaches them.
    private static let fileKeepers = Domains.all.flatMap(\.fileGroups)
    /// The groups that read stored secrets; a pool without them has no key to read them with.
    private static let secretReaders = Domains.all.flatMap(\.secretGroups)

    /// Makes the store of files; while that fails the log says why, health is 503, and submissions without a file are accepted.
    private static func prepareFiles(_ service: SharedState) throws {
        let files = service.files
        do {
            try files.prepare()
        } catch {
            service.log.write(.error, "the file store cannot be used", String(reflecting: error))
            try ThreadHandle {
                while (try? files.prepare()) == nil { ThisProcess.sleep(milliseconds: 1000) }
                service.log.write(.info, "the file store can be used")
            }.detach()
        }
    }

    /// Whether the schema is the one of this build and stored secrets can be read; false while the database is away.
    private static func isSchemaChecked(_ service: SharedState, _ served: [RouteGroup<Context>]) throws -> Bool {
        do {
            let connection = Connection(service.settings.database)
            try SchemaVersion.check(connection)
            if served.contains(where: { secretReaders.contains($0.name) }) {
                try ConfigSecrets(connection, service.settings).check()
            }
            return true
        } catch let error as DatabaseError where error.isOutage {
            return false
        }
    }

    /// Answers the one request; false when the response broke off, which CGI can report by the exit status only.
    private static func answerAsCGI(
        _ variables: [String: String], _ dispatcher: Dispatcher<Context>, _ resources: ThreadResources
    )
        -> Bool
    {
        dispatcher.answer(CGIExchange(variables), with: resources) { StandardStream.output.write($0) }
    }
}
