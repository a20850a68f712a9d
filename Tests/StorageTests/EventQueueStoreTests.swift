import Dispatch
import FoundationEssentials
import MariaDB
import Posix
import Routing
import TestSupport
import Testing
import Values

@testable import Storage

@Suite struct EventQueueStoreTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let queue: EventQueueStore
    private static let created = EventType(name: "lead_created", channel: "leads")
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        queue = EventQueueStore(connection)
    }

    private static func subject(_ number: Int) throws -> Event.ID {
        let digits = String(number, radix: 16)
        return try #require(
            Event.ID("00000000-0000-0000-0000-" + String(repeating: "0", count: 12 - digits.count) + digits))
    }

    private static func entries(_ numbers: some Sequence<Int>) throws -> [EventQueueStore.Entry] {
        try numbers.map { EventQueueStore.Entry(Self.created, of: try Self.subject($0), at: now) }
    }

    /// The numbers of all events that wait, in the order in which the publisher takes them, some at a time.
    private func published(_ limit: Int = 256) throws -> [Int] {
        let store = EventStore(connection)
        var (numbers, last): ([Int], Event.ID?) = ([], nil)
        while true {
            let events = try store.number(limit)
            guard let newest = events.last else { return numbers }
            #expect(events.map(\.id.text) == events.map(\.id.text).sorted())
            #expect(last.map { $0.text < events[0].id.text } ?? true)
            last = newest.id
            numbers += events.map { event in
                let hex = event.payload.filter(\.isHexDigit).suffix(8)
                return Int(hex, radix: 16) ?? -1
            }
        }
    }

    @Test func `the payload of a record has further members after its id`() throws {
        let subject = try Self.subject(7)
        try queue.add([EventQueueStore.Entry(Self.created, of: subject, saying: ["name": "A \"B\"\n"], at: Self.now)])
        let events = try EventStore(connection).number(9)
        #expect(events.map(\.payload) == [#"{"id":"\#(subject.text)","name":"A \"B\"\n"}"#])
    }

    @Test func `no events are no statement`() throws {
        try queue.add([])
        #expect(try published() == [])
    }

    @Test func `events come out in the order in which they were added`() throws {
        try queue.add(Self.entries(0..<3))
        try queue.add(Self.entries([7]))
        try queue.add(Self.entries([5, 4]))
        #expect(try published(2) == [0, 1, 2, 7, 5, 4])
        #expect(try published() == [])
    }

    @Test func `more than a statement takes stay in order`() throws {
        try queue.add(Self.entries(0..<2500))
        #expect(try published() == Array(0..<2500))
    }

    @Test func `a transaction that is undone leaves a gap and no event`() throws {
        struct Undone: Error {}
        try queue.add(Self.entries([1]))
        #expect(throws: Undone.self) {
            try connection.transaction {
                try queue.add(Self.entries([2, 3]))
                throw Undone()
            }
        }
        try queue.add(Self.entries([4]))
        #expect(try published() == [1, 4])
    }

    @Test func `what is committed late is published late, and not left out`() throws {
        let other = database.connection()
        try other.transaction {
            try EventQueueStore(other).add(Self.entries([1, 2]))
            try queue.add(Self.entries([3]))
            #expect(try published() == [3])
        }
        try queue.add(Self.entries([4]))
        #expect(try published() == [1, 2, 4])
    }

    @Test func `of many who add at once each keeps its order and none loses an event`() throws {
        let (writers, each) = (6, 40)
        let ended = DispatchSemaphore(value: 0)
        for writer in 0..<writers {
            try ThreadHandle { [database] in
                DatabaseThread.attach()
                do {
                    let connection = database.connection()
                    for number in 0..<each {
                        let first = writer * 1000 + number * 2
                        try connection.transaction {
                            try EventQueueStore(connection).add(Self.entries([first, first + 1]))
                        }
                    }
                } catch {
                    Issue.record(error)
                }
                DatabaseThread.detach()
                ended.signal()
            }.detach()
        }
        for _ in 0..<writers { ended.wait() }
        let numbers = try published()
        #expect(numbers.count == writers * each * 2)
        for writer in 0..<writers {
            #expect(numbers.filter { $0 / 1000 == writer } == (0..<each * 2).map { writer * 1000 + $0 })
        }
    }
}
