import Crypto
package import Environment
import FoundationEssentials
package import Frame
package import MariaDB
package import Serving
import StoredSettings
import Values

/// The processing of a submission after its response: a row marked `new` gets its owner, tallies, mails, events and words,
/// by `guiche-worker`, in the order of arrival, many rows a transaction, and the mark is cleared in the same transaction.
///
/// So each step is done exactly once, by any number of workers and whatever is killed: what has not committed is done by the next. One
/// works at a time, under a lock of the database that dies with its connection. A submission never waits for it: it locks rows that are
/// there, and no gap in which rows are inserted.
///
/// A row that a step cannot do, for a reason of the row's own, does not hold up others: it is put aside, logged, and retried
/// later; it stays marked until then.
package final class LeadFollowUp {
    /// A step of what follows from submissions.
    package typealias Step = any FollowUpStep<FollowUpBatch>

    /// The steps of this domain, in order. A new step is a file and a line, here or in the declaration of another domain.
    static let steps: [Step] = [
        LeadHandout(), LeadTiming(), LeadCounting(), LeadTallying(), LeadPlacing(), FormCounting(), ConsentRecording(),
        LeadAttributing(), LeadValuing(), LeadMailing(), LeadAnnouncing(), LeadWording(),
    ]

    /// How many leads, and how many further enquiries, are followed up in one transaction.
    package static let batch = 200
    /// How long a row that failed is left alone.
    private static let pauseSeconds = 60.0
    /// From so many rows on that fail, something else is wrong than the rows.
    private static let mostAside = 100

    private let settings: Settings
    private let log: Log
    private let steps: [Step]
    /// Rows that failed, and when they are tried again.
    private var aside: [[UInt8]: Date] = [:]
    /// How many leads came or were changed since ranges were last cut; unknown at first.
    private var moved = LeadRangeStore.usualSize

    /// The follow-up by some steps, in order; for one thread.
    package init(_ settings: Settings, log: Log, steps: [Step]) {
        self.settings = settings
        self.log = log
        self.steps = steps
    }

    /// Rows that are done together.
    private struct Keys {
        var leads: [Lead.ID]
        var enquiries: [Enquiry.ID]

        var count: Int { leads.count + enquiries.count }
        var isEmpty: Bool { count == 0 }
        /// Whether there may be more.
        var isFull: Bool { leads.count == LeadFollowUp.batch || enquiries.count == LeadFollowUp.batch }

        /// The older half, and the rest; leads come before enquiries.
        var halves: [Keys] {
            let half = count / 2
            let (front, back) = (min(half, leads.count), max(half - leads.count, 0))
            return [
                Keys(leads: Array(leads.prefix(front)), enquiries: Array(enquiries.prefix(back))),
                Keys(leads: Array(leads.dropFirst(front)), enquiries: Array(enquiries.dropFirst(back))),
            ]
        }
    }

    /// How many rows wait.
    package static func backlog(_ connection: Connection) throws(DatabaseError) -> Int {
        try FollowUpStore(connection: connection).backlog()
    }

    private static let pending = Metric(
        "guiche_follow_up_pending",
        "Leads and further enquiries that wait for their follow-up, each counted to \(MetricSource.countedRows).")
    private static let oldest = Metric(
        "guiche_follow_up_oldest_seconds", "How long the oldest of them has waited.", in: .seconds,
        limit: Limit(
            "follow-up", .above(900), "a submission has waited for {} for its mails and counts",
            remedy: "the worker's log names the rows that it puts off; guichectl follow-up --count has their number"))
    /// The backlog as shown by `/metrics`.
    package static let metrics = MetricSource("the follow-up", [pending, oldest]) { place in
        let store = FollowUpStore(connection: place.connection)
        let first = try store.oldest()
        return [
            pending.sample(Double(try store.pending(countedTo: MetricSource.countedRows))),
            oldest.sample(first.map { max(0, Date().timeIntervalSince($0)) } ?? 0),
        ]
    }

    /// Follows up what is new, while `isRunning` is true; then works changes of other leads into tallies and ranges. What comes meanwhile may
    /// be left, since a transaction of a few rows costs nearly as much as one of many.
    ///
    /// - Returns: how many rows were done; none while another is at work.
    /// - Throws: `DatabaseError`; the transactions before it stay.
    package func run(_ connection: Connection, while isRunning: () -> Bool = { true }) throws -> Int {
        var done = 0
        let (tallies, numbers) = (MetricsStore(connection), NumberRangeStore(connection: connection))
        guard
            try mustTend || !nextKeys(connection, at: Date()).isEmpty || tallies.hasChanges() || numbers.hasChanges()
        else { return 0 }
        do {
            try connection.withLock(Self.lockName(of: settings.database), waitSeconds: 1) {
                while isRunning() {
                    let keys = try nextKeys(connection, at: Date())
                    let count = try keys.isEmpty ? 0 : follow(keys, on: connection)
                    done += count
                    moved += count
                    if mustTend { try tend(connection, while: isRunning) }
                    // All that was new is done, or nothing could be: others hold it.
                    if count == 0 || !keys.isFull { break }
                }
                moved += try tallies.settleChanges(while: isRunning) + numbers.settleChanges(while: isRunning)
                if mustTend { try tend(connection, while: isRunning) }
            }
        } catch let error as DatabaseError where error.code == .lockWaitTimeout && done == 0 {
            return 0
        }
        return done
    }
}

