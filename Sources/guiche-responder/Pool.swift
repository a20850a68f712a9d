import FastCGI
import Frame
import MariaDB
import Posix
import Serving
import Synchronization

/// The threads of a responder; each owns a request slot and its `ThreadResources`. Any of them takes the next
/// request of any connection of the gateway.
final class Pool: Sendable {
    private let socket: ListeningSocket
    private let threads: Int
    private let makeResources: @Sendable () -> ThreadResources
    private let running = Atomic(0)

    init(on socket: ListeningSocket, threads: Int, makeResources: @escaping @Sendable () -> ThreadResources) {
        self.socket = socket
        self.threads = threads
        self.makeResources = makeResources
    }

    /// Starts the threads.
    ///
    /// - Throws: `PosixError` when the system has no thread left.
    func start(_ dispatcher: Dispatcher<Context>) throws {
        for _ in 0..<threads {
            running.add(1, ordering: .relaxed)
            let thread = try ThreadHandle { [self] in
                run(dispatcher)
                running.subtract(1, ordering: .releasing)
            }
            thread.detach()
        }
    }

    private func run(_ dispatcher: Dispatcher<Context>) {
        DatabaseThread.attach()
        defer { DatabaseThread.detach() }
        let slot = RequestSlot(socket)
        let resources = makeResources()
        while slot.next() {
            if dispatcher.answer(slot, with: resources, send: slot.send) { slot.finish() } else { slot.abandon() }
        }
    }

    /// Lets the threads finish the current and the pending requests.
    ///
    /// - Returns: whether all ended in time.
    func stop(withinMilliseconds limit: Int) -> Bool {
        socket.stop()
        var waited = 0
        while running.load(ordering: .acquiring) > 0 {
            if waited >= limit { return false }
            ThisProcess.sleep(milliseconds: 10)
            waited += 10
        }
        return true
    }
}
