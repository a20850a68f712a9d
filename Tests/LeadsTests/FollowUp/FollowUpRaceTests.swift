import DomainTestSupport
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Posix
import Routing
import Synchronization
import TestSupport
import Testing
import Values

@testable import Leads

/// Workers and submissions at the same moment.
extension FollowUpTests {
    /// What the threads of a run exchange.
    private final class Progress: Sendable {
        private let last = Mutex<Int?>(nil)
        private let cuts = Atomic(0)
        private let running = Atomic(0)
        private let isTakenIn = Atomic(false)
        private let isOver = Atomic(false)
        /// The connection of the worker that began last.
        var worker: Int? { last.withLock { $0 } }
        var cutCount: Int { cuts.load(ordering: .relaxed) }
        /// Whether all submissions are in.
        var hasTakenIn: Bool { isTakenIn.load(ordering: .relaxed) }
        var hasEnded: Bool { isOver.load(ordering: .relaxed) }
        func note(worker: Int?) { last.withLock { $0 = worker } }
        func noteCut() { cuts.add(1, ordering: .relaxed) }
        func takenIn() { isTakenIn.store(true, ordering: .relaxed) }

        /// Runs a body on a thread of its own: what waits for the database would hold one of the few that all tests share.
        func start(_ body: @escaping @Sendable () -> Void) throws {
            running.add(1, ordering: .relaxed)
            try ThreadHandle { [self] in
                DatabaseThread.attach()
                body()
                DatabaseThread.detach()
                running.subtract(1, ordering: .releasing)
            }.detach()
        }

        /// Lets the threads end.
        func end() {
            isOver.store(true, ordering: .relaxed)
            while running.load(ordering: .acquiring) > 0 { ThisProcess.sleep(milliseconds: 10) }
        }
    }

    @Test func `any number of workers do each row once while submissions come and connections are cut`() throws {
        let progress = Progress()
        let submitted = 300
        defer { progress.end() }
        for _ in 0..<3 {
            try progress.start { [database, settings] in
                let followUp = LeadFollowUp(settings, log: Log(from: .error))
                let connection = database.connection()
                while !progress.hasEnded {
                    // A connection that is cut is the failure under test; the rows are left to the next.
                    progress.note(worker: try? connection.fetchValue("SELECT CONNECTION_ID()", as: Int.self))
                    _ = try? followUp.run(connection)
                    ThisProcess.sleep(milliseconds: 2)
                }
            }
        }
        try progress.start { [database] in
            let connection = database.connection()
            while !progress.hasTakenIn, !progress.hasEnded {
                ThisProcess.sleep(milliseconds: Int.random(in: 5...25))
                // Who is gone by now need not be cut.
                if let id = progress.worker, (try? connection.execute("KILL CONNECTION \(id)")) != nil {
                    progress.noteCut()
                }
            }
        }
        for number in 0..<submitted {
            try submit("lead\(number)@example.com", at: now.addingTimeInterval(Double(number)))
        }
        progress.takenIn()
        for _ in 0..<3000 where try LeadFollowUp.backlog(connection) > 0 { ThisProcess.sleep(milliseconds: 20) }
        progress.end()
        #expect(progress.cutCount > 0)
        #expect(try LeadFollowUp.backlog(connection) == 0)
        #expect(try integer("SELECT COALESCE(SUM(total), 0) FROM lead_counts") == submitted)
        #expect(try integer("SELECT COALESCE(SUM(total), 0) FROM lead_days") == submitted)
        #expect(try integer("SELECT COUNT(*) FROM event_queue") == submitted)
        #expect(try integer("SELECT COUNT(DISTINCT subject_id) FROM event_queue") == submitted)
        #expect(try integer("SELECT COUNT(*) FROM outbox") == 2 * submitted)
        #expect(try integer("SELECT COUNT(DISTINCT message_id) FROM outbox") == 2 * submitted)
        #expect(try integer("SELECT COUNT(DISTINCT lead_id) FROM lead_words") == submitted)
    }

    @Test func `a submission does not wait for a follow-up that is under way`() throws {
        struct Waiting: FollowUpStep {
            let name = "waiting"
            let body: @Sendable () throws -> Void
            func run(_ batch: FollowUpBatch, on connection: Connection) throws {
                if batch.leads.contains(where: { $0.contact.email == "ada@example.com" }) { try body() }
            }
        }
        try submit("ada@example.com")
        let slow = followUp([
            LeadCounting(), LeadMailing(), LeadAnnouncing(), LeadWording(),
            Waiting { [database, now] in
                let other = database.connection()
                try other.execute("SET SESSION innodb_lock_wait_timeout = 1")
                let contact = SampleLeads.contact { $0.email = "grace@example.com" }
                #expect(
                    try LeadStore(other).keep(Submission(Lead.ID(at: now + 1), contact, mailsIn: .english, at: now + 1))
                )
                #expect(
                    try LeadStore(other).page(Page(number: 1, size: 9), of: LeadFilter(), in: LeadOrder()).total == 2)
            },
        ])
        #expect(try slow.run(connection) == 1)
        #expect(try LeadFollowUp.backlog(connection) == 1, "what came meanwhile is the next run's")
        #expect(try slow.run(connection) == 1)
        #expect(try LeadFollowUp.backlog(connection) == 0)
    }
}
