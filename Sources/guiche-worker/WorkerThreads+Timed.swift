import App
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Posix
import Storage

extension WorkerThreads {
    /// Does what is due, every second. A step that fails delays no other.
    ///
    /// - Throws: `PosixError` when the system has no thread left.
    func keepTime() throws {
        try start { [self] in
            guard awaitSchema(as: .timed) else { return }
            let connection = Connection(settings.database)
            while isRunning(as: .timed) {
                for step in Domains.timedSteps {
                    do {
                        let done = try step.run(connection, settings, at: Date(), while: { isRunning(as: .timed) })
                        if done > 0 { delivery.withLock { $0?.ring() } }
                    } catch {
                        log.write(.warning, step.name, String(reflecting: error))
                    }
                }
                sleepASecond()
            }
        }
    }
}
