import Accounts
import CRM
import Configuration
import FastCGI
import HTTP
import Leads
import MariaDB
import Messaging
import Platform
import Posix
import Routing

/// `guiche-responder`: answers requests by FastCGI, or one request as plain CGI.
enum Responder {
    private static let usage = """
        usage: guiche-responder [--serve GROUPS] [--threads N] [--socket PATH] [--stats DIR]
          --serve GROUPS  route groups, comma-separated: \(groups.map(\.name).joined(separator: ", ")) (default: all);
                          health, metrics and the OpenAPI document are always served
          --threads N     requests in hand at a time, 1 to 512 (default: 8)
          --socket PATH   a Unix socket to make; without it the FastCGI socket on descriptor 0,
                          and without that one request as plain CGI
          --stats DIR     a folder where the responders of this host share their counters
          --version       print the version
        Settings come from the environment and the file in GUICHE_ENV_FILE. SIGTERM finishes the requests in hand.
        Exit status: 0 stopped, 1 cannot serve, 2 wrong command line.

        """

    /// All route groups of this build.
    private static let groups = [
        intakeRoutes, accountRoutes, dialectRoutes, leadRoutes, crmRoutes, configRoutes, liveRoutes,
    ]
    /// How long requests in hand may take once the program is told to stop.
    private static let stopMilliseconds = 9000

    /// Runs the program.
    ///
    /// - Returns: the exit status.
    static func run(_ words: some Sequence<String>) -> Int32 {
        do {
            let arguments = try Arguments(
                words, valued: ["--serve", "--threads", "--socket", "--stats"], flags: ["--version"])
            if arguments.has("--help") { return say(usage) }
            if arguments.has("--version") { return say("guiche-responder \(Service.version)\n") }
            let threads = try arguments.integer("--threads", 1...512, default: 8)
            let served = try servedGroups(arguments["--serve"])
            guard arguments.words.isEmpty else { throw Arguments.UsageError(description: "no words are taken") }
            return try serve(served, threads: threads, socketPath: arguments["--socket"], stats: arguments["--stats"])
        } catch let error as Arguments.UsageError {
            StandardStream.error.write("guiche-responder: \(error)\n\(usage)")
            return 2
        } catch {
            StandardStream.error.write("guiche-responder: \(error)\n")
            return 1
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
                throw Arguments.UsageError(description: "--serve: no group is called \(name)")
            }
            served.append(group)
        }
        return served
    }

    private static func serve(
        _ served: [RouteGroup<Context>], threads: Int, socketPath: String?, stats: String?
    ) throws -> Int32 {
        ThisProcess.setFileMask(0o027)
        let variables = try EnvironmentFile.variables()
        let settings = try Settings(variables, for: .serving)
        let socket =
            try socketPath.map { path throws(FastCGIError) in try ListeningSocket.open(path: path) }
            ?? ListeningSocket.inherited()
        Signals.holdStop()
        let system: RouteGroup<Context> = systemRoutes()
        let service = Service(
            settings: settings, log: Log(from: settings.logLevel),
            statistics: try statistics(of: served, in: stats, threads: threads), openAPI: try openAPI([system] + groups)
        )
        let accounts = try AccountsEnvironment(settings: settings)
        let dispatcher = Dispatcher<Context>(
            service, [system, hubRoutes] + groups, serving: Set(served.map(\.name) + [system.name]))
        try ResumeFolder(settings.uploadFolder).prepare()
        guard let socket else {
            _ = try isSchemaChecked(service)
            return answerAsCGI(variables, dispatcher, Desk(service: service, accounts: accounts)) ? 0 : 1
        }
        try checkSchema(service)
        let pool = Pool(on: socket, threads: threads) { Desk(service: service, accounts: accounts) }
        service.log.write(.info, "serving", served.map(\.name).joined(separator: ","))
        try pool.start(dispatcher)
        _ = Signals.waitForStop()
        service.log.write(.info, "stopping")
        return pool.stop(withinMilliseconds: stopMilliseconds) ? 0 : 1
    }

    private static func statistics(of served: [RouteGroup<Context>], in folder: String?, threads: Int) throws
        -> Statistics
    {
        if let folder { try Folder.makeAll(folder) }
        let pools = groups.map(\.name) + ["all"]
        let pool = served.count == groups.count ? "all" : served.first?.name ?? "all"
        let system: RouteGroup<Context> = systemRoutes()
        return try Statistics(
            folder: folder, operations: ([system] + groups).flatMap { $0.routes.map(\.operation) }, pools: pools,
            pool: pool, threads: threads)
    }

    private static func openAPI(_ groups: [RouteGroup<Context>]) throws -> [UInt8] {
        let document = OpenAPIDocument(
            title: "Guichê", version: Service.version,
            summary: "The front desk of a business: leads, staff, customers.",
            groups: groups)
        return try JSONText.bytes(of: document.json)
    }

    /// Refuses to serve on another schema, or with stored secrets that cannot be read; a database that is away now is met with 503,
    /// and checked when it is back.
    private static func checkSchema(_ service: Service) throws {
        guard try !isSchemaChecked(service) else { return }
        service.log.write(.warning, "database away at start")
        try ThreadHandle {
            DatabaseThread.attach()
            defer { DatabaseThread.detach() }
            do {
                while try !isSchemaChecked(service) { ThisProcess.sleep(milliseconds: 1000) }
            } catch {
                StandardStream.error.write("guiche-responder: \(error)\n")
                ThisProcess.exitNow(1)
            }
        }.detach()
    }

    /// Whether the schema is the one of this build and stored secrets can be read; false while the database is away.
    private static func isSchemaChecked(_ service: Service) throws -> Bool {
        do {
            let connection = Connection(service.settings.database)
            try SchemaVersion.check(connection)
            try ConfigSecrets(connection, service.settings).check()
            return true
        } catch let error as DatabaseError where error.code == .unreachable || error.code == .connectionLost {
            return false
        }
    }

    /// Answers the one request; false when the answer broke off, which CGI can tell a server by the exit status only.
    private static func answerAsCGI(_ variables: [String: String], _ dispatcher: Dispatcher<Context>, _ desk: Desk)
        -> Bool
    {
        dispatcher.answer(CGIExchange(variables), at: desk) { StandardStream.output.write($0) }
    }
}