extension LeadFollowUp {
    private static func lockName(of database: ConnectionOptions) -> String {
        "guiche-follow-up-" + hexEncoded(Array(sha256(database.database).prefix(16)))
    }

    /// Ranges have their usual size again long before a page would cost more.
    private var mustTend: Bool { moved >= LeadRangeStore.usualSize / 2 }

    private func tend(_ connection: Connection, while isRunning: () -> Bool) throws {
        try LeadRangeStore(connection: connection).tend(while: isRunning)
        try NumberRangeStore(connection: connection).tend(while: isRunning)
        if isRunning() { moved = 0 }
    }

    private func nextKeys(_ connection: Connection, at now: Date) throws -> Keys {
        aside = aside.filter { $0.value > now }
        let store = FollowUpStore(connection: connection)
        let limit = Self.batch + aside.count
        let leads = try store.newLeads(limit).filter { aside[$0.bytes] == nil }.prefix(Self.batch)
        let enquiries = try store.newEnquiries(through: leads.count == Self.batch ? leads.last : nil, limit)
            .filter { aside[$0.bytes] == nil }.prefix(Self.batch)
        return Keys(leads: Array(leads), enquiries: Array(enquiries))
    }

    /// Follows up some rows; where one of them cannot be, the others in smaller parts.
    ///
    /// - Returns: how many rows were done.
    private func follow(_ keys: Keys, on connection: Connection) throws -> Int {
        do {
            return try attempt(keys, on: connection)
        } catch let error as DatabaseError where error.isOutage {
            throw error
        } catch {
            guard keys.count == 1 else {
                return try keys.halves.filter { !$0.isEmpty }.reduce(0) { try $0 + follow($1, on: connection) }
            }
            try putAside(keys, because: error)
            return 0
        }
    }

    private func putAside(_ keys: Keys, because error: any Error) throws {
        let failure = (error as? StepFailure) ?? StepFailure(step: "reading", cause: error)
        guard aside.count < Self.mostAside else { throw failure.cause }
        for (id, text) in keys.leads.map({ ($0.bytes, $0.text) }) + keys.enquiries.map({ ($0.bytes, $0.text) }) {
            aside[id] = Date().addingTimeInterval(Self.pauseSeconds)
            log.write(
                .error, "follow-up put off", "\(text), \(failure.step): \(String(reflecting: failure.cause))")
        }
    }

    private struct StepFailure: Error {
        let step: String
        let cause: any Error
    }

    private func attempt(_ keys: Keys, on connection: Connection) throws -> Int {
        let store = FollowUpStore(connection: connection)
        // No gap is locked then.
        try connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        return try connection.transaction {
            let leads = keys.leads.isEmpty ? [] : try store.take(leads: keys.leads)
            let enquiries = keys.enquiries.isEmpty ? [] : try store.take(enquiries: keys.enquiries)
            // Read when the rows are locked: what is counted again after a change of settings finds them done by the old ones, or waits.
            let config = try ConfigStore(connection).snapshot()
            let clock = ResponseClock(config, by: settings.clock)
            let batch = FollowUpBatch(
                leads: leads.map { $0.timed(by: clock) }, enquiries: enquiries, settings: settings, config: config,
                at: Date())
            guard batch.count > 0 else { return 0 }
            for step in steps {
                do {
                    try step.run(batch, on: connection)
                } catch {
                    if let error = error as? DatabaseError, error.isOutage { throw error }
                    throw StepFailure(step: step.name, cause: error)
                }
            }
            try store.finish(batch)
            return batch.count
        }
    }
}
