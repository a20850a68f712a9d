import Accounts
import CRM
import FoundationEssentials
import Leads
import MariaDB
import Messaging
import Platform
import Posix
import Synchronization
import Transfer

/// The threads of a worker.
final class WorkerThreads: Sendable {
    private let settings: Settings
    private let log: Log
    private let running = Atomic(0)
    private let isStopping = Atomic(false)
    private let delivery = Mutex<OutboxDelivery?>(nil)
    private let jobs = Mutex<JobRunner?>(nil)
    private let publisher: EventPublisher

    private static let sweepSeconds = 3600
    /// Younger files may belong to a lead that is on its way.
    private static let sweptAgeSeconds = 3600
    private static let finishedJobDays = 7

    init(_ settings: Settings, _ log: Log) {
        self.settings = settings
        self.log = log
        publisher = EventPublisher(settings.database, log: log)
    }

    /// Sends mails on one thread and keeps the hold on them on another.
    ///
    /// - Throws: `PosixError` when the system has no thread left.
    func deliver(_ delivery: OutboxDelivery) throws {
        self.delivery.withLock { $0 = delivery }
        try start { [self] in
            guard awaitSchema() else { return }
            delivery.run { mail in
                guard let server = MailServer(mail) else { throw SettingsError(faults: ["SMTP_HOST: is required"]) }
                let transfer = try MailTransfer(server)
                return { sender, recipient, message in
                    do throws(TransferError) {
                        try transfer.send(from: sender, to: recipient, message: message)
                        return .sent
                    } catch {
                        switch error.kind {
                        case .refused: return .refused(error.description)
                        case .postponed: return .postponed(error.description)
                        case .unavailable: return .unavailable(error.description)
                        }
                    }
                }
            }
        }
        try start { delivery.keepHold() }
    }

    /// Does jobs on some threads and keeps the holds on them on another.
    ///
    /// - Throws: `PosixError` when the system has no thread left.
    func run(_ jobs: JobRunner, on count: Int) throws {
        self.jobs.withLock { $0 = jobs }
        for _ in 0..<count {
            try start { [self] in
                if awaitSchema() { jobs.run() }
            }
        }
        try start { jobs.keepHolds() }
    }

    /// Hands events to the hub behind a Unix socket; one worker at a time does.
    ///
    /// - Throws: `PosixError` when the system has no thread left.
    func publish(to socket: String) throws {
        try start { [self] in
            guard awaitSchema() else { return }
            do {
                let transfer = try HTTPTransfer(socketPath: socket, connectSeconds: 2, totalSeconds: 5)
                publisher.run { lines in
                    let reply = try transfer.send("POST", "http://hub/publish", content: lines)
                    guard reply.status == 200 else { throw TransferError(.unavailable, "status \(reply.status)") }
                }
            } catch {
                fail(error)
            }
        }
    }

    /// Removes now and then what a crash left in the upload folder, and rows that count no more.
    ///
    /// - Throws: `PosixError` when the system has no thread left.
    func sweep() throws {
        try start { [self] in
            guard awaitSchema() else { return }
            let connection = Connection(settings.database)
            var waited = Self.sweepSeconds
            while goesOn {
                if waited >= Self.sweepSeconds {
                    waited = 0
                    sweepOnce(connection)
                }
                waited += 1
                sleepASecond()
            }
        }
    }

    /// Writes the words of what is new or was changed, every second, so that a search finds little to do.
    ///
    /// - Throws: `PosixError` when the system has no thread left.
    func index() throws {
        try start { [self] in
            guard awaitSchema() else { return }
            let connection = Connection(settings.database)
            while goesOn {
                do {
                    while try LeadStore(connection).reindexSome() && goesOn {}
                    _ = try CustomerStore(connection).reindex(all: false, while: { goesOn })
                } catch {
                    log.write(.warning, "index", String(reflecting: error))
                }
                sleepASecond()
            }
        }
    }

    private func sweepOnce(_ connection: Connection) {
        do {
            let folder = ResumeFolder(settings.uploadFolder)
            for path in try ResumeSweep(folder, connection).removeOrphans(olderThanSeconds: Self.sweptAgeSeconds) {
                log.write(.info, "swept", path)
            }
            let now = Date()
            let removed = [
                ("idempotency records", try IdempotencyTable.removeExpired(connection, at: now)),
                ("tickets", try TicketStore(connection).removeExpired(at: now)),
                (
                    "events",
                    try EventStore(connection).removeOld(before: now.addingTimeInterval(-EventStore.keptSeconds))
                ),
                ("sessions", try SessionStore(connection).removeExpired(before: now)),
                ("failed sign-ins", try LoginFailureStore(connection).removeOld(at: now)),
                ("password tokens", try PasswordTokenStore(connection).removeSpent(at: now)),
                ("audit events", try inChunks(days: settings.auditDays, before: now, AuditStore(connection).purge)),
                ("finished jobs", try inChunks(days: Self.finishedJobDays, before: now, JobStore(connection).purge)),
                (
                    "sent mails",
                    try inChunks(days: settings.mail.keepDays, before: now, OutboxStore(connection).purgeSent)
                ),
            ]
            for (name, count) in removed where count > 0 { log.write(.info, "swept", "\(count) \(name)") }
        } catch {
            log.write(.warning, "sweep", String(reflecting: error))
        }
    }

    /// Removes what is older, chunk by chunk, until nothing is left or it is time to stop.
    private func inChunks(days: Int, before now: Date, _ remove: (Date) throws -> Int) throws -> Int {
        var total = 0
        while goesOn {
            let count = try remove(now.addingTimeInterval(-86_400 * Double(days)))
            if count == 0 { break }
            total += count
        }
        return total
    }

    private var goesOn: Bool { !isStopping.load(ordering: .relaxed) }

    private func sleepASecond() {
        for _ in 0..<10 where goesOn { ThisProcess.sleep(milliseconds: 100) }
    }

    private func start(_ body: @escaping @Sendable () -> Void) throws {
        running.add(1, ordering: .relaxed)
        try ThreadHandle { [self] in
            DatabaseThread.attach()
            body()
            DatabaseThread.detach()
            running.subtract(1, ordering: .releasing)
        }.detach()
    }

    /// Waits for a database with the schema of this build, and stored secrets that can be read.
    ///
    /// - Returns: false when it is time to stop.
    private func awaitSchema() -> Bool {
        while goesOn {
            do {
                let connection = Connection(settings.database)
                try SchemaVersion.check(connection)
                try ConfigSecrets(connection, settings).check()
                return true
            } catch let error as DatabaseError where error.code == .unreachable || error.code == .connectionLost {
                log.write(.warning, "database away", String(reflecting: error))
                sleepASecond()
            } catch {
                fail(error)
            }
        }
        return false
    }

    private func fail(_ error: any Error) -> Never {
        StandardStream.error.write("guiche-worker: \(error)\n")
        ThisProcess.exitNow(1)
    }

    /// Lets the threads finish what they have in hand.
    ///
    /// - Returns: whether all ended in time.
    func stop(withinMilliseconds limit: Int) -> Bool {
        isStopping.store(true, ordering: .relaxed)
        delivery.withLock { $0?.stop() }
        jobs.withLock { $0?.stop() }
        publisher.stop()
        var waited = 0
        while running.load(ordering: .acquiring) > 0 {
            if waited >= limit { return false }
            ThisProcess.sleep(milliseconds: 20)
            waited += 20
        }
        return true
    }
}
