import FoundationEssentials
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Storage

struct HoldingStoreTests {
    @Test func `held mails and jobs wait until they are released`() throws {
        let database = try ScratchDatabase.withSchema()
        let connection = database.connection()
        let (outbox, jobs, holding) = (OutboxStore(connection), JobStore(connection), HoldingStore(connection))
        let now = Date()
        let recipient = try #require(EmailAddress("ana@example.com"))
        for values in ["{}", "{\"secret\": \"x\"}"] {
            let draft = OutboxMail.Draft(
                kind: MailKind("k", Text("K", pt: "K")), to: recipient, in: .english, values: values)
            try outbox.add([draft], about: [UInt8](repeating: 0, count: 16), domain: "example.com", at: now)
        }
        _ = try jobs.add(kind: "send", lane: "a", at: now)
        _ = try jobs.add(kind: "other", at: now)
        try connection.transaction {
            try holding.removeSecretMails()
            let held = try holding.hold(jobsOf: ["send"])
            #expect(held == HoldingStore.Count(mails: 1, jobs: 1))
        }
        let later = now + 400 * 86_400
        try jobs.hasten(kind: "send", at: later)
        #expect(try jobs.take(for: JobStore.Lease(), kinds: ["send"], at: later) == nil)
        #expect(try jobs.take(for: JobStore.Lease(), kinds: ["send", "other"], at: later)?.kind == "other")
        #expect(try outbox.take(10, for: OutboxStore.Lease(), at: later).isEmpty)
        #expect(try outbox.backlog(countedTo: 100)?.pending == 0)
        let released = try connection.transaction { try holding.release(at: later) }
        #expect(released == HoldingStore.Count(mails: 1, jobs: 1))
        #expect(try outbox.backlog(countedTo: 100)?.pending == 1)
        #expect(try outbox.take(10, for: OutboxStore.Lease(), at: later).count == 1)
        #expect(try jobs.take(for: JobStore.Lease(), kinds: ["send"], at: later) != nil)
    }

    @Test func `a database carries one id until it is given another`() throws {
        let database = try ScratchDatabase.withSchema()
        let connection = database.connection()
        let store = InstanceStore(connection)
        let first = try #require(try store.id())
        #expect(try store.id() == first)
        let other = InstanceStore.ID()
        try store.renew(to: other)
        #expect(try store.id() == other)
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM instance", as: Int.self) == 1)
        #expect(throws: DatabaseError.self) {
            try connection.execute("INSERT INTO instance (place, id) VALUES (2, \(first))")
        }
    }
}
