import App
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Posix
import Serving
import Storage
import Synchronization
import Transfer

/// `guiche-worker`: sends mails, runs jobs, and removes expired data; any number may run concurrently.
enum Worker {
    private static let usage = """
        usage: guiche-worker [--for SECONDS] [--job-threads N]
          Processes submissions (tallies, mails, events, search words), sends queued mails, runs due jobs, reports late leads, reminds of
          tasks, publishes events to the hub, and removes unreferenced uploads and expired rows.
          Any number may run at once; one at a time processes submissions, one publishes events.
          --for SECONDS    work so long, 1 to 86400, then stop as after SIGTERM: for cron, where no service may run. One that is
                           started beside another shares its work. About once an hour one of these runs removes what has expired.
          --job-threads N  concurrent jobs, 1 to 64 (default: 2)
          --version        print the version
        Settings come from the environment and the file in GUICHE_ENV_FILE. Without SMTP_HOST the
          mail server of /api/v1/config/email is used; without either, mails wait.
        SIGTERM finishes the current mail, and releases the other mails and the jobs that can continue elsewhere.
        Where NOTIFY_SOCKET and WATCHDOG_USEC are set, it reports to systemd that it is ready, alive and stopping.
        Exit status: 0 stopped, 1 cannot work (with --for also: the database was away all the time) or did not stop in time,
          2 wrong command line.

        """

    /// Time limit of the current mail and jobs after SIGTERM.
    private static let stopMilliseconds = 12_000

    /// Runs the program.
    ///
    /// - Returns: the exit status.
    static func run(_ words: some Sequence<String>) -> Int32 {
        do {
            let arguments = try Arguments(words, valued: ["--for", "--job-threads"], flags: ["--version"])
            guard arguments.words.isEmpty else {
                throw Arguments.UsageError(description: "unexpected argument \(arguments.words[0])")
            }
            if arguments.has("--help") { return say(usage) }
            if arguments.has("--version") { return say("guiche-worker \(SharedState.version)\n") }
            let jobThreads = try arguments.integer("--job-threads", 1...64, default: 2)
            let seconds = arguments["--for"] == nil ? nil : try arguments.integer("--for", 1...86_400, default: 1)
            return try work(
                try Settings(EnvironmentFile.variables(), for: .administering), jobThreads: jobThreads, seconds: seconds
            )
        } catch let error as Arguments.UsageError {
            StandardStream.error.write("guiche-worker: \(error)\n\(usage)")
            return 2
        } catch {
            StandardStream.error.write("guiche-worker: \(error)\n")
            return 1
        }
    }

    private static func say(_ text: String) -> Int32 {
        StandardStream.output.write(text)
        return 0
    }

    private static func work(_ settings: Settings, jobThreads: Int, seconds: Int?) throws -> Int32 {
        let log = Log(from: settings.logLevel)
        Signals.holdStop()
        let threads = WorkerThreads(settings, log)
        if let folder = settings.mail.templatesFolder {
            let templates = try MailTemplates(
                folder: folder, kinds: Domains.mailKinds, lists: Domains.all.flatMap(\.mailLists))
            try threads.deliver(OutboxDelivery(settings, templates, log: log))
        } else if settings.mail.host != nil {
            throw SettingsError(faults: ["GUICHE_TEMPLATES_DIR: is required with SMTP_HOST"])
        } else {
            log.write(.warning, "mails wait", "GUICHE_TEMPLATES_DIR is not set")
        }
        try threads.run(JobRunner(settings, Domains.jobs { try HTTPTransfer.reply(to: $0) }, log: log), on: jobThreads)
        if settings.hubSocket == nil {
            // Where cron starts workers there is no hub; a warning each minute would hide others.
            log.write(seconds == nil ? .warning : .info, "events wait", "GUICHE_HUB_SOCKET is not set")
        }
        let subscribers = Domains.subscribers(settings) { try HTTPTransfer.reply(to: $0) }
        if !subscribers.isEmpty { try threads.publish(EventPublisher(settings.database, to: subscribers, log: log)) }
        if isSweeping(for: seconds) { try threads.sweep() }
        try threads.followUp()
        try threads.index()
        try threads.keepTime()
        log.write(.info, "working")
        let supervisor = try ServiceSupervisor(ThisProcess.environment)
        supervisor?.send(.ready)
        if let supervisor { try threads.reportLife(to: supervisor) }
        do { try ThisProcess.releaseStartPages() } catch {
            log.write(.warning, "memory of the start is kept", "\(error)")
        }
        if let seconds { _ = Signals.waitForStop(seconds: seconds) } else { _ = Signals.waitForStop() }
        log.write(.info, "stopping")
        supervisor?.send(.stopping)
        guard threads.stop(withinMilliseconds: stopMilliseconds) else { return 1 }
        return seconds == nil || threads.hasWorked ? 0 : 1
    }

    /// Whether this worker removes what has expired: of those that cron starts each its share of an hour, so that together they do it
    /// about as often as one that stays; at least one in 60.
    private static func isSweeping(for seconds: Int?) -> Bool {
        guard let seconds else { return true }
        return Int.random(in: 0..<WorkerThreads.sweepSeconds) < max(seconds, WorkerThreads.sweepSeconds / 60)
    }
}

extension MailServer {
    /// The server that the settings name; nil while mails are to wait.
    init?(_ settings: MailSettings) {
        guard let host = settings.host else { return nil }
        let protection: Protection =
            switch settings.protection {
            case .starttls: .starttls
            case .implicit: .implicit
            case .none: .none
            }
        self.init(
            host: host, port: settings.port, protection: protection, username: settings.username,
            password: settings.password, authorityFile: settings.authorityFile, greeting: settings.greeting.text,
            reach: settings.mayReachPrivate ? .anywhere : .publicOrLoopback)
    }
}
