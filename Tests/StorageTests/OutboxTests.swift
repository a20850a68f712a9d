import DomainTestSupport
import Environment
import FoundationEssentials
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Storage

@Suite struct OutboxTests {
    private static let kind = MailKind("lead_confirmation", Text("Confirmation", pt: "Confirmação"))

    private let database: ScratchDatabase
    private let connection: Connection
    private let store: OutboxStore
    private let now = Instant.read("2026-11-21T12:00:00Z") ?? .distantPast
    private let subject = [UInt8](repeating: 1, count: 16)

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        store = OutboxStore(connection)
    }

    private func add(_ count: Int, at moment: Date? = nil) throws {
        let drafts = try (0..<count).map { number in
            OutboxMail.Draft(
                kind: Self.kind, to: try #require(EmailAddress("p\(number)@example.com")),
                in: .brazilianPortuguese, values: #"{"first_name":"Zé"}"#)
        }
        try store.add(drafts, about: subject, domain: "example.com", at: moment ?? now)
    }

    private func mail(_ id: OutboxMail.ID) throws -> OutboxMail { try #require(try store.find(id)) }

    @Test func `enqueued mails are leased once, oldest first, and counted`() throws {
        try add(3)
        try add(2, at: now.addingTimeInterval(-10))
        #expect(try store.backlog(countedTo: 100)?.pending == 5)
        #expect(try store.backlog(countedTo: 100)?.oldest == now.addingTimeInterval(-10))
        let first = try store.take(2, for: OutboxStore.Lease(), at: now)
        #expect(first.map(\.createdAt) == [now.addingTimeInterval(-10), now.addingTimeInterval(-10)])
        #expect(first.allSatisfy { $0.messageID == "\($0.id.text)@example.com" && $0.language == .brazilianPortuguese })
        let second = try OutboxStore(database.connection()).take(10, for: OutboxStore.Lease(), at: now)
        #expect(second.count == 3)
        #expect(Set(first.map(\.id)).isDisjoint(with: second.map(\.id)))
        #expect(try store.take(10, for: OutboxStore.Lease(), at: now) == [])
    }

    @Test func `two workers at the same moment never wait for each other`() throws {
        try add(4)
        let other = database.connection()
        try connection.transaction {
            let held: [OutboxMail] = try connection.fetchAll("SELECT * FROM outbox ORDER BY id LIMIT 2 FOR UPDATE")
            let taken = try OutboxStore(other).take(10, for: OutboxStore.Lease(), at: now)
            #expect(taken.count == 2 && Set(taken.map(\.id)).isDisjoint(with: held.map(\.id)))
        }
    }

    @Test func `a hold that is not renewed ends, and its worker can no longer postpone`() throws {
        try add(1)
        let (first, second) = (OutboxStore.Lease(), OutboxStore.Lease())
        let id = try #require(try store.take(1, for: first, at: now).first?.id)
        try store.renew([id], for: first, at: now.addingTimeInterval(50))
        #expect(try store.take(1, for: second, at: now.addingTimeInterval(61)) == [])
        let taken = try store.take(1, for: second, at: now.addingTimeInterval(111))
        #expect(taken.map(\.id) == [id] && taken.first?.attempts == 1)
        try store.postpone(id, of: first, until: nil, because: "late")
        #expect(try mail(id).state == .pending)
        // Whoever sent it knows that it is sent.
        try store.finish(id, at: now)
        #expect(try mail(id).state == .sent)
        #expect(try mail(id).sentAt == now)
    }

    @Test func `a postponed mail comes back, a failed one when it is asked to, a released one at once`() throws {
        try add(1)
        let lease = OutboxStore.Lease()
        let id = try #require(try store.take(1, for: lease, at: now).first?.id)
        try store.postpone(id, of: lease, until: now.addingTimeInterval(5), because: "busy")
        #expect(try mail(id).lastError == "busy")
        #expect(try store.take(1, for: lease, at: now.addingTimeInterval(4)) == [])
        #expect(try store.take(1, for: lease, at: now.addingTimeInterval(5)).count == 1)
        try store.release([id], from: lease, at: now)
        #expect(try mail(id).attempts == 1)
        #expect(try store.take(1, for: lease, at: now).count == 1)
        try store.postpone(id, of: lease, until: nil, because: "no such user")
        #expect(try mail(id).state == .failed)
        #expect(try store.take(1, for: lease, at: now.addingTimeInterval(1e6)) == [])
        #expect(try store.retry(nil, at: now) == 1)
        #expect(try mail(id).attempts == 0)
        #expect(try store.take(1, for: lease, at: now).count == 1)
        try store.finish(id, at: now)
        #expect(try store.retry(id, at: now) == 0)
        #expect(try store.purge(.sent, before: now) == 0)
        #expect(try store.purge(.sent, before: now.addingTimeInterval(1)) == 1)
        #expect(try store.backlog(countedTo: 100) != nil && store.list(nil, limit: 10) == [])
    }

    @Test func `old sent mails are purged, queued and failed ones are not`() throws {
        try add(3)
        let lease = OutboxStore.Lease()
        let ids = try store.take(3, for: lease, at: now).map(\.id)
        try store.finish(ids[0], at: now)
        try store.postpone(ids[1], of: lease, until: nil, because: "no such user")
        #expect(try store.purgeSent(before: now) == 0)
        #expect(try store.purgeSent(before: now.addingTimeInterval(61)) == 1)
        #expect(try store.purgeSent(before: now.addingTimeInterval(1e6)) == 0)
        #expect(try Set(store.list(nil, limit: 10).map(\.id)) == [ids[1], ids[2]])
    }

    private func delivery(_ kind: MailKind = kind) throws -> OutboxDelivery {
        let settings = try database.settings(
            ["SMTP_HOST": "localhost", "SMTP_FROM_EMAIL": "desk@example.com"], for: .administering)
        let templates = try MailTemplates(
            folder: "\(SourceTree.folder)/Sources/Leads/Mails", kinds: [kind])
        return try OutboxDelivery(settings, templates, log: Log(from: .error))
    }

    @Test func `a batch is sent, and each mail once`() throws {
        try add(3, at: Date())
        var sent: [String] = []
        let delivery = try delivery()
        for expected in [3, 0] {
            let count = try delivery.deliverBatch(connection) { sender, recipient, bytes in
                #expect(sender == "desk@example.com")
                #expect(String(decoding: bytes, as: UTF8.self).contains("Ol=C3=A1, Z=C3=A9!"))
                sent.append(recipient)
                return .sent
            }
            #expect(count == expected)
        }
        #expect(sent.sorted() == ["p0@example.com", "p1@example.com", "p2@example.com"])
        #expect(try store.list(.sent, limit: 10).count == 3)
    }

    @Test func `while nothing goes through only one mail of a batch is tried`() throws {
        try add(3, at: Date())
        var tries = 0
        try delivery().deliverBatch(connection) { _, _, _ in
            tries += 1
            return .unavailable("no connection")
        }
        #expect(tries == 1)
        let waiting = try store.list(.pending, limit: 10)
        #expect(waiting.count == 3)
        #expect(waiting.allSatisfy { $0.lastError == "no connection" && $0.nextAttemptAt > Date() })
    }

    @Test func `a mail that is refused is parked, one that is late after 24 hours`() throws {
        try add(2, at: Date())
        let old = Date().addingTimeInterval(-OutboxPause.limitSeconds)
        try connection.execute("UPDATE outbox SET first_attempt_at = \(old) WHERE recipient = 'p0@example.com'")
        try delivery().deliverBatch(connection) { _, recipient, _ in
            recipient == "p0@example.com" ? .postponed("busy") : .refused("no such user")
        }
        #expect(try Set(store.list(.failed, limit: 10).map(\.lastError)) == ["busy", "no such user"])
    }

    @Test func `a mail whose sender waits is tried once, and not when it is too late`() throws {
        let hurried = MailKind("lead_confirmation", Self.kind.title, patience: .seconds(8))
        try add(1, at: Date())
        try delivery(hurried).deliverBatch(connection) { _, _, _ in .unavailable("no connection") }
        #expect(try store.list(.failed, limit: 10).map(\.lastError) == ["no connection"])
        try add(1, at: Date().addingTimeInterval(-9))
        try delivery(hurried).deliverBatch(connection) { _, _, _ in .sent }
        let late = try #require(try store.list(.failed, limit: 10).first { $0.lastError != "no connection" })
        #expect(try store.outcome(of: late.id)?.state == .failed)
        try store.removeFinished(late.id)
        #expect(try store.outcome(of: late.id) == nil)
    }
}
