import FoundationEssentials
package import MariaDB
package import Platform
import Posix
import Synchronization

/// Hands events to the hub, in order and at least once.
///
/// Any number may run; a database lock lets one work at a time, and is released with its connection, so that the next continues.
/// Numbering an event, posting it and recording that are three steps: a worker killed between them leaves it to the next, and
/// the hub gets an event twice under the same id.
package final class EventPublisher: Sendable {
    /// Poll interval while the queue is drained: each poll that finds something costs two commits, and
    /// they wait for the same disk as those of submissions. Longer while they pour in.
    private static let pauseMilliseconds = 40
    private static let floodPauseMilliseconds = 150
    /// So many events in one look are a flood.
    private static let flood = 32
    /// How long the hub is left alone after it did not answer.
    private static let outageMilliseconds = 250
    /// The most events numbered in one transaction.
    private static let batch = 256
    /// The most bytes of one post to the hub, give or take one event.
    private static let postBytes = 500_000
    /// The hub of an instance; it has one.
    private static let hub = "main"

    private let database: ConnectionOptions
    private let log: Log
    private let isStopping = Atomic(false)

    /// A publisher of the events in a database.
    package init(_ database: ConnectionOptions, log: Log) {
        self.database = database
        self.log = log
    }

    /// Ends `run` soon.
    package func stop() { isStopping.store(true, ordering: .relaxed) }

    private var isRunning: Bool { !isStopping.load(ordering: .relaxed) }

    /// Publishes until `stop` is called.
    ///
    /// - Parameter post: hands lines to the hub; throws when it did not take them.
    package func run(post: ([UInt8]) throws -> Void) {
        let connection = Connection(database)
        let lock = WorkerLock.name(of: database)
        while isRunning {
            do {
                try connection.withLock(lock, waitSeconds: 1) {
                    log.write(.info, "publishing events")
                    try publish(from: EventStore(connection), post)
                }
            } catch let error as DatabaseError where error.code == .lockWaitTimeout {
                // Another is at work.
                continue
            } catch {
                log.write(.warning, "events wait", String(reflecting: error))
                ThisProcess.sleep(milliseconds: Self.outageMilliseconds)
            }
        }
    }

    private func publish(from store: EventStore, _ post: ([UInt8]) throws -> Void) throws {
        var newest = try store.newest()
        if let newest {
            // What was numbered and perhaps not handed over.
            var position = try store.position(of: Self.hub)
            while isRunning, position != newest {
                let events = try store.list(
                    on: EventChannel.allCases, after: position, through: newest, limit: Self.batch)
                guard let last = events.last else { break }
                try handOver(events, to: store, post)
                position = last.id
            }
        }
        while isRunning {
            let events = try store.number(Self.batch, after: newest)
            if let last = events.last {
                newest = last.id
                try handOver(events, to: store, post)
            }
            if events.count < Self.batch {
                ThisProcess.sleep(
                    milliseconds: events.count < Self.flood ? Self.pauseMilliseconds : Self.floodPauseMilliseconds)
            }
        }
    }

    private func handOver(_ events: [Event], to store: EventStore, _ post: ([UInt8]) throws -> Void) throws {
        var lines: [UInt8] = []
        for (index, event) in events.enumerated() {
            lines += event.line.utf8
            guard lines.count >= Self.postBytes || index == events.count - 1 else { continue }
            guard postUntilAccepted(lines, post) else { return }
            try store.setPosition(of: Self.hub, to: event.id)
            lines.removeAll(keepingCapacity: true)
        }
    }

    /// Posts until the hub accepts it; false when the worker stops first.
    private func postUntilAccepted(_ lines: [UInt8], _ post: ([UInt8]) throws -> Void) -> Bool {
        var hasWarned = false
        while isRunning {
            do {
                try post(lines)
                if hasWarned { log.write(.info, "the hub is back") }
                return true
            } catch {
                if !hasWarned { log.write(.warning, "the hub is away", "\(error)") }
                hasWarned = true
                ThisProcess.sleep(milliseconds: Self.outageMilliseconds)
            }
        }
        return false
    }
}
