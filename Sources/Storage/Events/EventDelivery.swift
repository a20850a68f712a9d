import Environment
import MariaDB
import Posix
import Synchronization

/// Hands the events of the log to one subscriber, from its position on.
///
/// It works while the publisher of its process does, so that a new event wakes it, and under a database lock of its own: wherever the
/// publisher moves to, the next delivery to the same subscriber begins after this one has ended.
package final class EventDelivery: Sendable {
    /// The most events received in one transaction.
    package static let batch = 256
    /// The most bytes of payloads received in one transaction, one event more or less.
    package static let batchBytes = 500_000
    /// How long to wait for a ring before the log is read all the same.
    private static let idleMilliseconds = 1000
    /// The pause after a failure of the database.
    private static let outageMilliseconds = 250
    /// The longest sleep without a look at whether to stop.
    private static let napMilliseconds = 100

    private let subscriber: any EventSubscriber
    private let database: ConnectionOptions
    private let log: Log
    private let bell: Bell
    private let isPublishing = Atomic(false)
    private let isStopping = Atomic(false)

    /// A delivery that has not begun.
    ///
    /// - Throws: `PosixError` when the system has no descriptor left.
    init(to subscriber: any EventSubscriber, _ database: ConnectionOptions, log: Log) throws(PosixError) {
        self.subscriber = subscriber
        self.database = database
        self.log = log
        bell = try Bell()
    }

    /// Wakes it: the log has events that it may not have seen.
    func ring() { bell.ring() }

    /// Has it work.
    func begin() {
        isPublishing.store(true, ordering: .relaxed)
        bell.ring()
    }

    /// Has it end its work until it is to begin again.
    func pause() { isPublishing.store(false, ordering: .relaxed) }

    /// Ends `run` soon.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
        bell.ring()
    }

    private var isRunning: Bool { !isStopping.load(ordering: .relaxed) }
    private var isWorking: Bool { isRunning && isPublishing.load(ordering: .relaxed) }

    /// Delivers until the publisher is stopped.
    package func run() {
        let connection = Connection(database)
        let lock = "\(WorkerLock.name(of: database))-\(subscriber.name)"
        while isRunning {
            guard isWorking else {
                bell.wait(milliseconds: Self.idleMilliseconds)
                continue
            }
            do {
                try connection.withLock(lock, waitSeconds: 1) { try deliver(on: connection) }
            } catch let error as DatabaseError where error.code == .lockWaitTimeout {
                // The last delivery has not ended yet.
                continue
            } catch {
                log.write(.warning, "events wait", String(reflecting: error))
                ThisProcess.sleep(milliseconds: Self.outageMilliseconds)
            }
        }
    }

    private func deliver(on connection: Connection) throws {
        let store = EventStore(connection)
        var position = try store.position(of: subscriber.name)
        while isWorking {
            let events = try store.list(after: position, limit: Self.batch)
            if events.isEmpty { bell.wait(milliseconds: Self.idleMilliseconds) }
            var rest = events[...]
            while case let part = Array(rest.prefix(ofBytes: Self.batchBytes)), let last = part.last {
                guard try handOver(part, through: last.id, on: connection) else { return }
                position = last.id
                rest = rest.dropFirst(part.count)
            }
        }
    }

    /// Has the subscriber receive events, again until it succeeds; false when the delivery ends before.
    ///
    /// - Throws: `DatabaseError` when the connection was lost, and with it the lock.
    private func handOver(_ events: [Event], through last: Event.ID, on connection: Connection) throws -> Bool {
        var attempts = 0
        while isWorking {
            do {
                try connection.transaction {
                    try subscriber.receive(events, on: connection)
                    try EventStore(connection).setPosition(of: subscriber.name, to: last)
                }
                if attempts > 0 { log.write(.info, "the \(subscriber.name) is back") }
                return true
            } catch let error as DatabaseError where error.isLostConnection {
                throw error
            } catch {
                if attempts == 0 { log.write(.warning, "the \(subscriber.name) is away", "\(error)") }
                attempts += 1
                sleep(seconds: subscriber.backoff.seconds(afterAttempts: attempts))
            }
        }
        return false
    }

    private func sleep(seconds: Double) {
        var milliseconds = Int(seconds * 1000)
        while milliseconds > 0, isWorking {
            ThisProcess.sleep(milliseconds: min(milliseconds, Self.napMilliseconds))
            milliseconds -= Self.napMilliseconds
        }
    }
}

extension ArraySlice<Event> {
    /// The first events: at least one, and none after the one that reaches a number of bytes.
    fileprivate func prefix(ofBytes limit: Int) -> ArraySlice {
        var bytes = 0
        let end = firstIndex { event in
            bytes += event.payload.utf8.count
            return bytes >= limit
        }
        return end.map { self[...$0] } ?? self
    }
}

extension DatabaseError {
    /// Whether the connection ended, and the locks that it held.
    fileprivate var isLostConnection: Bool {
        [.unreachable, .connectionLost, .commitOutcomeUnknown, .notServing].contains(code)
    }
}
