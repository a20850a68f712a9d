import Foundation
import Platform
import Testing

struct TimeTests {
    @Test func `days agree with Foundation's calendar`() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        // Before 15 October 1582 Foundation counts by the Julian calendar.
        for days in stride(from: -141_427, through: 200_000, by: 997) {
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(days) * 86_400))
            let day = CivilDay(daysSince1970: days)
            #expect(day.month == parts.month && day.day == parts.day)
            #expect(day.daysSince1970 == days)
        }
    }

    @Test(arguments: [(2026, 2, 29), (2026, 13, 1), (2026, 0, 1), (2026, 4, 31), (2026, 1, 0), (0, 1, 1)])
    func `a day the calendar lacks is none`(year: Int, month: Int, day: Int) {
        #expect(CivilDay(year: year, month: month, day: day) == nil)
    }

    @Test(arguments: [
        ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"), ("2026-11-20T10:00:00.999-03:00", "2026-11-20T13:00:00Z"),
        ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
    ])
    func `instants are read and written`(text: String, expected: String) {
        #expect(Instant.read(text).map(Instant.text) == expected)
    }

    @Test func `wall-clock time of the business becomes an instant and back`() throws {
        let clock = try #require(WallClock(zone: "America/Sao_Paulo"))
        let local = try #require(clock.read("2026-12-01T10:00"))
        #expect(Instant.text(local.instant) == "2026-12-01T13:00:00Z")
        let offset = try #require(clock.read("2026-12-01T10:00:30+01:00"))
        #expect(offset.time.text == "2026-12-01T06:00:30")
        #expect(clock.read("2026-12-01T10:00Z")?.time.text == "2026-12-01T07:00:00")
        #expect(clock.read("2026-12-01T10:00-02:30")?.time.text == "2026-12-01T09:30:00")
    }

    @Test(arguments: [
        "2026-12-01", "2026-12-01T25:00", "2026-12-01T10:60", "2026-02-30T10:00", "2026-12-01 10:00", "x",
        "2026-12-01T10:00+25:00", "2026-12-01T10:00+01:60", "2026-12-01T10:00+1:00", "2026-12-01T10:00Z+01:00",
        "2026-12-01T10:00 ", "2026-12-01T10:00:", "2026-12-01T10:00:5", "2026-12-01T10:0", "20２6-12-01T10:00",
        "2026-12-01T10:00+０1:00",
    ])
    func `other texts are no wall-clock time`(text: String) throws {
        let clock = try #require(WallClock(zone: "America/Sao_Paulo"))
        #expect(clock.read(text) == nil)
    }

    @Test func `a time that the clock leaps over is taken after the leap, one that comes twice the first time`() throws
    {
        let clock = try #require(WallClock(zone: "Europe/Lisbon"))
        let leapt = try #require(clock.read("2026-03-29T01:30"))
        #expect(Instant.text(leapt.instant) == "2026-03-29T01:30:00Z")
        let twice = try #require(clock.read("2026-10-25T01:30"))
        #expect(Instant.text(twice.instant) == "2026-10-25T00:30:00Z")
    }

    @Test func `only zones of the system are clocks`() {
        #expect(WallClock(zone: "Mars/Olympus") == nil)
        #expect(WallClock(zone: "") == nil)
    }
}
