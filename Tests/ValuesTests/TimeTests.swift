import Foundation
import Routing
import Testing

@testable import Values

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
        ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"), ("2026-11-20 10:00:00+0300", "2026-11-20T07:00:00Z"),
        ("2026-11-20t10:00:00.0z", "2026-11-20T10:00:00Z"),
        ("2026-11-20T10:00:00.123456789-0330", "2026-11-20T13:30:00Z"),
        ("2026-11-20T10:00:00", nil), ("2026-11-20T10:00Z", nil), ("2026-11-20T10:00:00.Z", nil),
        ("2026-11-20T10:00:00+3", nil), ("2026-11-20T10:00:00+03", nil), ("2026-11-20T10:00:00 Z", nil),
        ("2026-11-20T10:00:00,5Z", nil), ("2026-11-20T24:00:00Z", nil), ("2026-11-20T10:00:00+03:0", nil),
    ])
    func `instants are read and written`(text: String, expected: String?) {
        #expect(Instant.read(text).map(Instant.text) == expected)
    }

    @Test func `wall-clock time of the business becomes an instant and back`() throws {
        let clock = try #require(WallClock(zone: "America/Sao_Paulo"))
        let local = try #require(clock.read("2026-12-01T10:00"))
        #expect(Instant.text(local.instant) == "2026-12-01T13:00:00Z")
        let offset = try #require(clock.read("2026-12-01T10:00:30+01:00"))
        #expect(offset.time.text == "2026-12-01T06:00:30")
        #expect(clock.read("2026-12-01T10:00Z")?.time.text == "2026-12-01T07:00:00")
        #expect(clock.read("2026-12-01T13:00:00.000Z")?.time.text == "2026-12-01T10:00:00")
        #expect(clock.read("2026-12-01T13:00:00.123456+00:00")?.time.text == "2026-12-01T10:00:00")
        #expect(clock.read("2026-12-01T10:00:00.5")?.time.text == "2026-12-01T10:00:00")
        #expect(clock.read("2026-12-01T10:00:00-0300")?.time.text == "2026-12-01T10:00:00")
        #expect(clock.read("2026-12-01T10:00-02:30")?.time.text == "2026-12-01T09:30:00")
    }

    @Test(arguments: [
        "2026-12-01", "2026-12-01T25:00", "2026-12-01T10:60", "2026-02-30T10:00", "2026-12-01 10:00", "x",
        "2026-12-01T10:00+25:00", "2026-12-01T10:00+01:60", "2026-12-01T10:00+1:00", "2026-12-01T10:00Z+01:00",
        "2026-12-01T10:00 ", "2026-12-01T10:00:", "2026-12-01T10:00:5", "2026-12-01T10:00:00.", "2026-12-01T10:00.5",
        "2026-12-01T10:0", "20２6-12-01T10:00",
        "2026-12-01T10:00+０1:00",
    ])
    func `other texts are no wall-clock time`(text: String) throws {
        let clock = try #require(WallClock(zone: "America/Sao_Paulo"))
        #expect(clock.read(text) == nil)
    }

    @Test func `a skipped local time is read after the leap, a repeated one the first time`() throws {
        let clock = try #require(WallClock(zone: "Europe/Lisbon"))
        let leapt = try #require(clock.read("2026-03-29T01:30"))
        #expect(Instant.text(leapt.instant) == "2026-03-29T01:30:00Z")
        let twice = try #require(clock.read("2026-10-25T01:30"))
        #expect(Instant.text(twice.instant) == "2026-10-25T00:30:00Z")
    }

    @Test(arguments: [
        ("2026-01-31", "2026-01-31"), ("2026-1-31", nil), ("2026-02-30", nil), ("2026-+1-01", nil), ("-026-01-01", nil),
        ("2026-01-311", nil), ("", nil),
    ])
    func `a day is read by its digits`(text: String, day: String?) {
        #expect(CivilDay.read(text)?.text == day)
    }

    @Test func `only zones of the system are clocks`() {
        #expect(WallClock(zone: "Mars/Olympus") == nil)
        #expect(WallClock(zone: "") == nil)
    }

    /// The first and last days there are, and instants beyond them, at clocks on both sides of UTC.
    @Test(arguments: ["America/Sao_Paulo", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
    func `no bound of a filter lies outside what the database holds`(zone: String) throws {
        let clock = try #require(WallClock(zone: zone))
        for text in [
            "0001-01-01", "9999-12-31", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z",
        ] {
            let bound = try Rule.dayOrInstant.read(.text(text))
            let (start, end) = (bound.start(by: clock), bound.end(by: clock))
            #expect(Instant.range.contains(start) && Instant.range.contains(end) && start <= end)
        }
        for text in ["9999-12-31T23:59:59-00:01", "0001-01-01T00:00:00+00:01", "0000-12-31T00:00:00Z"] {
            #expect(throws: Fault.self) { try Rule.dayOrInstant.read(.text(text)) }
            #expect(Instant.read(text) == nil)
        }
    }

    @Test(arguments: [
        ("America/Sao_Paulo", "29 November 2026, 05:05", "29/11/2026 05:05", " (UTC−3)"),
        ("Asia/Kolkata", "29 November 2026, 13:35", "29/11/2026 13:35", " (UTC+5:30)"),
        ("UTC", "29 November 2026, 08:05", "29/11/2026 08:05", " (UTC)"),
    ])
    func `a mail has the times of the business as people write them`(
        zone: String, english: String, portuguese: String, offset: String
    ) throws {
        let clock = try #require(WallClock(zone: zone))
        for (language, text) in [(Language.english, english), (.brazilianPortuguese, portuguese)] {
            let wall = clock.time(at: try #require(Instant.read("2026-11-29T08:05:53Z")))
            let values = [
                "created_at": "2026-11-29T08:05:53Z", "scheduling_day": wall.text, "name": "2026-11-29T08:05:53Z",
                "away_at": "soon", "holi_day": "someday",
            ]
            let local = LocalTime.replacing(values, in: language, by: clock)
            #expect(local["created_at"] == text)
            #expect(local["scheduling_day"] == text + offset)
            #expect(local["name"] == values["name"] && local["away_at"] == "soon" && local["holi_day"] == "someday")
        }
    }
}
