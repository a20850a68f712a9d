import Foundation
import TestSupport
import Testing

@testable import Values

struct WorkingTimeTests {
    private static let nineToSix = 9 * 3600..<18 * 3600
    private static let weekdays = [[Range<Int>]](repeating: [nineToSix], count: 5)

    @Test(arguments: [
        // Friday 17:55, a target of 15 minutes.
        ("America/Sao_Paulo", "2026-11-27T17:55", 15, [], "2026-11-30T09:10:00"),
        // The same with Monday a holiday.
        ("America/Sao_Paulo", "2026-11-27T17:55", 15, ["2026-11-30"], "2026-12-01T09:10:00"),
        // A target that ends exactly at closing time is due then.
        ("America/Sao_Paulo", "2026-11-27T17:45", 15, [], "2026-11-27T18:00:00"),
        ("America/Sao_Paulo", "2026-11-27T18:00", 15, [], "2026-11-30T09:15:00"),
        ("America/Sao_Paulo", "2026-11-28T03:00:20", 1, [], "2026-11-30T09:01:00"),
        // Over the changes of the clock of both hemispheres: the weekend has an hour more or less, working days have not.
        ("Europe/Berlin", "2026-03-27T17:55", 15, [], "2026-03-30T09:10:00"),
        ("Europe/Berlin", "2026-10-23T17:55", 15, [], "2026-10-26T09:10:00"),
        ("America/Santiago", "2026-09-04T17:55", 15, [], "2026-09-07T09:10:00"),
        ("Australia/Lord_Howe", "2026-04-03T17:55", 15, [], "2026-04-06T09:10:00"),
    ])
    func `a target is due in working time`(
        zone: String, start: String, minutes: Int, holidays: [String], due: String
    ) throws {
        let clock = try #require(WallClock(zone: zone))
        let time = WorkingTime(week: Self.weekdays, holidays: holidays.compactMap { CivilDay.read($0) }, by: clock)
        let from = try #require(clock.read(start)).instant
        let found = try #require(time.due(from: from, minutes: minutes))
        #expect(clock.time(at: found).text == due)
        #expect(time.spans(from: from, to: found).reduce(0) { $0 + $1.duration } == Double(minutes * 60))
        #expect(time.seconds(from: from, to: found) == minutes * 60)
        #expect(time.seconds(from: found, to: from) == 0)
    }

    @Test func `a night that is worked has an hour less or more when the clock changes`() throws {
        let clock = try #require(WallClock(zone: "Europe/Berlin"))
        let time = WorkingTime(week: [[Range<Int>]](repeating: [0..<86_400], count: 7), holidays: [], by: clock)
        for (start, due) in [("2026-03-28T23:00", "2026-03-29T04:00:00"), ("2026-10-24T23:00", "2026-10-25T02:00:00")] {
            let from = try #require(clock.read(start)).instant
            #expect(time.due(from: from, minutes: 240).map { clock.time(at: $0).text } == due)
        }
    }

    @Test func `without working time nothing is due`() throws {
        let clock = try #require(WallClock(zone: "UTC"))
        let (start, end) = (Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 1e9))
        let never = WorkingTime(week: [], holidays: [], by: clock)
        #expect(never.due(from: start, minutes: 1) == nil && never.spans(from: start, to: end).isEmpty)
        // A minute a week is never enough for three days within the horizon.
        let rarely = WorkingTime(week: [[0..<60]], holidays: [], by: clock)
        #expect(rarely.due(from: start, minutes: 4320) == nil)
        #expect(rarely.due(from: start, minutes: 2) != nil)
    }

    @Test(arguments: [
        "UTC", "America/Sao_Paulo", "Europe/Berlin", "America/New_York", "America/Santiago", "Pacific/Auckland",
        "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "America/Havana",
    ])
    func `counts as someone who looks at the clock every minute, over ten years`(zone: String) throws {
        let clock = try #require(WallClock(zone: zone))
        var numbers = SeededNumbers(seed: .random(in: 0 ... .max))
        let first = 1_735_689_600  // 2025-01-01
        let minutes = 10 * 365 * 1440
        let changes = stride(from: first, to: first + minutes * 60, by: 86_400).filter {
            clock.offsetSeconds(at: $0) != clock.offsetSeconds(at: $0 + 86_400)
        }
        for _ in 0..<12 {
            let week = (0..<7).map { _ in Self.day(&numbers) }
            let start: Int
            if let change = changes.randomElement(using: &numbers), Bool.random(using: &numbers) {
                start = change - .random(in: 0..<1440, using: &numbers) * 60
            } else {
                start = first + .random(in: 0..<minutes, using: &numbers) * 60
            }
            let today = clock.time(at: Date(timeIntervalSince1970: Double(start))).day.daysSince1970
            let holidays = (0..<2).map { _ in CivilDay(daysSince1970: today + .random(in: 0...4, using: &numbers)) }
            let target = Int.random(in: 1...1500, using: &numbers)
            let counted = Self.count(target, from: start, clock, week, holidays, atMost: 6 * 1440)
            let time = WorkingTime(week: week, holidays: holidays, by: clock)
            let found = time.due(from: Date(timeIntervalSince1970: Double(start)), minutes: target)
            // Where the counter gave up, the target is later.
            if let due = counted.due {
                #expect(found == Date(timeIntervalSince1970: Double(due)), "seed \(numbers.seed)")
            } else {
                #expect(
                    found.map { $0.timeIntervalSince1970 > Double(counted.end) } ?? true, "seed \(numbers.seed)")
            }
            let worked = time.spans(
                from: Date(timeIntervalSince1970: Double(start)), to: Date(timeIntervalSince1970: Double(counted.end)))
            #expect(worked.reduce(0) { $0 + Int($1.duration) } == counted.minutes * 60, "seed \(numbers.seed)")
        }
    }

    /// Up to three ranges of a day, which may touch.
    private static func day(_ numbers: inout SeededNumbers) -> [Range<Int>] {
        let count = Int.random(in: 0...3, using: &numbers)
        let bounds = (0..<2 * count).map { _ in Int.random(in: 0...1440, using: &numbers) }.sorted()
        return (0..<count).map { bounds[2 * $0] * 60..<bounds[2 * $0 + 1] * 60 }.filter { !$0.isEmpty }
    }

    /// Counts working minutes one by one.
    private static func count(
        _ target: Int, from start: Int, _ clock: WallClock, _ week: [[Range<Int>]], _ holidays: [CivilDay],
        atMost limit: Int
    ) -> (due: Int?, end: Int, minutes: Int) {
        var minutes = 0
        for minute in 0..<limit {
            let time = clock.time(at: Date(timeIntervalSince1970: Double(start + minute * 60)))
            guard !holidays.contains(time.day) else { continue }
            let weekday = (time.day.daysSince1970 + 3) % 7
            if week[weekday].contains(where: { $0.contains(time.secondOfDay) }) { minutes += 1 }
            if minutes == target { return (start + minute * 60 + 60, start + minute * 60 + 60, minutes) }
        }
        return (nil, start + limit * 60, minutes)
    }
}
