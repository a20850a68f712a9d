import Dispatch
import Environment
import FoundationEssentials
import MariaDB
import Posix
import Synchronization
import TestSupport
import Testing
import Values

@testable import Storage

@Suite struct EventPublisherTests {
    private let database: ScratchDatabase
    private let queue: EventQueueStore
    private let store: EventStore
    private static let type = EventType(name: "a", channel: "leads")

    init() throws {
        database = try ScratchDatabase.withSchema()
        queue = EventQueueStore(database.connection())
        store = EventStore(database.connection())
    }

    private func add(_ numbers: some Sequence<Int>) throws {
        for number in numbers { try queue.add(Self.type, ["n": number]) }
    }

    private func payloads(_ numbers: some Sequence<Int>) -> [String] { numbers.map { #"{"n":\#($0)}"# } }

    /// The connection that holds a lock is closed by the server, as when its process dies.
    private func kill(holderOf lock: String) throws {
        let connection = database.connection()
        guard let holder = try connection.fetchValue("SELECT IS_USED_LOCK(\(lock))", as: Int?.self) ?? nil else {
            return
        }
        do { try connection.executeScript("KILL \(holder);") } catch {
            // It ended by itself.
        }
    }

    private var lock: String { WorkerLock.name(of: database.options) }

    @Test func `each subscriber receives all events, in order and once`() throws {
        let (hub, other) = (EventReceiver("hub"), EventReceiver("other"))
        try add(0..<10)
        try working(to: hub, other) {
            try wait { hub.payloads.count >= 10 && other.payloads.count >= 10 }
            try add(10..<300)
            try wait { hub.payloads.count >= 300 && other.payloads.count >= 300 }
        }
        for receiver in [hub, other] {
            #expect(receiver.payloads == payloads(0..<300))
            #expect(receiver.ids == receiver.ids.sorted())
            #expect(try store.position(of: receiver.name) == store.newest())
        }
    }

    @Test func `events that were refused are received again, before newer ones`() throws {
        let receiver = EventReceiver("hub") { $0 <= 2 }
        try add(0..<4)
        try working(to: receiver) { try wait { receiver.payloads.count >= 4 } }
        #expect(receiver.payloads == payloads(0..<4))
        #expect(receiver.attempts > 2)
    }

    @Test func `a new publisher starts with events that were numbered and not received`() throws {
        try add(0..<3)
        let numbered = try store.number(2)
        try store.setPosition(of: "hub", to: numbered[0].id)
        let receiver = EventReceiver("hub")
        try working(to: receiver) { try wait { receiver.payloads.count >= 2 } }
        #expect(receiver.payloads == payloads([1, 2]))
    }

    @Test func `after a restart each subscriber resumes from its own position`() throws {
        let (hub, other) = (EventReceiver("hub"), EventReceiver("other"))
        try add(0..<5)
        try working(to: hub) { try wait { hub.payloads.count >= 5 } }
        try add(5..<8)
        try working(to: hub, other) {
            try wait { hub.payloads.count >= 8 && other.payloads.count >= 8 }
        }
        #expect(hub.payloads == payloads(0..<8))
        #expect(other.payloads == payloads(0..<8), "a new subscriber begins with the oldest event")
    }

    @Test func `a failing subscriber delays no other, and misses nothing`() throws {
        let isHealthy = Atomic(false)
        let failing = EventReceiver("failing") { _ in !isHealthy.load(ordering: .relaxed) }
        let other = EventReceiver("other")
        try working(to: failing, other) {
            try add(0..<20)
            try wait { other.payloads.count >= 20 && failing.attempts >= 3 }
            #expect(try store.position(of: "failing") == nil)
            isHealthy.store(true, ordering: .relaxed)
            try wait { failing.payloads.count >= 20 }
        }
        #expect(failing.payloads == payloads(0..<20))
        #expect(other.payloads == payloads(0..<20))
    }

    @Test func `others see whether a subscriber is reached, with and without events`() throws {
        let connection = database.connection()
        func isReached() throws -> Bool { try EventDelivery.isReaching("hub", database.options, on: connection) }
        let isHealthy = Atomic(true)
        let hub = EventReceiver("hub") { _ in !isHealthy.load(ordering: .relaxed) }
        #expect(try !isReached())
        try working(to: hub) {
            try wait { try isReached() }
            isHealthy.store(false, ordering: .relaxed)
            try wait { try !isReached() }
            isHealthy.store(true, ordering: .relaxed)
            try wait { try isReached() }
            try add(0..<3)
            try wait { hub.payloads.count == 3 }
            isHealthy.store(false, ordering: .relaxed)
            try add(3..<5)
            try wait { try !isReached() }
            isHealthy.store(true, ordering: .relaxed)
            try wait { hub.payloads.count == 5 }
            try wait { try isReached() }
        }
        #expect(try !isReached(), "no worker, no delivery")
    }

    @Test func `a slow subscriber delays no other`() throws {
        let (slow, other) = (EventReceiver("slow"), EventReceiver("other"))
        let gate = DispatchSemaphore(value: 0)
        slow.pause = { gate.wait() }
        try working(to: slow, other) {
            try add(0..<5)
            try wait { other.payloads.count >= 5 }
            #expect(slow.payloads.isEmpty)
            for _ in 0..<5 { gate.signal() }
            try wait { slow.payloads.count >= 5 }
        }
        #expect(slow.payloads == payloads(0..<5))
    }

    @Test func `one transaction holds a bounded number of bytes`() throws {
        let receiver = EventReceiver("hub")
        let text = String(repeating: "x", count: 50_000)
        try queue.add(Self.type, all: Array(repeating: ["t": text], count: 30), at: Date())
        try working(to: receiver) { try wait { receiver.payloads.count >= 30 } }
        #expect(receiver.sizes.allSatisfy { $0 < 560_000 } && receiver.sizes.count > 2)
    }

    /// Of what a subscriber writes through the connection, and of what it does elsewhere.
    @Test func `connections that are lost leave no gap and no disorder`() throws {
        try database.connection().executeScript(
            "CREATE TABLE received (number BIGINT AUTO_INCREMENT PRIMARY KEY, payload TEXT NOT NULL);")
        let (hub, keeper) = (EventReceiver("hub"), EventReceiver("keeper"))
        keeper.write = { event, connection in
            try connection.execute("INSERT INTO received (payload) VALUES (\(event.payload))")
        }
        let count = 600
        try working(to: hub, keeper) {
            // A second worker, ready to continue.
            try working(to: hub, keeper) {
                for number in 0..<count {
                    try add([number])
                    guard number % 20 == 0 else { continue }
                    try kill(holderOf: [lock, "\(lock)-hub", "\(lock)-keeper"][number / 20 % 3])
                }
                try wait { Set(hub.ids).count >= count && Set(keeper.ids).count >= count }
                try wait { try store.position(of: "keeper") == store.newest() }
            }
        }
        var written: [String] = []
        try database.connection().forEachRow("SELECT payload FROM received ORDER BY number") { row in
            written.append(try row["payload"])
        }
        #expect(written == payloads(0..<count), "what is written through the connection is written once")
        var newest: Event.ID?
        var first: [String] = []
        for event in hub.events where newest.map({ $0 < event.id }) ?? true {
            newest = event.id
            first.append(event.payload)
        }
        #expect(first == payloads(0..<count), "nothing is received before an older event")
    }

    @Test func `old events are removed whether or not a subscriber has received them`() throws {
        let old = Date() - EventStore.keptSeconds - 60
        try queue.add(Self.type, all: [["n": 0], ["n": 1]], at: old)
        let removed = try store.number(8, at: old)
        try store.setPosition(of: "dead", to: removed[0].id)
        try add([2])
        _ = try store.number(8)
        #expect(try store.removeOld(before: Date() - EventStore.keptSeconds) == 2)
        let dead = EventReceiver("dead")
        try working(to: dead) {
            try add([3])
            try wait { dead.payloads.count >= 2 }
        }
        #expect(dead.payloads == payloads([2, 3]), "it resumes with the oldest event that is kept")
    }

    @Test func `of two publishers one works`() throws {
        let receiver = EventReceiver("hub")
        try add([1])
        try working(to: receiver) {
            try wait { receiver.payloads.count == 1 }
            for name in [lock, "\(lock)-hub"] {
                #expect(throws: DatabaseError.self) { try database.connection().withLock(name, waitSeconds: 0) {} }
            }
        }
        for name in [lock, "\(lock)-hub"] { try database.connection().withLock(name, waitSeconds: 0) {} }
    }

    /// As on two nodes of a cluster, each with locks of its own.
    @Test func `two publishers that do not see each other's locks leave no gap, no disorder and nothing twice`() throws
    {
        try database.connection().executeScript(
            "CREATE TABLE received (number BIGINT AUTO_INCREMENT PRIMARY KEY, payload TEXT NOT NULL);")
        let receivers = [EventReceiver("keeper"), EventReceiver("keeper")]
        for receiver in receivers {
            receiver.write = { event, connection in
                try connection.execute("INSERT INTO received (payload) VALUES (\(event.payload))")
            }
        }
        let count = 400
        func written() throws -> [String] {
            var all: [String] = []
            try database.connection().forEachRow("SELECT payload FROM received ORDER BY number") { row in
                all.append(try row["payload"])
            }
            return all
        }
        try working(to: receivers[0], under: "\(lock)-a") {
            try working(to: receivers[1], under: "\(lock)-b") {
                for number in 0..<count {
                    try add([number])
                    if number % 10 == 0 { ThisProcess.sleep(milliseconds: 20) }
                }
                try wait { try written().count >= count }
            }
        }
        #expect(try written() == payloads(0..<count))
        #expect(try store.position(of: "keeper") == store.newest())
    }

    @Test func `a subscriber that is near receives what others publish`() throws {
        let (hub, other) = (EventReceiver("hub-a", isNear: true), EventReceiver("hub-b", isNear: true))
        try working(to: hub) {
            try working(to: other) {
                try add(0..<50)
                try wait { hub.payloads.count >= 50 && other.payloads.count >= 50 }
            }
        }
        for receiver in [hub, other] {
            #expect(receiver.payloads == payloads(0..<50))
            #expect(try store.position(of: receiver.name) == store.newest())
        }
    }

    /// Runs a publisher on its threads, as a worker does, while a body runs.
    private func working(to subscribers: EventReceiver..., under lock: String? = nil, while body: () throws -> Void)
        throws
    {
        let publisher = try EventPublisher(database.options, to: subscribers, log: Log(from: .error), under: lock)
        let ended = DispatchSemaphore(value: 0)
        let runs = [publisher.run] + publisher.deliveries.map { $0.run }
        for run in runs {
            try ThreadHandle {
                DatabaseThread.attach()
                run()
                DatabaseThread.detach()
                ended.signal()
            }.detach()
        }
        defer {
            publisher.stop()
            for _ in runs { ended.wait() }
        }
        try body()
    }

    /// Waits until something is so; half a minute is a failure.
    private func wait(sourceLocation: SourceLocation = #_sourceLocation, until condition: () throws -> Bool) throws {
        for _ in 0..<3000 {
            if try condition() { return }
            ThisProcess.sleep(milliseconds: 10)
        }
        Issue.record("it did not happen", sourceLocation: sourceLocation)
    }
}
