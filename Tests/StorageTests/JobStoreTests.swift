import FoundationEssentials
import MariaDB
import Posix
import Routing
import Synchronization
import TestSupport
import Testing
import Values

@testable import Storage

@Suite struct JobStoreTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let store: JobStore
    private let now = Instant.read("2026-11-21T12:00:00Z") ?? .distantPast

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        store = JobStore(connection)
    }

    private func take(_ lease: JobStore.Lease = JobStore.Lease(), after seconds: Double = 0) throws -> Job? {
        try store.take(for: lease, kinds: ["a"], at: now.addingTimeInterval(seconds))
    }

    @Test func `due jobs are leased once, the longest due first, and of known kinds only`() throws {
        let late = try store.add(kind: "a", dueAt: now.addingTimeInterval(5), at: now)
        let second = try store.add(
            kind: "a", parameters: #"{"n":1}"#, createdBy: [UInt8](repeating: 7, count: 16), at: now)
        let first = try store.add(kind: "a", dueAt: now.addingTimeInterval(-5), at: now)
        _ = try store.add(kind: "unknown", at: now)
        #expect(try take()?.id == first)
        let taken = try #require(try take())
        #expect(taken.id == second && taken.attempts == 1 && taken.parameters == #"{"n":1}"#)
        #expect(try take() == nil)
        #expect(try take(after: 5)?.id == late)
        let shown = try #require(try store.find(second))
        #expect(
            shown.state == .running && shown.startedAt == now && shown.createdBy == [UInt8](repeating: 7, count: 16))
        #expect(try store.count(.pending, upTo: 100) == 1)
    }

    @Test func `a lane runs one at a time, in order of creation, and a postponed job holds it, a parked one does not`()
        throws
    {
        let ids = try connection.transaction { try (0..<4).map { _ in try store.add(kind: "a", lane: "l", at: now) } }
        let other = try store.add(kind: "a", lane: "m", at: now)
        let lease = JobStore.Lease()
        #expect(try take(lease)?.id == ids[0])
        #expect(try take()?.id == other)
        #expect(try take() == nil)
        #expect(try store.postpone(ids[0], of: lease, until: now.addingTimeInterval(10), because: "busy", at: now))
        #expect(try take(after: 9) == nil)
        #expect(try take(lease, after: 10)?.id == ids[0])
        #expect(try store.postpone(ids[0], of: lease, until: nil, because: "never", at: now))
        #expect(try take(lease, after: 10)?.id == ids[1])
        #expect(try store.finish(ids[1], of: lease, at: now))
        #expect(try store.cancel(ids[2], at: now))
        #expect(try take(lease, after: 10)?.id == ids[3])
        // An earlier one that comes back waits for the one that runs.
        #expect(try store.retry(ids[0], at: now))
        #expect(try take(after: 10) == nil)
        #expect(try store.finish(ids[3], of: lease, at: now))
        #expect(try take(after: 10)?.id == ids[0])
    }

    /// What takers that race have done.
    private struct Race: Sendable {
        var begun: [Int] = []
        var running: [String: Int] = [:]
        var faults: [String] = []
        var ended = 0
    }

    @Test func `takers that race leave no lane's order and take nothing twice`() throws {
        let (lanes, length, workers) = (4, 12, 8)
        var order: [Job.ID: Int] = [:]
        for number in 0..<lanes * length {
            order[try store.add(kind: "a", lane: "lane \(number % lanes)", at: now)] = number
        }
        for number in 0..<20 { order[try store.add(kind: "a", at: now)] = 1000 + number }
        let events = Mutex(Race())
        let (numbers, total, moment, options) = (order, order.count, now, database.options)
        let threads = try (0..<workers).map { _ in
            let done = Mutex(false)
            try ThreadHandle {
                DatabaseThread.attach()
                defer { DatabaseThread.detach() }
                let store = JobStore(Connection(options))
                do {
                    for _ in 0..<4000 {
                        if events.withLock({ $0.ended }) == total { break }
                        let lease = JobStore.Lease()
                        guard let job = try store.take(for: lease, kinds: ["a"], at: moment) else {
                            ThisProcess.sleep(milliseconds: 2)
                            continue
                        }
                        events.withLock { events in
                            events.begun.append(numbers[job.id] ?? -1)
                            if let lane = job.lane {
                                events.running[lane, default: 0] += 1
                                if events.running[lane] != 1 { events.faults.append("two in \(lane)") }
                            }
                        }
                        ThisProcess.sleep(milliseconds: Int.random(in: 0...2))
                        events.withLock { events in
                            if let lane = job.lane { events.running[lane, default: 0] -= 1 }
                        }
                        let isOurs = try store.finish(job.id, of: lease, at: moment)
                        events.withLock { events in
                            if !isOurs { events.faults.append("lost") }
                            events.ended += 1
                        }
                    }
                } catch {
                    events.withLock { $0.faults.append("\(error)") }
                }
                done.withLock { $0 = true }
            }.detach()
            return { done.withLock { $0 } }
        }
        var waited = 0
        while !threads.allSatisfy({ $0() }), waited < 60_000 {
            ThisProcess.sleep(milliseconds: 20)
            waited += 20
        }
        let seen = events.withLock { $0 }
        #expect(seen.faults == [])
        #expect(seen.begun.count == total && Set(seen.begun).count == total)
        for lane in 0..<lanes {
            let begun = seen.begun.filter { $0 < 1000 && $0 % lanes == lane }
            #expect(begun == begun.sorted())
        }
    }

    @Test func `of one key there is one unfinished job, also when many ask at once`() throws {
        let ids = Mutex<[Job.ID?]>([])
        let (options, moment) = (database.options, now)
        for _ in 0..<8 {
            try ThreadHandle {
                DatabaseThread.attach()
                defer { DatabaseThread.detach() }
                let connection = Connection(options)
                do {
                    let id = try connection.transaction {
                        try JobStore(connection).add(kind: "a", uniqueKey: "k", at: moment)
                    }
                    ids.withLock { $0.append(id) }
                } catch {
                    ids.withLock { $0.append(nil) }
                }
            }.detach()
        }
        for _ in 0..<3000 where ids.withLock({ $0.count }) < 8 { ThisProcess.sleep(milliseconds: 20) }
        let given = ids.withLock { $0 }
        let id = try #require(given.first ?? nil)
        #expect(given.count == 8 && Set(given) == [id])
        let lease = JobStore.Lease()
        #expect(try take(lease)?.id == id)
        #expect(try store.add(kind: "a", uniqueKey: "k", at: now) == id)
        #expect(try store.postpone(id, of: lease, until: nil, because: "never", at: now))
        let next = try store.add(kind: "a", uniqueKey: "k", at: now)
        #expect(next != id)
        #expect(try !store.retry(id, at: now))
        #expect(try store.retryAllFailed(at: now) == 0)
        #expect(try store.cancel(next, at: now))
        #expect(try store.retryAllFailed(at: now) == 1)
        #expect(try store.find(id)?.state == .pending)
    }

    @Test func `an unrenewed lease expires: another worker leases the job, and the first one can no longer write`()
        throws
    {
        let id = try store.add(kind: "a", lane: "l", at: now)
        let (first, second) = (JobStore.Lease(), JobStore.Lease())
        #expect(try take(first)?.id == id)
        #expect(try store.recordProgress(id, of: first, done: 3, total: 9, position: "three", at: now))
        #expect(try store.renew(id, for: first, at: now.addingTimeInterval(20)))
        #expect(try take(second, after: 49) == nil)
        let taken = try #require(try take(second, after: 50))
        #expect(taken.id == id && taken.attempts == 2 && taken.position == "three" && taken.progressDone == 3)
        #expect(try !store.renew(id, for: first, at: now))
        #expect(try !store.recordProgress(id, of: first, done: 1, total: 9, position: nil, at: now))
        #expect(try !store.finish(id, of: first, at: now))
        #expect(try !store.release(id, of: first, at: now))
        #expect(try !store.repeatLater(id, of: first, from: now))
        #expect(try !store.postpone(id, of: first, until: nil, because: "late", at: now))
        #expect(try store.recordProgress(id, of: second, done: 4, total: 9, position: nil, at: now))
        #expect(try store.release(id, of: second, at: now))
        let waiting = try #require(try store.find(id))
        #expect(
            waiting.state == .pending && waiting.attempts == 1 && waiting.position == "three"
                && waiting.progressDone == 4)
    }

    @Test func `a job that its worker dies of is parked after its last try, and gives its lane free`() throws {
        let id = try store.add(kind: "a", lane: "l", maxAttempts: 2, at: now)
        let next = try store.add(kind: "a", lane: "l", at: now)
        #expect(try take()?.id == id)
        #expect(try take(after: 31)?.attempts == 2)
        #expect(try take(after: 62) == nil)
        #expect(try store.find(id)?.state == .failed)
        #expect(try store.find(id)?.lastError == "the worker was lost")
        #expect(try take(after: 62)?.id == next)
    }

    @Test func `one that runs is cancelled when its worker lets go, or its hold ends`() throws {
        let ids = try (0..<2).map { _ in try store.add(kind: "a", lane: "l", at: now) }
        let lease = JobStore.Lease()
        for (index, id) in ids.enumerated() {
            #expect(try take(lease)?.id == id)
            #expect(try store.cancel(id, at: now) && !store.cancel(id, at: now))
            #expect(try store.find(id)?.state == .running)
            #expect(try !store.renew(id, for: lease, at: now))
            #expect(try take() == nil)
            if index == 0 {
                #expect(try store.endCancelled(id, at: now))
            } else {
                #expect(try take(after: 31) == nil)
            }
            #expect(try store.find(id)?.state == .cancelled)
        }
        #expect(try store.retry(ids[0], at: now))
        #expect(try take(lease)?.id == ids[0])
        #expect(try store.finish(ids[0], of: lease, at: now))
        #expect(try !store.retry(ids[0], at: now) && !store.cancel(ids[0], at: now))
    }

    @Test func `lists are newest first and filtered; only what was finished long ago is purged`() throws {
        let ids = try (0..<3).map { try store.add(kind: $0 == 1 ? "b" : "a", at: now.addingTimeInterval(Double($0))) }
        #expect(try store.list(limit: 10).map(\.id) == ids.reversed())
        #expect(try store.list(limit: 1, offset: 1).map(\.id) == [ids[1]])
        #expect(try store.list(JobStore.Filter(state: .pending, kind: "b"), limit: 10).map(\.id) == [ids[1]])
        #expect(try store.count(JobStore.Filter()) == 3 && store.count(JobStore.Filter(kind: "a")) == 2)
        #expect(try store.count(JobStore.Filter(state: .done)) == 0)
        #expect(try store.cancel(ids[0], at: now))
        #expect(try store.purge(before: now) == 0)
        #expect(try store.purge(before: now.addingTimeInterval(1)) == 1)
        #expect(try store.purge(before: now.addingTimeInterval(1)) == 0)
        #expect(try store.count(JobStore.Filter()) == 2)
    }

    @Test func `to look for a due job reads few of a great many finished ones`() throws {
        try connection.execute(
            """
            INSERT INTO jobs (id, kind, parameters, lane, state, max_attempts, due_at, created_at, finished_at)
            SELECT UNHEX(MD5(seq)), 'a', '{}', 'l', 'done', 1, \(now), \(now), \(now)
            FROM seq_1_to_20000
            """)
        let id = try store.add(kind: "a", lane: "l", at: now)
        _ = try take(after: -1)
        let before = try rowsRead()
        #expect(try take(after: -1) == nil)
        #expect(try take()?.id == id)
        #expect(try rowsRead() - before < 50)
    }

    private func rowsRead() throws -> Int {
        try #require(
            try connection.fetchValue(
                """
                SELECT CAST(SUM(variable_value) AS INT)
                FROM information_schema.session_status
                WHERE variable_name LIKE 'Handler_read_%' AND variable_name NOT LIKE '%_rnd%'
                """, as: Int.self))
    }
}
