import FoundationEssentials
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Storage

/// What waits, as `/metrics` shows it.
@Suite struct BacklogTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let now = Instant.read("2026-11-21T12:00:00Z") ?? .distantPast

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
    }

    @Test func `mails are counted up to a limit, those that wait, are held or have failed each by themselves`() throws {
        let store = OutboxStore(connection)
        let kind = MailKind("lead_confirmation", Text("Confirmation", pt: "Confirmação"))
        let draft = OutboxMail.Draft(
            kind: kind, to: try #require(EmailAddress("a@example.com")), in: .english, values: "{}")
        for age in [10.0, 30, 20] {
            try store.add(
                [draft], about: [UInt8](repeating: 1, count: 16), domain: "example.com",
                at: now.addingTimeInterval(-age))
        }
        #expect(try store.backlog(countedTo: 3)?.pending == 3)
        let first = try #require(try store.backlog(countedTo: 1))
        #expect(first.pending == 1 && first.oldest == now.addingTimeInterval(-30))
        let lease = OutboxStore.Lease()
        for mail in try store.take(2, for: lease, at: now) {
            try store.postpone(mail.id, of: lease, until: nil, because: "no")
        }
        #expect(try store.failed(countedTo: 10) == 2 && store.failed(countedTo: 1) == 1)
        #expect(try store.held(countedTo: 10) == 0)
        _ = try connection.transaction { try HoldingStore(connection).hold(jobsOf: []) }
        #expect(try store.held(countedTo: 10) == 1)
        #expect(try store.backlog(countedTo: 10)?.pending == 0)
        #expect(try store.backlog(countedTo: 10)?.oldest == nil)
    }

    @Test func `jobs are counted up to a limit by their state, and the first that is due is found`() throws {
        let store = JobStore(connection)
        #expect(try store.firstDue(at: now) == nil)
        for seconds in [5.0, -7, -9] { _ = try store.add(kind: "a", dueAt: now.addingTimeInterval(seconds), at: now) }
        #expect(try store.count(.pending, upTo: 10) == 3 && store.count(.pending, upTo: 2) == 2)
        #expect(try store.firstDue(at: now) == now.addingTimeInterval(-9))
        _ = try store.take(for: JobStore.Lease(), kinds: ["a"], at: now)
        #expect(try store.firstDue(at: now) == now.addingTimeInterval(-7))
        #expect(try store.count(.running, upTo: 10) == 1 && store.count(.failed, upTo: 10) == 0)
    }

    @Test func `events are counted up to a limit until they are published, then until each subscriber has them`() throws
    {
        let (queue, store) = (EventQueueStore(connection), EventStore(connection))
        #expect(try store.queued(countedTo: 10) == 0 && store.lags(countedTo: 10).isEmpty)
        for number in 0..<5 { try queue.add(EventType(name: "late", channel: "leads"), ["n": number]) }
        #expect(try store.queued(countedTo: 10) == 5 && store.queued(countedTo: 3) == 3)
        let events = try store.number(10)
        try store.setPosition(of: "hub", to: events[1].id)
        try store.setPosition(of: "other", to: events[4].id)
        #expect(try store.queued(countedTo: 10) == 0)
        #expect(try store.lags(countedTo: 10).map { "\($0.subscriber) \($0.pending)" } == ["hub 3", "other 0"])
        #expect(try store.lags(countedTo: 2).map(\.pending) == [2, 0])
    }
}
