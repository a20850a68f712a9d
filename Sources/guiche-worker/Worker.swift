import Accounts
import FoundationEssentials
import Leads
import MariaDB
import Platform
import Posix
import Synchronization
import Transfer

/// `guiche-worker`: sends the mails of the outbox and clears away what a crash left; any number may run at once.
enum Worker {
    private static let usage = """
        usage: guiche-worker
          Sends the mails that wait in the outbox, hands events to the hub and removes uploaded files that no lead names. Any number
          may run at once; one of them has the events.
          --version  print the version
        Settings come from the environment and the file in GUICHE_ENV_FILE. Without SMTP_HOST mails wait.
        SIGTERM finishes the mail in hand and gives the others back.
        Exit status: 0 stopped, 1 cannot work or did not stop in time, 2 wrong command line.

        """

    /// How long the mail in hand may take once the program is told to stop.
    private static let stopMilliseconds = 12_000

    /// Runs the program.
    ///
    /// - Returns: the exit status.
    static func run(_ words: some Sequence<String>) -> Int32 {
        do {
            let arguments = try Arguments(words, flags: ["--version"])
            guard arguments.words.isEmpty else { throw Arguments.UsageError(description: "no words are taken") }
            if arguments.has("--help") { return say(usage) }
            if arguments.has("--version") { return say("guiche-worker \(Service.version)\n") }
            return try work(try Settings(EnvironmentFile.variables(), for: .administering))
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

    private static func work(_ settings: Settings) throws -> Int32 {
        let log = Log(from: settings.logLevel)
        Signals.holdStop()
        let threads = WorkerThreads(settings, log)
        if let server = MailServer(settings.mail) {
            guard let folder = settings.mail.templatesFolder else {
                throw SettingsError(faults: ["GUICHE_TEMPLATES_DIR: is required with SMTP_HOST"])
            }
            let templates = try MailTemplates(
                folder: folder, kinds: LeadMails.Kind.allCases.map(\.rawValue) + [PasswordReset.mailKind])
            try threads.deliver(OutboxDelivery(settings, templates, log: log), to: server)
        } else {
            log.write(.warning, "mails wait", "SMTP_HOST is not set")
        }
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
    fileprivate init?(_ settings: MailSettings) {
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
