package import Environment
package import MariaDB
package import Posix
import Synchronization

/// Numbers events, and has each subscriber receive them on a thread of its own.
///
/// Any number may run; a database lock lets one work at a time, and is released with its connection, so that the next continues. In a
/// cluster each node has a lock of its own: one that finds another at work leaves it the next second.
package final class EventPublisher: Sendable {
    /// Poll interval while the queue is drained: each poll that finds something costs two commits, and
    /// they wait for the same disk as those of submissions. Longer while they pour in, and when none has come for two seconds.
    private static let pauseMilliseconds = 40
    private static let floodPauseMilliseconds = 150
    /// So many events in one look are a flood.
    private static let flood = 32
    /// The pause after a failure of the database.
    private static let outageMilliseconds = 250
    /// How long one that is not alone leaves the work to the other, at least and at most.
    private static let yieldMilliseconds = 800...1600
    /// The most events numbered in one transaction.
    private static let batch = 256

    /// The deliveries to the subscribers: each `run` is a thread's.
    package let deliveries: [EventDelivery]
    private let database: ConnectionOptions
    private let log: Log
    private let lock: String
    private let isStopping = Atomic(false)

    /// A publisher of the events in a database.
    ///
    /// - Parameter lock: the name of the lock by which it is alone; for tests of what happens where another is beside it all the same.
    /// - Throws: `PosixError` when the system has no descriptor left.
    package init(
        _ database: ConnectionOptions, to subscribers: [any EventSubscriber], log: Log, under lock: String? = nil
    ) throws(PosixError) {
        self.database = database
        self.log = log
        let lock = lock ?? WorkerLock.name(of: database)
        self.lock = lock
        var deliveries: [EventDelivery] = []
        for subscriber in subscribers {
            deliveries.append(try EventDelivery(to: subscriber, database, log: log, under: lock))
        }
        self.deliveries = deliveries
    }

    /// Ends `run`, here and of the deliveries, soon.
    package func stop() {
        isStopping.store(true, ordering: .relaxed)
        for delivery in deliveries { delivery.stop() }
    }

    private var isRunning: Bool { !isStopping.load(ordering: .relaxed) }

    /// Numbers events until `stop` is called.
    package func run() {
        let connection = Connection(database)
        while isRunning {
            do {
                try connection.withLock(lock, waitSeconds: 1) {
                    log.write(.info, "publishing events")
                    for delivery in deliveries { delivery.begin() }
                    defer { for delivery in deliveries { delivery.pause() } }
                    try publish(from: EventStore(connection))
                }
            } catch let error as DatabaseError where error.code == .lockWaitTimeout {
                // Another is at work.
                continue
            } catch is EventStore.NotAlone {
                ThisProcess.sleep(milliseconds: Int.random(in: Self.yieldMilliseconds))
            } catch {
                log.write(.warning, "events wait", String(reflecting: error))
                ThisProcess.sleep(milliseconds: Self.outageMilliseconds)
            }
        }
    }

    private func publish(from store: EventStore) throws {
        var pace = IdlePace(restsAfter: 50, factor: 4)
        while isRunning {
            let events = try store.number(Self.batch)
            if !events.isEmpty { for delivery in deliveries { delivery.ring() } }
            let pauses = pace.pauses(afterFinding: !events.isEmpty)
            if events.count < Self.batch {
                ThisProcess.sleep(
                    milliseconds: events.count < Self.flood
                        ? pauses * Self.pauseMilliseconds : Self.floodPauseMilliseconds)
            }
        }
    }
}
