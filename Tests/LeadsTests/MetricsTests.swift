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

    private struct Sample {
        var createdAt: Date
        var status: LeadStatus
        var score: Int
        var source: String?
        var owner: User.ID?
        var reachedOutAt: Date?
        var inTime: Bool?
        var answerSeconds: Int?
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

    private func withinTarget(of samples: [Sample]) -> Double? {
        let known = samples.compactMap(\.inTime)
        return known.isEmpty ? nil : Double(known.count { $0 }) / Double(known.count)
    }

    private func expect(
        _ found: LeadMetrics, of all: [Sample], in range: MetricsRange, by grouping: MetricsGrouping, _ clock: WallClock
    ) {
        let leads = all.filter { range.days.contains(clock.time(at: $0.createdAt).day.daysSince1970) }
        #expect(found.total == leads.count)
        #expect(found.withinTarget == withinTarget(of: leads))
        for status in LeadStatus.allCases {
            #expect(found.byStatus[status.rawValue] == leads.count { $0.status == status })
        }
        for priority in Priority.allCases {
            #expect(found.byPriority[priority.rawValue] == leads.count { Priority(score: $0.score) == priority })
        }
        let sources = Dictionary(grouping: leads, by: \.source).mapValues(\.count)
        #expect(Dictionary(uniqueKeysWithValues: found.bySource.map { ($0.source, $0.count) }) == sources)
        #expect(found.bySource.map(\.count) == sources.values.sorted(by: >))
        let owners = Dictionary(grouping: leads, by: \.owner)
        #expect(Set(found.byOwner.map(\.ownerID)) == Set(owners.keys))
        for owner in found.byOwner {
            #expect(owner.total == owners[owner.ownerID]?.count)
            #expect(owner.converted == owners[owner.ownerID]?.count { $0.status == .converted })
        }
        #expect(found.responseByOwner.map(\.ownerID) == found.byOwner.map(\.ownerID))
        for owner in found.responseByOwner { expect(owner.response, of: owners[owner.ownerID] ?? []) }
        #expect(found.responseBySource.map(\.source) == found.bySource.map(\.source))
        for source in found.responseBySource {
            expect(source.response, of: leads.filter { $0.source == source.source })
        }
        let starts = Set(range.days.map { grouping.start(of: CivilDay(daysSince1970: $0)).text }).sorted()
        #expect(found.periods.map(\.start) == starts)
        for period in found.periods {
            let members = leads.filter { grouping.start(of: clock.time(at: $0.createdAt).day).text == period.start }
            #expect(period.total == members.count)
            #expect(period.converted == members.count { $0.status == .converted })
        }
        let converted = leads.count { $0.status == .converted }
        #expect(found.conversionRate == (leads.isEmpty ? 0 : Double(converted) / Double(leads.count)))
        let waits = leads.compactMap { lead in
            lead.reachedOutAt.map {
                Int($0.timeIntervalSince1970.rounded(.down)) - Int(lead.createdAt.timeIntervalSince1970.rounded(.down))
            }
        }.sorted()
        #expect(found.timeToReachOut.medianSeconds == Self.quantile(0.5, of: waits))
        #expect(
            found.timeToReachOut.p90Seconds.map { ($0 * 10).rounded() }
                == Self.quantile(0.9, of: waits).map { ($0 * 10).rounded() })
    }

    private func expect(_ found: ResponseMetrics?, of leads: [Sample]) {
        let answers = leads.compactMap(\.answerSeconds).sorted()
        #expect(found?.answered == answers.count)
        #expect(found?.withinTarget == withinTarget(of: leads))
        #expect(found?.medianMinutes == Self.quantile(0.5, of: answers).map { $0 / 60 })
        #expect(
            found?.p90Minutes.map { ($0 * 600).rounded() }
                == Self.quantile(0.9, of: answers).map { ($0 * 10).rounded() })
    }

    private static func quantile(_ share: Double, of values: [Int]) -> Double? {
        guard let last = values.indices.last else { return nil }
        let position = Double(last) * share
        let lower = Int(position)
        let upper = min(lower + 1, last)
        return Double(values[lower]) + (position - Double(lower)) * Double(values[upper] - values[lower])
    }

    private func expect(_ found: LeadSummary, of all: [Sample], at now: Date, _ clock: WallClock) {
        let today = clock.time(at: now).day.daysSince1970
        func count(_ days: Int) -> Int {
            all.count { (today - days + 1...today).contains(clock.time(at: $0.createdAt).day.daysSince1970) }
        }
        #expect(found.today == count(1) && found.last7Days == count(7) && found.last30Days == count(30))
        let open = all.filter { $0.status != .converted && $0.status != .lost }
        #expect(found.open == open.count)
        #expect(found.hotOpen == open.count { $0.score >= 70 })
        for status in LeadStatus.allCases {
            #expect(found.byStatus[status.rawValue] == all.count { $0.status == status })
        }
        #expect(found.conversionRate == Double(all.count { $0.status == .converted }) / Double(all.count))
        #expect(found.withinTarget == withinTarget(of: all))
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

    @Test(arguments: [
        ("2026-01-31", "2026-01-26", "2026-01-01"), ("2026-02-01", "2026-01-26", "2026-02-01"),
        ("2026-02-02", "2026-02-02", "2026-02-01"), ("1970-01-01", "1969-12-29", "1970-01-01"),
        ("2024-12-31", "2024-12-30", "2024-12-01"),
    ])
    func `weeks begin on Monday, months on their first day`(day: String, week: String, month: String) throws {
        let day = try Rule<CivilDay>.day.read(.text(day))
        #expect(MetricsGrouping.day.start(of: day) == day)
        #expect(MetricsGrouping.week.start(of: day).text == week)
        #expect(MetricsGrouping.month.start(of: day).text == month)
    }

    @Test func `a wait belongs to one step, and steps come in order`() {
        var last = WaitStep(of: 0)
        for seconds in Array(0...5_000) + [1 << 20 - 1, 1 << 20, 1 << 40] {
            let step = WaitStep(of: seconds)
            #expect(step.seconds.contains(seconds), "\(seconds)")
            #expect(step == last || step.number > last.number, "\(seconds)")
            last = step
        }
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

    @Test func `quantiles are those of the whole list`() {
        for count in 0...45 {
            let values = (0..<count).map { _ in Int.random(in: 0...20) }.sorted()
            var quantiles = Quantiles(count: count)
            for value in Set(values).sorted() { quantiles.add(value, times: values.count { $0 == value }) }
            #expect(quantiles.median == Self.quantile(0.5, of: values))
            let wanted = Self.quantile(0.9, of: values)
            #expect(quantiles.ninetieth.map { ($0 * 10).rounded() } == wanted.map { ($0 * 10).rounded() })
        }
    }
}

@Suite struct MetricsRouteTests {
    private let database: ScratchDatabase
    private let responder: SampleDesk
    private let token: String

    init() throws {
        database = try ScratchDatabase.withSchema()
        responder = try SampleDesk(database: database)
        token = try responder.managerToken()
    }

    @Test func `the last 30 days by day are the default`() throws {
        let answer = try responder.send("GET", "/api/v1/metrics/leads", token: token)
        #expect(answer.status == 200)
        #expect(try LeadMetrics.schema.faults(of: answer.content) == [])
        #expect(answer["group_by"] == "day")
        guard case .array(let periods)? = answer.content["periods"] else { throw APIError.internalError }
        #expect(periods.count == 30)
        #expect(periods.first?["start"] == answer.content["from"] && periods.last?["start"] == answer.content["to"])
        let summary = try responder.send("GET", "/api/v1/metrics/summary", token: token)
        #expect(try LeadSummary.schema.faults(of: summary.content) == [])
    }

    @Test(arguments: [
        ("from=2026-01-01&to=2025-12-31", ["from"]), ("from=soon&to=2026-02-30", ["from", "to"]),
        ("group_by=year", ["group_by"]), ("from=2020-01-01&to=2022-01-01", ["from"]),
        ("from=1969-12-31", ["from"]), ("to=9999-12-31", ["to"]),
        ("group_by=week&from=2010-01-01&to=2020-02-01", ["from"]),
    ])
    func `a range that is none, or too long, is refused by name`(query: String, fields: [String]) throws {
        let answer = try responder.send("GET", "/api/v1/metrics/leads?\(query)", token: token)
        #expect(answer.status == 422)
        #expect(answer.faultyFields == Set(fields))
    }

    @Test(arguments: [
        ("from=2024-01-01&to=2025-12-31", 731), ("to=1970-01-01", 30), ("from=2026-01-05&to=2026-01-05", 1),
        ("group_by=week&from=2026-01-04&to=2026-01-05", 2), ("group_by=month&from=2017-01-01&to=2026-12-31", 120),
    ])
    func `the longest and the shortest range are served`(query: String, count: Int) throws {
        let answer = try responder.send("GET", "/api/v1/metrics/leads?\(query)", token: token)
        #expect(answer.status == 200)
        guard case .array(let periods)? = answer.content["periods"] else { throw APIError.internalError }
        #expect(periods.count == count)
    }

    @Test(arguments: ["leads", "summary"])
    func `metrics require a token`(which: String) throws {
        #expect(try responder.send("GET", "/api/v1/metrics/\(which)").status == 401)
    }
}
