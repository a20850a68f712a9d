import Environment
package import MariaDB
import Posix
import Synchronization

/// Hands the events of the log to one subscriber, from its position on.
///
/// It works while the publisher of its process does, so that a new event wakes it, and under a database lock of its own: wherever the
/// publisher moves to, the next delivery to the same subscriber begins after this one has ended. Where locks are those of a node, the position
/// decides: each transaction ends only if it begins where the one before ended.
///
/// To a subscriber that is near it delivers at all times, and looks for what others publish.
package final class EventDelivery: Sendable {
    /// The most events received in one transaction.
    package static let batch = 256
    /// The most bytes of payloads received in one transaction, one event more or less.
    package static let batchBytes = 500_000
    /// How long to wait for a ring before the log is read all the same.
    private static let idleMilliseconds = 1000
    /// The pause after a failure of the database.
    private static let outageMilliseconds = 250
    /// How often it looks for events that are published elsewhere.
    private static let lookMilliseconds = 50
    /// How often a subscriber without events is checked.
    private static let checkInterval: Duration = .seconds(2)
    /// The longest sleep without a look at whether to stop.
    private static let napMilliseconds = 100
    /// After so many naps a statement is sent, so that the server does not take the holder of the lock for silent.
    private static let keptNaps = 10

    private let subscriber: any EventSubscriber
    private let database: ConnectionOptions
    private let log: Log
    private let bell: Bell
    private let lock: String
    private let isPublishing = Atomic(false)
    private let isStopping = Atomic(false)

    /// A delivery that has not begun.
    ///
    /// - Throws: `PosixError` when the system has no descriptor left.
    init(to subscriber: any EventSubscriber, _ database: ConnectionOptions, log: Log, under publisherLock: String)
        throws(PosixError)
    {
        self.subscriber = subscriber
        self.database = database
        self.log = log
        bell = try Bell()
        lock = Self.lock(of: subscriber.name, publisherLock)
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
    private var isPublishingHere: Bool { isPublishing.load(ordering: .relaxed) }
    private var isWorking: Bool { isRunning && (subscriber.isNear || isPublishingHere) }

    /// Delivers until the publisher is stopped.
    package func run() {
        let connection = Connection(database)
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
            } catch is Moved {
                // The next look begins where the other has ended.
                ThisProcess.sleep(milliseconds: Self.outageMilliseconds)
            } catch {
                log.write(.warning, "events wait", String(reflecting: error))
                ThisProcess.sleep(milliseconds: Self.outageMilliseconds)
            }
        }
    }

    /// The lock that is held while events are delivered to a subscriber.
    private static func lock(of subscriber: String, _ publisherLock: String) -> String {
        "\(publisherLock)-\(subscriber)"
    }

    /// The lock that is held, too, for as long as the subscriber is not away.
    private static func presence(_ lock: String) -> String { "\(lock)-up" }

    /// Whether a worker delivers events to a subscriber, and the last delivery or check succeeded.
    ///
    /// - Throws: `DatabaseError`.
    package static func isReaching(
        _ subscriber: String, _ database: ConnectionOptions, on connection: Connection
    ) throws(DatabaseError) -> Bool {
        try connection.isLocked(presence(lock(of: subscriber, WorkerLock.name(of: database))))
    }

    private func deliver(on connection: Connection) throws {
        let store = EventStore(connection)
        var position = try store.position(of: subscriber.name)
        var checkedAt: ContinuousClock.Instant?
        var presence = Presence()
        var pace = IdlePace(restsAfter: 50, factor: 4)
        // A connection that is lost has no lock.
        defer { if presence.isShown { try? connection.unlock(Self.presence(lock)) } }
        while isWorking {
            let events = try store.list(after: position, limit: Self.batch)
            if events.isEmpty {
                if checkedAt.map({ .now - $0 >= Self.checkInterval }) ?? true {
                    try note(failureOf { try subscriber.check() }, &presence, on: connection)
                    checkedAt = .now
                }
                let pauses = pace.pauses(afterFinding: false)
                bell.wait(milliseconds: isPublishingHere ? Self.idleMilliseconds : pauses * Self.lookMilliseconds)
            } else {
                _ = pace.pauses(afterFinding: true)
            }
            var rest = events[...]
            while case let part = Array(rest.prefix(ofBytes: Self.batchBytes)), let last = part.last {
                guard try handOver(part, after: position, through: last.id, &presence, on: connection) else { return }
                position = last.id
                rest = rest.dropFirst(part.count)
            }
        }
    }

    /// What others know of a subscriber.
    private struct Presence {
        /// Whether the lock is held that shows it.
        var isShown = false
        /// Whether the log says that it is away.
        var isMissed = false
    }

    private func failureOf(_ body: () throws -> Void) -> (any Error)? {
        do { try body() } catch { return error }
        return nil
    }

    /// Shows whether a subscriber is away, after an attempt that succeeded or failed.
    private func note(
        _ failure: (any Error)?, _ presence: inout Presence, on connection: Connection
    ) throws(DatabaseError) {
        if let failure {
            if !presence.isMissed { log.write(.warning, "the \(subscriber.name) is away", "\(failure)") }
            presence.isMissed = true
            if presence.isShown { try connection.unlock(Self.presence(lock)) }
            presence.isShown = false
        } else {
            if presence.isMissed { log.write(.info, "the \(subscriber.name) is back") }
            presence.isMissed = false
            if !presence.isShown { presence.isShown = try connection.lock(Self.presence(lock)) }
        }
    }

    /// Another delivery has moved the position.
    private struct Moved: Error {}

    /// Has the subscriber receive events, again until it succeeds; false when the delivery ends before.
    ///
    /// - Throws: `DatabaseError` when the connection was lost, and with it the lock; `Moved`.
    private func handOver(
        _ events: [Event], after first: Event.ID?, through last: Event.ID, _ presence: inout Presence,
        on connection: Connection
    ) throws -> Bool {
        var attempts = 0
        let store = EventStore(connection)
        while isWorking {
            let failure = failureOf {
                try store.lockNoGaps()
                try connection.transaction {
                    guard try store.lockedPosition(of: subscriber.name) == first else { throw Moved() }
                    try subscriber.receive(events, on: connection)
                    try store.setPosition(of: subscriber.name, to: last)
                }
            }
            if let error = failure as? DatabaseError, error.isLostConnection { throw error }
            if let moved = failure as? Moved { throw moved }
            try note(failure, &presence, on: connection)
            if failure == nil { return true }
            attempts += 1
            try sleep(seconds: subscriber.backoff.seconds(afterAttempts: attempts), keeping: connection)
        }
        return false
    }

    private func sleep(seconds: Double, keeping connection: Connection) throws(DatabaseError) {
        var milliseconds = Int(seconds * 1000)
        var naps = 0
        while milliseconds > 0, isWorking {
            ThisProcess.sleep(milliseconds: min(milliseconds, Self.napMilliseconds))
            milliseconds -= Self.napMilliseconds
            naps += 1
            if naps % Self.keptNaps == 0 { try connection.keepAlive() }
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
