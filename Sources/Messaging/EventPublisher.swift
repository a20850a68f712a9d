import Crypto
import FoundationEssentials
package import MariaDB
package import Platform
import Posix
import Synchronization

/// Hands events to the hub, in order and at least once.
///
/// Any number may run; a lock of the database lets one work at a time, and dies with its connection, so that the next takes over.
/// Numbering an event, handing it over and recording that are three steps: whoever is killed between them leaves it to the next, and
/// the hub gets an event twice under the same id.
package final class EventPublisher: Sendable {
    /// How long the queue is left alone, unless it holds more than was taken out: each look that finds something costs two commits, and
    /// they wait for the same disk as those of submissions. Longer while they pour in.
    private static let pauseMilliseconds = 40
    private static let floodPauseMilliseconds = 150
    /// So many events in one look are a flood.
    private static let flood = 32
    /// How long the hub is left alone after it did not answer.
    private static let outageMilliseconds = 250
    /// The most events that are numbered at once.
    private static let batch = 256
    /// The most bytes that are handed over at once, one event more or less.
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

    private var goesOn: Bool { !isStopping.load(ordering: .relaxed) }

    /// Publishes until `stop` is called.
    ///
    /// - Parameter post: hands lines to the hub; throws when it did not take them.
    package func run(post: ([UInt8]) throws -> Void) {
        let connection = Connection(database)
        let lock = Self.lock(of: database)
        while goesOn {
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

    /// The lock that a publisher holds; locks are the server's, so it names the database.
    static func lock(of database: ConnectionOptions) -> String {
        "guiche-events-" + hexEncoded(Array(sha256(database.database).prefix(16)))
    }

    private func publish(from store: EventStore, _ post: ([UInt8]) throws -> Void) throws {
        var newest = try store.newest()
        if let newest {
            // What was numbered and perhaps not handed over.
            var position = try store.position(of: Self.hub)
            while goesOn, position != newest {
                let events = try store.list(
                    on: EventChannel.allCases, after: position, through: newest, limit: Self.batch)
                guard let last = events.last else { break }
                try handOver(events, to: store, post)
                position = last.id
            }
        }
        while goesOn {
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
            guard insist(lines, post) else { return }
            try store.setPosition(of: Self.hub, to: event.id)
            lines.removeAll(keepingCapacity: true)
        }
    }

    /// Posts until the hub takes it; false when it is time to stop before.
    private func insist(_ lines: [UInt8], _ post: ([UInt8]) throws -> Void) -> Bool {
        var isTold = false
        while goesOn {
            do {
                try post(lines)
                if isTold { log.write(.info, "the hub is back") }
                return true
            } catch {
                if !isTold { log.write(.warning, "the hub is away", "\(error)") }
                isTold = true
                ThisProcess.sleep(milliseconds: Self.outageMilliseconds)
            }
        }
        return false
    }
}
