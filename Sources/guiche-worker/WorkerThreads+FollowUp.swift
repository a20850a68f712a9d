import App
import Environment
import Leads
import MariaDB
import Posix
import Storage
import Synchronization

extension WorkerThreads {
    /// Makes what follows from submissions: woken by them, and each second by itself.
    ///
    /// - Throws: `PosixError` when the system has no thread left.
    func followUp() throws {
        try start { [self] in
            guard awaitSchema(as: .followUp) else { return }
            let connection = Connection(settings.database)
            let followUp = LeadFollowUp(settings, log: log, steps: Domains.followUpSteps)
            var wake = listen()
            while isRunning(as: .followUp) {
                var done = 0
                do {
                    done = try followUp.run(connection, while: { isRunning(as: .followUp) })
                    if done > 0 { delivery.withLock { $0?.ring() } }
                } catch {
                    log.write(.warning, "follow-up", String(reflecting: error))
                }
                guard sleep(until: wake) else {
                    // No thread is woken if another worker has the socket, or had it and is gone.
                    if done > 0 { wake = listen() }
                    continue
                }
                // What comes together is done together.
                ThisProcess.sleep(milliseconds: done < Self.busy ? Self.gatherMilliseconds : Self.busyMilliseconds)
            }
        }
    }

    /// So many rows at a time come while it is busy.
    private static let busy = 2
    /// How long to wait for more once woken; longer when it is busy, where each transaction waits for the disk that submissions wait for.
    private static let gatherMilliseconds = 10
    private static let busyMilliseconds = 250

    private func listen() -> WakeReceiver? {
        guard let path = settings.wakeSocket else { return nil }
        do {
            return try WakeReceiver(at: path)
        } catch {
            log.write(.warning, "submissions are looked for each second only", "\(error)")
            return nil
        }
    }

    /// Sleeps a second, less when it is woken or time to stop.
    ///
    /// - Returns: whether it was woken.
    private func sleep(until wake: WakeReceiver?) -> Bool {
        guard let wake else {
            sleepASecond()
            return false
        }
        for _ in 0..<10 where isRunning {
            if wake.wait(milliseconds: 100) { return true }
        }
        return false
    }
}
