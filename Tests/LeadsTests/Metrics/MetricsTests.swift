import DomainTestSupport
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

/// Metrics beside a count of every row in this process, over leads made at random.
@Suite struct MetricsTests {
    private let database: ScratchDatabase
    private let connection: Connection

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
    }

    /// Five weeks around a change of the clock, and moments at the edges of days.
    private func samples(_ count: Int, around center: Date, by clock: WallClock, owners: [User.ID]) -> [Sample] {
        (0..<count).map { _ in
            var created = center.addingTimeInterval(Double(Int.random(in: -1_500_000_000...1_500_000_000)) / 1000)
            if Int.random(in: 0..<4) == 0 {
                let day = clock.time(at: created).day
                let midnight = clock.instant(of: WallTime(day: day, secondOfDay: 0))
                created = midnight.addingTimeInterval([-0.001, 0, 0.001, 3600, -3600].randomElement() ?? 0)
            }
            return Sample(
                createdAt: created, status: LeadStatus.allCases.randomElement() ?? .pending,
                score: [0, 39, 40, 69, 70, 100].randomElement() ?? 0,
                source: ["site", "Site", "evento", nil].randomElement() ?? nil,
                owner: (owners + [nil]).randomElement() ?? nil,
                reachedOutAt: Bool.random()
                    ? created.addingTimeInterval(Double(Int.random(in: 0...90_000_000)) / 1000) : nil,
                inTime: [true, false, nil].randomElement() ?? nil,
                answerSeconds: [Int.random(in: 0...100), Int.random(in: 0...90_000_000), nil].randomElement() ?? nil)
        }
    }

    private func users(_ count: Int) throws -> [User.ID] {
        try (0..<count).map { number in
            let id = User.ID()
            try connection.execute(
                """
                INSERT INTO users (id, username, name, email, password_hash, role, role_name, created_at, updated_at)
                VALUES (\(id), \("u\(number)"), '', \("u\(number)@example.com"), '', 'agent', 'agent', NOW(6), NOW(6))
                """)
            return id
        }
    }

    @discardableResult
    private func add(_ sample: Sample, over connection: Connection) throws -> Lead.ID {
        let id = Lead.ID()
        try connection.execute(
            """
            INSERT INTO leads (
              id, first_name, last_name, status, score, business_tracking, owner_id, created_at, updated_at, reached_out_at,
              in_time, answer_seconds)
            VALUES (
              \(id), 'Ada', '', \(sample.status), \(sample.score), \(sample.source), \(sample.owner), \(sample.createdAt),
              \(sample.createdAt), \(sample.reachedOutAt), \(sample.inTime), \(sample.answerSeconds))
            """)
        return id
    }

    private func change(_ id: Lead.ID, to sample: Sample) throws {
        try connection.execute(
            """
            UPDATE leads
            SET status = \(sample.status), score = \(sample.score), business_tracking = \(sample.source),
              owner_id = \(sample.owner), reached_out_at = \(sample.reachedOutAt), in_time = \(sample.inTime),
              answer_seconds = \(sample.answerSeconds)
            WHERE id = \(id)
            """)
    }

    /// Much sooner done than all that follows.
    private func tallyOnly() throws {
        let settings = try SampleDesk(database: database).settings
        _ = try LeadFollowUp(settings, log: Log(from: .error), steps: [LeadTallying()]).run(connection)
    }

    private func followUp() throws {
        let settings = try SampleDesk(database: database).settings
        _ = try LeadFollowUp(settings, log: Log(from: .error)).run(connection)
    }

    @Test(arguments: [
        ("America/Sao_Paulo", "2026-03-10T12:00:00Z"), ("America/New_York", "2026-03-08T07:00:00Z"),
        ("America/New_York", "2026-11-01T06:00:00Z"), ("Asia/Kathmandu", "2026-02-01T00:00:00Z"),
        ("America/Sao_Paulo", "2018-11-04T03:00:00Z"), ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
        ("Pacific/Kiritimati", "2026-01-01T00:00:00Z"), ("UTC", "2024-02-29T12:00:00Z"),
        // Until 1972 its clock was 44 minutes and 30 seconds late: no quarter of an hour begins a day.
        ("Africa/Monrovia", "1972-01-05T00:00:00Z"),
    ])
    func `equal a count of every row, in any zone, grouping and range`(zone: String, center: String) throws {
        let clock = try #require(WallClock(zone: zone))
        let middle = SampleLeads.instant(center)
        let owners = try users(3)
        let other = database.connection()
        var all = samples(250, around: middle, by: clock, owners: owners)
        var ids = try all.enumerated().map { try add($1, over: $0 % 2 == 0 ? connection : other) }
        let today = clock.time(at: middle).day.daysSince1970
        func expectAll() throws {
            for grouping in MetricsGrouping.allCases {
                for _ in 0..<3 {
                    let first = today + Int.random(in: -20...15)
                    let range = MetricsRange(
                        from: CivilDay(daysSince1970: first),
                        to: CivilDay(daysSince1970: first + Int.random(in: 0...25)))
                    let found = try MetricsHandlers.metrics(of: range, by: grouping, clock, connection)
                    #expect(try LeadMetrics.schema.faults(of: found) == [])
                    expect(found, of: all, in: range, by: grouping, clock)
                }
            }
        }
        // All new; all tallied; some changed and removed since, and some new ones; all of that tallied.
        try expectAll()
        try followUp()
        try expectAll()
        for number in all.indices where number % 3 == 0 {
            let other = samples(1, around: middle, by: clock, owners: owners)[0]
            all[number].status = other.status
            all[number].score = other.score
            all[number].source = other.source
            all[number].owner = other.owner
            all[number].reachedOutAt = other.reachedOutAt.map { max($0, all[number].createdAt) }
            all[number].inTime = other.inTime
            all[number].answerSeconds = other.answerSeconds
            try change(ids[number], to: all[number])
        }
        for id in ids.suffix(20) { try connection.execute("DELETE FROM leads WHERE id = \(id)") }
        (all, ids) = (all.dropLast(20), ids.dropLast(20))
        let added = samples(30, around: middle, by: clock, owners: owners)
        ids += try added.map { try add($0, over: connection) }
        all += added
        try change(ids[all.count - 1], to: all[all.count - 1])
        try expectAll()
        try followUp()
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM lead_deltas", as: Int.self) == 0)
        try expectAll()
        for _ in 0..<4 {
            let now = middle.addingTimeInterval(Double(Int.random(in: -900_000...900_000)))
            expect(try MetricsHandlers.summary(at: now, clock, connection), of: all, at: now, clock)
        }
    }

    @Test func `the summary follows changes of status and score, deletions and what was rolled back`() throws {
        let clock = try #require(WallClock(zone: "America/Sao_Paulo"))
        let now = Date()
        var all = samples(60, around: now, by: clock, owners: [])
        let ids = try all.map { try add($0, over: connection) }
        for number in stride(from: 0, to: 40, by: 2) {
            all[number].status = LeadStatus.allCases.randomElement() ?? .lost
            all[number].score = Int.random(in: 0...100)
            try connection.execute(
                """
                UPDATE leads
                SET status = \(all[number].status), score = \(all[number].score)
                WHERE id = \(ids[number])
                """)
        }
        for id in ids.suffix(10) { try database.connection().execute("DELETE FROM leads WHERE id = \(id)") }
        all.removeLast(10)
        struct RolledBack: Error {}
        #expect(throws: RolledBack.self) {
            try connection.transaction {
                try add(all[0], over: connection)
                throw RolledBack()
            }
        }
        expect(try MetricsHandlers.summary(at: now, clock, connection), of: all, at: now, clock)
    }

    @Test func `counters part priorities where the program does`() throws {
        for score in 0...100 {
            try add(Sample(createdAt: Date(), status: .pending, score: score), over: connection)
        }
        for priority in Priority.allCases {
            let total = try MetricsStore(connection).standing().first { $0.priority == priority }?.total
            #expect(total == priority.scores.count)
        }
    }

    @Test func `an empty database has periods of nothing, no wait and a rate of 0`() throws {
        let clock = try #require(WallClock(zone: "UTC"))
        let day = try #require(CivilDay(year: 2026, month: 3, day: 31))
        let range = MetricsRange(days: 40, through: day)
        let found = try MetricsHandlers.metrics(of: range, by: .month, clock, connection)
        #expect(found.periods.map(\.start) == ["2026-02-01", "2026-03-01"])
        #expect(found.total == 0 && found.conversionRate == 0 && found.bySource == [] && found.byOwner == [])
        #expect(found.timeToReachOut == LeadMetrics.Wait(medianSeconds: nil, p90Seconds: nil))
        #expect(try LeadMetrics.schema.faults(of: found) == [])
        let summary = try MetricsHandlers.summary(at: Date(), clock, connection)
        #expect(summary.today == 0 && summary.open == 0 && summary.conversionRate == 0)
        #expect(try LeadSummary.schema.faults(of: summary) == [])
    }

    @Test func `metrics read tallies, and no lead but those at the ends of the range`() throws {
        try connection.execute(
            """
            INSERT INTO leads (id, first_name, last_name, business_tracking, created_at, updated_at, reached_out_at, answer_seconds)
            SELECT UNHEX(MD5(seq)), 'Ada', '', 'site', '2026-03-10' + INTERVAL seq * 15 SECOND, '2026-03-10',
              '2026-03-10' + INTERVAL seq * 16 SECOND, seq
            FROM seq_1_to_20000
            """)
        try tallyOnly()
        let clock = try #require(WallClock(zone: "America/Sao_Paulo"))
        let day = try #require(CivilDay(year: 2026, month: 3, day: 31))
        let before = try connection.indexEntriesRead()
        let found = try MetricsHandlers.metrics(of: MetricsRange(days: 40, through: day), by: .month, clock, connection)
        let entries = try connection.indexEntriesRead() - before
        #expect(found.total == 20_000)
        #expect(found.timeToReachOut.medianSeconds == 10_000.5)
        #expect(found.timeToReachOut.p90Seconds.map { ($0 * 10).rounded() } == 180_001)
        #expect(found.responseByOwner.map(\.response.medianMinutes) == [10_000.5 / 60])
        #expect(found.responseBySource.map(\.response.medianMinutes) == [10_000.5 / 60])
        // Four days of slots and places, and the two or three steps of waits that the quantiles lie in, 2,048 seconds each at most; the same of
        // answers by owner and by source.
        #expect(entries < 24_000)
    }
}
