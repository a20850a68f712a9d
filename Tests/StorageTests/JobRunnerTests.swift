import DomainTestSupport
import Environment
import FoundationEssentials
import MariaDB
import Routing
import Synchronization
import TestSupport
import Testing
import Values

@testable import Storage

@Suite struct JobRunnerTests {
    private struct Handler: JobHandler {
        let kind = "a"
        let body: @Sendable (JobRun) throws -> JobOutcome
        func run(_ run: JobRun) throws -> JobOutcome { try body(run) }
    }

    private struct Broken: Error, CustomStringConvertible {
        let description = "it broke"
    }

    private let database: ScratchDatabase
    private let connection: Connection
    private let store: JobStore

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        store = JobStore(connection)
    }

    private func runner(_ body: @escaping @Sendable (JobRun) throws -> JobOutcome) throws -> JobRunner {
        let settings = try database.settings(for: .administering)
        return JobRunner(settings, [Handler(body: body)], log: Log(from: .error))
    }

    private func job(_ id: Job.ID) throws -> Job { try #require(try store.find(id)) }

    @Test func `a handler sees its job, reports its progress, and finishes`() throws {
        let id = try store.add(kind: "a", parameters: #"{"x":1}"#)
        let runner = try runner { run in
            #expect(run.job.parameters == #"{"x":1}"# && !run.isStopping)
            try run.progress(2, of: 5, position: "two")
            return .done
        }
        #expect(try runner.runNext(connection))
        #expect(try !runner.runNext(connection))
        let job = try job(id)
        #expect(job.state == .done && job.finishedAt != nil && !job.isHeld)
        #expect(job.progressDone == 2 && job.progressTotal == 5 && job.position == "two")
        #expect(try Job.schema.faults(of: job) == [] && JobReply.schema.faults(of: JobReply(job)) == [])
        #expect(try PageOf<Job>.schema.faults(of: PageOf([job], total: 1, Page(number: 1, size: 20))) == [])
    }

    @Test func `one that throws is tried again after pauses that grow, and parked after its last try`() throws {
        let id = try store.add(kind: "a", maxAttempts: 4)
        let runner = try runner { _ in throw Broken() }
        for (attempt, pause) in [2.0, 4.0, 8.0].enumerated() {
            let before = Date()
            #expect(try runner.runNext(connection))
            let job = try job(id)
            #expect(job.state == .pending && job.attempts == attempt + 1 && job.lastError == "it broke")
            let actual = job.dueAt.timeIntervalSince(before)
            #expect((pause * 0.8...pause * 1.2 + 5).contains(actual))
            #expect(try !runner.runNext(connection))
            try connection.execute("UPDATE jobs SET due_at = created_at")
        }
        #expect(try runner.runNext(connection))
        #expect(try job(id).state == .failed && job(id).finishedAt != nil)
        #expect(Backoff(firstSeconds: 2, longestSeconds: 60).seconds(afterAttempts: 400, jitter: 1) == 72)
        #expect(Backoff(firstSeconds: 2, longestSeconds: 60).seconds(afterAttempts: 0, jitter: 0) == 2)
    }

    @Test func `one that is to run again has not failed; one that never can has`() throws {
        let again = try store.add(kind: "a", parameters: "1", maxAttempts: 1)
        let runner = try runner { run in run.job.parameters == "1" ? .again(after: .milliseconds(1500)) : .failed("no")
        }
        let before = Date()
        #expect(try runner.runNext(connection))
        let job = try job(again)
        #expect(job.state == .pending && job.attempts == 0 && job.lastError == nil)
        #expect((1.4...20).contains(job.dueAt.timeIntervalSince(before)))
        let never = try store.add(kind: "a", parameters: "2")
        #expect(try runner.runNext(connection))
        #expect(try self.job(never).state == .failed && self.job(never).lastError == "no")
    }

    @Test func `a stopping runner stops its handlers, and released jobs continue elsewhere`() throws {
        let id = try store.add(kind: "a")
        let holder = Mutex<JobRunner?>(nil)
        let runner = try runner { run in
            #expect(!run.isStopping)
            holder.withLock { $0?.stop() }
            #expect(run.isStopping)
            try run.progress(1, of: 2, position: "one")
            return .stopped
        }
        holder.withLock { $0 = runner }
        #expect(try runner.runNext(connection))
        #expect(try job(id).state == .pending && job(id).attempts == 0)
        let next = try self.runner { run in
            #expect(run.job.position == "one" && run.job.progressDone == 1)
            return .done
        }
        #expect(try next.runNext(connection))
        #expect(try job(id).state == .done)
        holder.withLock { $0 = nil }
    }

    @Test func `a handler of a cancelled job is stopped by its next report and by the lease that is not renewed`()
        throws
    {
        let other = database.options
        for isWord in [true, false] {
            let id = try store.add(kind: "a")
            let holder = Mutex<JobRunner?>(nil)
            let runner = try runner { run in
                let second = Connection(other)
                holder.withLock { $0?.renewHolds(second) }
                #expect(!run.isStopping)
                #expect(try JobStore(second).cancel(run.job.id, at: Date()))
                if isWord { try run.progress(1, of: 2) }
                holder.withLock { $0?.renewHolds(second) }
                #expect(run.isStopping)
                return .stopped
            }
            holder.withLock { $0 = runner }
            #expect(try runner.runNext(connection))
            #expect(try job(id).state == .cancelled)
            holder.withLock { $0 = nil }
        }
    }
}
