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
        usage: guiche-worker [--job-threads N]
          Processes submissions (tallies, mails, events, search words), sends queued mails, runs due jobs, reports late leads, reminds of
          tasks, publishes events to the hub, and removes unreferenced uploads and expired rows.
          Any number may run at once; one at a time processes submissions, one publishes events.
          --job-threads N  concurrent jobs, 1 to 64 (default: 2)
          --version        print the version
        Settings come from the environment and the file in GUICHE_ENV_FILE. Without SMTP_HOST the
          mail server of /api/v1/config/email is used; without either, mails wait.
        SIGTERM finishes the current mail, and releases the other mails and the jobs that can continue elsewhere.
        Where NOTIFY_SOCKET and WATCHDOG_USEC are set, it reports to systemd that it is ready, alive and stopping.
        Exit status: 0 stopped, 1 cannot work or did not stop in time, 2 wrong command line.

        """

    /// Time limit of the current mail and jobs after SIGTERM.
    private static let stopMilliseconds = 12_000

    /// Runs the program.
    ///
    /// - Returns: the exit status.
    static func run(_ words: some Sequence<String>) -> Int32 {
        do {
            let arguments = try Arguments(words, valued: ["--job-threads"], flags: ["--version"])
            guard arguments.words.isEmpty else {
                throw Arguments.UsageError(description: "unexpected argument \(arguments.words[0])")
            }
            if arguments.has("--help") { return say(usage) }
            if arguments.has("--version") { return say("guiche-worker \(SharedState.version)\n") }
            let jobThreads = try arguments.integer("--job-threads", 1...64, default: 2)
            return try work(try Settings(EnvironmentFile.variables(), for: .administering), jobThreads: jobThreads)
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

    private static func work(_ settings: Settings, jobThreads: Int) throws -> Int32 {
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
        if settings.hubSocket == nil { log.write(.warning, "events wait", "GUICHE_HUB_SOCKET is not set") }
        let subscribers = Domains.subscribers(settings) { try HTTPTransfer.reply(to: $0) }
        if !subscribers.isEmpty { try threads.publish(EventPublisher(settings.database, to: subscribers, log: log)) }
        try threads.sweep()
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
        _ = Signals.waitForStop()
        log.write(.info, "stopping")
        supervisor?.send(.stopping)
        return threads.stop(withinMilliseconds: stopMilliseconds) ? 0 : 1
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
