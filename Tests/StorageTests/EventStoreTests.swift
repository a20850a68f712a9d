import FoundationEssentials
import MariaDB
import TestSupport
import Testing
import Values

@testable import Storage

@Suite struct EventStoreTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let queue: EventQueueStore
    private let store: EventStore
    private static let early = EventType(name: "early", channel: "leads")
    private static let late = EventType(name: "late", channel: "leads")

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        queue = EventQueueStore(connection)
        store = EventStore(connection)
    }

    private func add(_ count: Int, on channel: String = "whatsapp") throws {
        let type = EventType(name: "session_status", channel: channel)
        for number in 0..<count { try queue.add(type, ["status": "\(number)"]) }
    }

    private func payloads(_ events: [Event]) -> [String] { events.map(\.payload) }

    @Test func `an event is one line of JSON in the envelope of the contract`() throws {
        let moment = Instant.read("2026-11-21T12:00:00Z") ?? .distantPast
        let type = EventType(name: "qrcode", channel: "whatsapp")
        try connection.transaction { try queue.add(type, ["image_b64": "a\nb"], at: moment) }
        let event = try #require(try store.number(1).first)
        #expect(
            event.envelope == """
                {"version":"v1","type":"qrcode","id":"\(event.id.text)","timestamp":\
                "2026-11-21T12:00:00Z","payload":{"image_b64":"a\\nb"}}
                """)
    }

    @Test func `ids rise in the order of writing, whatever the clock does`() throws {
        try add(200)
        let first = try store.number(128)
        let second = try store.number(128, at: Date().addingTimeInterval(-3600))
        #expect(first.count == 128)
        #expect(second.count == 72)
        let all = first + second
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.id < $1.id && $0.id.text < $1.id.text })
        #expect(payloads(all) == (0..<200).map { #"{"status":"\#($0)"}"# })
        #expect(try store.newest() == all.last?.id)
        #expect(try store.number(128).isEmpty)
    }

    @Test func `an id is above the last one that any publisher gave, also where its event is not to be seen yet`()
        throws
    {
        try add(1)
        let elsewhere = Event.ID(at: Date().addingTimeInterval(60))
        try store.setPosition(of: EventStore.publisher, to: elsewhere)
        let event = try #require(try store.number(1).first)
        #expect(event.id > elsewhere)
        #expect(try store.position(of: EventStore.publisher) == event.id)
        #expect(try store.lags(countedTo: 9).isEmpty)
    }

    @Test func `positions of subscribers that are gone are forgotten, by the beginning of their names`() throws {
        for name in ["hub", "hub-a", "hub-b", "webhooks"] { try store.setPosition(of: name, to: Event.ID()) }
        #expect(try store.removePositions(beginning: "hub", except: ["hub-a", "hub-b"]) == 1)
        #expect(try store.lags(countedTo: 1).map(\.subscriber) == ["hub-a", "hub-b", "webhooks"])
        #expect(try store.removePositions(beginning: "hub", except: ["hub"]) == 2)
        #expect(try store.lags(countedTo: 1).map(\.subscriber) == ["webhooks"])
    }

    @Test func `uncommitted events are numbered only after their commit`() throws {
        let other = database.connection()
        try connection.transaction {
            try queue.add(Self.late, ["n": 1])
            try EventQueueStore(other).add(Self.early, ["n": 2])
            #expect(try EventStore(other).number(8).map(\.type.name) == ["early"])
        }
        let first = try store.newest()
        #expect(try store.number(8).map(\.type.name) == ["late"])
        #expect(try store.list(on: ["leads"], after: first, through: #require(try store.newest()), limit: 9).count == 1)
    }

    @Test func `writers and the reader of a short queue do not block each other`() throws {
        let other = database.connection()
        try other.execute("SET SESSION innodb_lock_wait_timeout = 1")
        try add(20)
        try connection.transaction {
            try queue.add(Self.late, ["n": 1])
            try EventQueueStore(other).add(Self.early, ["n": 2])
            #expect(try EventStore(other).number(128).count == 21)
        }
        #expect(try store.number(128).map(\.type.name) == ["late"])
    }

    @Test func `a subscriber reads what it missed of its own channels`() throws {
        try add(3)
        try add(2, on: "leads")
        let events = try store.number(4) + store.number(4)
        let newest = try #require(try store.newest())
        #expect(try store.list(on: ["leads"], after: nil, through: newest, limit: 9) == Array(events[3...]))
        #expect(
            try store.list(on: ["whatsapp"], after: events[0].id, through: newest, limit: 9) == Array(events[1..<3]))
        #expect(
            try store.list(on: ["leads", "messages", "whatsapp"], after: nil, through: events[1].id, limit: 9).count
                == 2)
        #expect(try store.list(on: [String](), after: nil, through: newest, limit: 9).isEmpty)
    }

    @Test func `triggers publish changes of a lead, but no score-only change and no new lead`() throws {
        let id = Identifier<Int>()
        let now = Date()
        try connection.execute(
            """
            INSERT INTO leads (id, first_name, last_name, created_at, updated_at)
            VALUES (\(id), 'Ana', 'Souza', \(now), \(now))
            """)
        try connection.execute("UPDATE leads SET score = 50, version = version + 1 WHERE id = \(id)")
        try connection.execute(
            "UPDATE leads SET status = 'QUALIFIED', updated_at = \(now.addingTimeInterval(1)) WHERE id = \(id)")
        try connection.execute("UPDATE leads SET follow_up = 'done' WHERE id = \(id)")
        try connection.execute(
            "UPDATE leads SET status = 'LOST', updated_at = \(now.addingTimeInterval(2)) WHERE id = \(id)")
        try connection.execute("DELETE FROM leads WHERE id = \(id)")
        let events = try store.number(1) + store.number(1)
        #expect(events.map(\.type.name) == ["lead_changed", "lead_deleted"])
        #expect(events.allSatisfy { $0.type.channel == "leads" && $0.payload == #"{"id":"\#(id.text)"}"# })
    }

    @Test func `old events go, new ones stay`() throws {
        let old = Date().addingTimeInterval(-100)
        try queue.add(Self.early, ["n": 1], at: old)
        _ = try store.number(1, at: old)
        try queue.add(Self.late, ["n": 2], at: old)
        try add(1)
        #expect(try store.removeOld(before: Date().addingTimeInterval(-50)) == 2)
        #expect(try store.number(8).map(\.type.name) == ["session_status"])
    }
}
