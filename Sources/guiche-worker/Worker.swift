import Accounts
import FoundationEssentials
import Leads
import MariaDB
import Messaging
import Platform
import Posix
import Synchronization
import Transfer

/// `guiche-worker`: sends the mails of the outbox, does jobs, and clears away what is old; any number may run at once.
enum Worker {
    private static let usage = """
        usage: guiche-worker [--job-threads N]
          Sends the mails that wait in the outbox, does the jobs that are due, hands events to the hub, and removes uploaded files
          that no lead names and rows that have had their time. Any number may run at once; one of them has the events.
          --job-threads N  jobs in hand at a time, 1 to 64 (default: 2)
          --version        print the version
        Settings come from the environment and the file in GUICHE_ENV_FILE. Without SMTP_HOST the
          mail server of /api/v1/config/email counts; without either mails wait.
        SIGTERM finishes the mail in hand, and gives back the other mails and the jobs that can go on elsewhere.
        Exit status: 0 stopped, 1 cannot work or did not stop in time, 2 wrong command line.

        """

    /// What does each kind of job.
    private static let handlers: [any JobHandler] = [
        LeadRescore(), SessionStart(whatsApp), MessageSending(whatsApp), StubReaction(),
    ]
    private static let whatsApp = MessagingDrivers { request in try HTTPTransfer.reply(to: request) }
    /// How long the mail and the jobs in hand may take once the program is told to stop.
    private static let stopMilliseconds = 12_000

    /// Runs the program.
    ///
    /// - Returns: the exit status.
    static func run(_ words: some Sequence<String>) -> Int32 {
        do {
            let arguments = try Arguments(words, valued: ["--job-threads"], flags: ["--version"])
            guard arguments.words.isEmpty else { throw Arguments.UsageError(description: "no words are taken") }
            if arguments.has("--help") { return say(usage) }
            if arguments.has("--version") { return say("guiche-worker \(Service.version)\n") }
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
                folder: folder, kinds: LeadMails.Kind.allCases.map(\.rawValue) + [PasswordReset.mailKind])
            try threads.deliver(OutboxDelivery(settings, templates, log: log))
        } else if settings.mail.host != nil {
            throw SettingsError(faults: ["GUICHE_TEMPLATES_DIR: is required with SMTP_HOST"])
        } else {
            log.write(.warning, "mails wait", "GUICHE_TEMPLATES_DIR is not set")
        }
        try threads.run(JobRunner(settings, handlers, log: log), on: jobThreads)
        if let socket = settings.hubSocket {
            try threads.publish(to: socket)
        } else {
            log.write(.warning, "events wait", "GUICHE_HUB_SOCKET is not set")
        }
        try threads.sweep()
        try threads.index()
        log.write(.info, "working")
        _ = Signals.waitForStop()
        log.write(.info, "stopping")
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
            password: settings.password, authorityFile: settings.authorityFile)
    }
}
