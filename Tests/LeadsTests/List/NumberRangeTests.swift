import DomainTestSupport
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Posix
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

/// Lists of numbers of own fields, counted by ranges.
@Suite struct NumberRangeTests {
    private let samples: SampleNumbers
    private let settings: Settings
    private var connection: Connection { samples.connection }

    init() throws {
        let database = try ScratchDatabase.withSchema()
        settings = try SampleDesk(database: database).settings
        samples = try SampleNumbers(database)
    }

    private func followUp() throws {
        _ = try LeadFollowUp(settings, log: Log(from: .error), steps: [LeadValuing()]).run(connection)
    }

    private struct Broken: Error {}

    /// A follow-up that fails after it has counted.
    private func breakOff() throws {
        #expect(throws: Broken.self) {
            try connection.transaction {
                let store = FollowUpStore(connection: connection)
                try LeadStore(connection).addValues(of: store.take(leads: store.newLeads(50)).map(\.lead))
                throw Broken()
            }
        }
    }

    @Test(arguments: 0..<4)
    func `count and list what all leads show, whatever comes, changes and goes`(run: Int) throws {
        var numbers = SeededNumbers(seed: .random(in: 0 ... .max))
        let comment: Comment = "seed \(numbers.seed)"
        let ranges = NumberRangeStore(connection: connection, size: 5)
        for step in 0..<40 {
            switch Int.random(in: 0..<8, using: &numbers) {
            case 0, 1: try samples.add(25, &numbers)
            case 2: try samples.change(&numbers)
            case 3: try followUp()
            case 4: try breakOff()
            case 5: try samples.followAsBefore()
            case 6: try ranges.settleChanges()
            default: try ranges.tend()
            }
            #expect(try samples.faults() == [], "\(comment), step \(step)")
            for condition in try samples.conditions(6, &numbers) where NumberCondition(condition) != nil {
                try samples.expectRight(
                    condition, isDescending: Bool.random(using: &numbers), "\(comment), step \(step)")
            }
        }
        try samples.add(100, &numbers)
        try followUp()
        try ranges.settleChanges()
        try ranges.tend()
        #expect(try samples.faults() == [] && !ranges.hasChanges(), comment)
        // But for those of one number.
        let wide = try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM (
              SELECT total, COALESCE(LEAD(start) OVER (PARTITION BY field_id ORDER BY start) - 1, \(Int.max)) > start AS is_wide
              FROM lead_number_ranges) AS ranges
            WHERE is_wide AND total > 10
            """, as: Int.self)
        #expect(wide == 0, comment)
        #expect(
            try connection.fetchValue("SELECT COUNT(*) > 6 FROM lead_number_ranges", as: Bool.self) == true, comment)
        try connection.execute("DELETE FROM leads")
        try ranges.settleChanges()
        try ranges.tend()
        #expect(
            try connection.fetchValue("SELECT COUNT(*) = 3 AND SUM(total) = 0 FROM lead_number_ranges", as: Bool.self)
                == true, comment)
    }

    @Test func `are right while several workers count, with or without a lock`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        let comment: Comment = "seed \(seed)"
        let end = ContinuousClock.now + .seconds(3)
        let (database, fields, settings) = (samples.database, samples.fields, settings)
        let writer = try ThreadHandle {
            DatabaseThread.attach()
            defer { DatabaseThread.detach() }
            var numbers = SeededNumbers(seed: seed)
            let own = SampleNumbers(database, with: fields)
            var round = 0
            while ContinuousClock.now < end {
                round += 1
                do {
                    if round % 4 == 0 { try own.change(&numbers) } else { try own.add(10, &numbers) }
                    if round % 40 == 0 {
                        try own.connection.execute("DELETE FROM leads WHERE ASCII(SUBSTR(id, 14)) < 200")
                    }
                } catch { Issue.record(error, comment) }
            }
        }
        func worker(_ size: Int) throws -> ThreadHandle {
            try ThreadHandle {
                DatabaseThread.attach()
                defer { DatabaseThread.detach() }
                let own = SampleNumbers(database, with: fields)
                let ranges = NumberRangeStore(connection: own.connection, size: size)
                while ContinuousClock.now < end {
                    do {
                        _ = try LeadFollowUp(settings, log: Log(from: .error), steps: [LeadValuing()]).run(
                            own.connection)
                        try ranges.settleChanges()
                        try ranges.tend()
                    } catch { Issue.record(error, comment) }
                }
            }
        }
        let one = try worker(5)
        let other = try worker(9)
        var numbers = SeededNumbers(seed: seed &+ 1)
        var rounds = 0
        while ContinuousClock.now < end || rounds == 0 {
            for condition in try samples.conditions(4, &numbers) where NumberCondition(condition) != nil {
                try samples.expectRight(condition, isDescending: rounds % 2 == 0, comment)
            }
            rounds += 1
        }
        writer.join()
        one.join()
        other.join()
        try followUp()
        #expect(try samples.faults() == [], comment)
        #expect(try !NumberRangeStore(connection: connection).hasChanges(), comment)
    }

    @Test func `a worker that is killed while it counts leaves all as it was`() throws {
        var numbers = SeededNumbers(seed: .random(in: 0 ... .max))
        let comment: Comment = "seed \(numbers.seed)"
        let ranges = NumberRangeStore(connection: connection, size: 5)
        try samples.add(60, &numbers)
        try followUp()
        try ranges.settleChanges()
        try ranges.tend()
        try connection.execute("UPDATE leads SET custom = NULL WHERE MOD(ASCII(SUBSTR(id, 16)), 2) = 0")
        let waiting = try #require(
            try connection.fetchValue("SELECT COUNT(*) FROM lead_number_deltas", as: Int.self))
        #expect(waiting > 0, comment)
        let database = samples.database
        try connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        try connection.transaction {
            try connection.execute("SELECT total FROM lead_number_ranges WHERE start <> \(Int.min) FOR UPDATE")
            let thread = try ThreadHandle {
                DatabaseThread.attach()
                defer { DatabaseThread.detach() }
                let own = database.connection()
                #expect(throws: DatabaseError.self, comment) {
                    try NumberRangeStore(connection: own).settleChanges()
                }
            }
            try SampleNumbers(database, with: []).killWaiting()
            thread.join()
        }
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM lead_number_deltas", as: Int.self) == waiting, comment)
        #expect(try samples.faults() == [], comment)
        try ranges.settleChanges()
        #expect(try samples.faults() == [] && !ranges.hasChanges(), comment)
    }

    /// Twelve thousand leads with a budget each, a third of them with one room.
    private func fill() throws {
        try connection.execute(
            """
            INSERT INTO leads (id, first_name, last_name, created_at, updated_at, follow_up, custom)
            SELECT UNHEX(MD5(seq)), 'Ada', '', '2026-01-01' + INTERVAL seq SECOND, '2026-01-01', 'done',
              JSON_OBJECT('rooms', IF(seq MOD 3, seq MOD 1000, 1), 'budget', CONCAT(seq * 7919 MOD 12000, '.00'), 'visit', '2026-01-01' + INTERVAL seq DIV 100 DAY)
            FROM seq_1_to_12000
            """)
        try connection.execute(
            """
            INSERT INTO lead_values (lead_id, field_id, part, number, text, created_at, is_counted)
            SELECT leads.id, field.id, 0, ELT(FIELD(field.name, 'rooms', 'budget', 'visit'), JSON_VALUE(custom, '$.rooms'), REPLACE(JSON_VALUE(custom, '$.budget'), '.', ''),
                DATEDIFF(JSON_VALUE(custom, '$.visit'), '1970-01-01')), NULL, leads.created_at, FALSE
            FROM leads
            JOIN custom_fields AS field
            """)
        let ranges = NumberRangeStore(connection: connection, size: 100)
        try ranges.settleChanges()
        try ranges.tend()
    }

    @Test func `a list of many leads reads few entries`() throws {
        try fill()
        let (rooms, budget, visit) = (samples.fields[0], samples.fields[1], samples.fields[2])
        let conditions: [(CustomCondition, bound: Int)] = [
            // Two ranges that are cut, the totals of the others, and the page.
            (.init(budget, .range(lowest: 300_050, highest: 900_050)), 800),
            (.init(budget, .range(lowest: 600_050, highest: nil)), 800),
            (.init(budget, .range(lowest: nil, highest: 1_080_050)), 800),
            (.init(budget, .range(lowest: 500_050, highest: 560_000)), 1_600),
            (.init(budget, .range(lowest: 500_050, highest: 506_000)), 800),
            (.init(rooms, .numbers([1])), 500), (.init(rooms, .numbers([7])), 800),
            (.init(rooms, .numbers([7, 8, 9, 500])), 1_600), (.init(rooms, .range(lowest: 1, highest: 500)), 800),
            // All at the other end of the list.
            (.init(visit, .range(lowest: nil, highest: 20_465)), 3_000),
        ]
        for (condition, bound) in conditions {
            var filter = LeadFilter()
            filter.custom = [condition]
            let before = try connection.indexEntriesRead()
            let found = try LeadStore(connection).page(Page(number: 1, size: 20), of: filter, in: LeadOrder())
            let cost = try connection.indexEntriesRead() - before
            #expect(cost < bound, "\(condition.test)")
            #expect(found.leads.count == min(found.total, 20) && found.total > 5, "\(condition.test)")
            try samples.expectRight(condition, isDescending: true, "\(condition.test)")
        }
    }

    @Test func `a field that is deleted leaves no ranges, and no deltas once they are worked in`() throws {
        var numbers = SeededNumbers(seed: .random(in: 0 ... .max))
        try samples.add(40, &numbers)
        try followUp()
        try NumberRangeStore(connection: connection).tend()
        try connection.execute("UPDATE leads SET custom = NULL")
        try connection.execute("DELETE FROM custom_fields WHERE id = \(samples.fields[0].id)")
        try NumberRangeStore(connection: connection).settleChanges()
        let left = try connection.fetchValue(
            """
            SELECT (SELECT COUNT(*) FROM lead_number_ranges WHERE field_id = \(samples.fields[0].id))
              + (SELECT COUNT(*) FROM lead_number_deltas)
            """, as: Int.self)
        #expect(left == 0, "seed \(numbers.seed)")
        #expect(try samples.faults() == [], "seed \(numbers.seed)")
    }
}
