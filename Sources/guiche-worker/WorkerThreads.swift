import App
import Environment
import FoundationEssentials
import Frame
import Leads
import MariaDB
import Posix
import Storage
import StoredSettings
import Synchronization
import Transfer

/// The threads of a worker.
final class WorkerThreads: Sendable {
    let settings: Settings
    let log: Log
    private let files: any FileStore
    private let running = Atomic(0)
    private let isStopping = Atomic(false)
    private let isReady = Atomic(false)
    private let pulses = Pulses()
    let delivery = Lock<OutboxDelivery?>(nil)
    private let jobs = Lock<JobRunner?>(nil)
    private let publisher = Lock<EventPublisher?>(nil)

    static let sweepSeconds = 3600
    /// Younger files may belong to a lead that is on its way.
    private static let sweptAgeSeconds = 3600

    init(_ settings: Settings, _ log: Log) {
        self.settings = settings
        self.log = log
        files = settings.makeFileStore()
    }

    /// Sends mails on one thread, by the environment's mail server or, where that names none, the stored one; renews their leases on
    /// another.
    ///
    /// - Throws: `PosixError` when the system has no thread left.
    func deliver(_ delivery: OutboxDelivery) throws {
        self.delivery.withLock { $0 = delivery }
        try start { [self] in
            guard awaitSchema() else { return }
            delivery.run { connection in
                // Not remembered: whoever changes the mail server and tests it wants to know of the new one.
                try ConfigStore(connection).snapshot().mail(over: settings)
            } _: { mail in
                guard let server = MailServer(mail) else { throw SettingsError(faults: ["SMTP_HOST: is required"]) }
                let transfer = try MailTransfer(server)
                return { [log] sender, recipient, message in
                    do throws(TransferError) {
                        try transfer.send(from: sender, to: recipient, message: message)
                        return .sent
                    } catch {
                        // Whoever sets the server must not learn by it which ports are open: only the log has the cause.
                        if error.debugDescription != error.description {
                            log.write(.warning, "mail server", error.debugDescription)
                        }
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

    /// Runs jobs on some threads and renews their leases on another.
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

    /// Publishes events on one thread, and delivers them to each subscriber on another; of all workers one at a time does.
    ///
    /// - Throws: `PosixError` when the system has no thread left.
    func publish(_ publisher: EventPublisher) throws {
        self.publisher.withLock { $0 = publisher }
        try start { [self] in
            if awaitSchema() { publisher.run() }
        }
        for delivery in publisher.deliveries {
            try start { delivery.run() }
        }
    }

    /// Periodically removes orphaned uploads and expired rows.
    ///
    /// - Throws: `PosixError` when the system has no thread left.
    func sweep() throws {
        try start { [self] in
            guard awaitSchema() else { return }
            let connection = Connection(settings.database)
            var waited = Self.sweepSeconds
            while isRunning {
                if waited >= Self.sweepSeconds {
                    waited = 0
                    sweepFiles(connection)
                    sweepRows(connection)
                }
                waited += 1
                sleepASecond()
            }
        }
    }

    /// Writes the words of what was changed, every second, so that a search finds little to do.
    ///
    /// - Throws: `PosixError` when the system has no thread left.
    func index() throws {
        try start { [self] in
            guard awaitSchema(as: .index) else { return }
            let connection = Connection(settings.database)
            while isRunning(as: .index) {
                for records in Domains.all.flatMap(\.indexes) {
                    do {
                        _ = try records.reindex(connection, false, { isRunning(as: .index) }, { _, _ in })
                    } catch {
                        log.write(.warning, "index", "\(records.name): \(String(reflecting: error))")
                    }
                }
                sleepASecond()
            }
        }
    }

    private func sweepFiles(_ connection: Connection) {
        do {
            let sweep = ResumeSweep(files, connection)
            let report = try sweep.run(olderThanSeconds: Self.sweptAgeSeconds)
            for path in report.moved { log.write(.info, "swept", path) }
            if report.erased > 0 { log.write(.info, "swept", "\(report.erased) files of the trash") }
        } catch let fault as FileStoreFault {
            log.write(.error, "nothing is swept", fault.description)
        } catch {
            log.write(.warning, "sweep", String(reflecting: error))
        }
    }

    private func sweepRows(_ connection: Connection) {
        let now = Date()
        for sweep in Domains.all.flatMap(\.sweeps) {
            // One that fails keeps no other from its rows.
            do {
                let count = try sweep.run(connection, settings, at: now) { isRunning }
                if count > 0 { log.write(.info, "swept", "\(count) \(sweep.name)") }
            } catch {
                log.write(.warning, "sweep", "\(sweep.name): \(String(reflecting: error))")
            }
        }
    }

    /// Reports life to the supervisor while the threads that look for work every second are alive.
    ///
    /// - Throws: `PosixError` when the system has no thread left.
    func reportLife(to supervisor: ServiceSupervisor) throws {
        guard let limit = supervisor.watchdogMilliseconds else { return }
        try ThreadHandle { [pulses] in
            while true {
                if pulses.areFresh(within: .milliseconds(limit)) { supervisor.send(.alive) }
                ThisProcess.sleep(milliseconds: max(1, limit / 3))
            }
        }.detach()
    }

    /// Whether the database was there at some time.
    var hasWorked: Bool { isReady.load(ordering: .relaxed) }

    var isRunning: Bool { !isStopping.load(ordering: .relaxed) }

    /// Whether to continue; the question is a sign of life.
    func isRunning(as thread: Pulses.Beating) -> Bool {
        pulses.beat(thread)
        return isRunning
    }

    func sleepASecond() {
        for _ in 0..<10 where isRunning { ThisProcess.sleep(milliseconds: 100) }
    }

    func start(_ body: @escaping @Sendable () -> Void) throws {
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
    func awaitSchema(as thread: Pulses.Beating? = nil) -> Bool {
        while thread.map(isRunning(as:)) ?? isRunning {
            do {
                let connection = Connection(settings.database)
                try SchemaVersion.check(connection)
                try ConfigSecrets(connection, settings).check()
                isReady.store(true, ordering: .relaxed)
                return true
            } catch let error as DatabaseError where error.isOutage {
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

    /// Lets the threads finish their current work.
    ///
    /// - Returns: whether all ended in time.
    func stop(withinMilliseconds limit: Int) -> Bool {
        isStopping.store(true, ordering: .relaxed)
        delivery.withLock { $0?.stop() }
        jobs.withLock { $0?.stop() }
        publisher.withLock { $0?.stop() }
        var waited = 0
        while running.load(ordering: .acquiring) > 0 {
            if waited >= limit { return false }
            ThisProcess.sleep(milliseconds: 20)
            waited += 20
        }
        return true
    }
}
