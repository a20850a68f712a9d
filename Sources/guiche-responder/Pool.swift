import Accounts
import FastCGI
import MariaDB
import Platform
import Posix
import Synchronization

/// The threads of a responder; each owns one request slot, one desk and its connection, and shares nothing that changes.
final class Pool: Sendable {
    private let socket: ListeningSocket
    private let threads: Int
    private let makeDesk: @Sendable () -> Desk
    private let running = Atomic(0)

    init(on socket: ListeningSocket, threads: Int, makeDesk: @escaping @Sendable () -> Desk) {
        self.socket = socket
        self.threads = threads
        self.makeDesk = makeDesk
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
        do {
            let slot = try RequestSlot(socket)
            let desk = makeDesk()
            while slot.next() {
                if dispatcher.answer(slot, at: desk, send: slot.send) { slot.finish() } else { slot.abandon() }
            }
        } catch {
            StandardStream.error.write("guiche-responder: \(error)\n")
            ThisProcess.exitNow(1)
        }
    }

    /// Lets the threads finish what they have in hand.
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
