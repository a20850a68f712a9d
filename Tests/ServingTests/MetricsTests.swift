import DomainTestSupport
import Environment
import FoundationEssentials
import MariaDB
import Posix
import Routing
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Serving

@Suite struct MetricsTests {
    private static let doors = Metric("guiche_doors", "Doors\\ that are\nopen.", by: ["door"])
    private static let age = Metric("guiche_age_seconds", "How old.", in: .seconds)

    @Test func `samples of a family follow one heading, with their labels escaped`() {
        let text = Exposition.text(of: [
            Self.doors.sample(1, "a\"b\\c\nd"), Self.age.sample(0.25), Self.doors.sample(true, "é"),
        ])
        #expect(
            text == """
                # HELP guiche_doors Doors\\\\ that are\\nopen.
                # TYPE guiche_doors gauge
                guiche_doors{door="a\\"b\\\\c\\nd"} 1
                guiche_doors{door="é"} 1
                # HELP guiche_age_seconds How old.
                # TYPE guiche_age_seconds gauge
                guiche_age_seconds 0.25

                """)
        #expect(Exposition.text(of: []).isEmpty)
    }

    private static let numbers: [(Double, String)] = [
        (0, "0"), (-3, "-3"), (0.5, "0.5"), (1_793_000_000, "1793000000"), (1e300, "1e+300"),
        (Double.infinity, "+Inf"), (-Double.infinity, "-Inf"), (Double.nan, "NaN"),
    ]

    @Test(arguments: numbers)
    func `numbers are written as Prometheus reads them`(value: Double, text: String) {
        #expect(Exposition.number(value) == text)
    }

    private static let now = Date(timeIntervalSince1970: 1_000_000)

    private static let rules: [(Limit.Rule, Double, Double, String)] = [
        (.above(10), 10, 11, "guiche_age_seconds > 10"), (.below(10), 10, 9, "guiche_age_seconds < 10"),
        (.beyond(5), -5, -6, "abs(guiche_age_seconds) > 5"), (.zero, 1, 0, "guiche_age_seconds == 0"),
        (.share(0.5, of: "all"), 10, 11, "guiche_age_seconds / all > 0.5"),
        (.older(than: 60), 999_940, 999_939, "time() - guiche_age_seconds > 60"),
        (.sooner(than: 60), 1_000_060, 1_000_059, "guiche_age_seconds - time() < 60"),
    ]

    @Test(arguments: rules)
    func `a limit is reached where its alert fires`(rule: Limit.Rule, well: Double, bad: Double, expression: String) {
        let limit = Limit("age", rule, "{}", remedy: "wait")
        #expect(limit.expression(of: Self.age) == expression)
        #expect(!limit.isReached(by: well, of: 20, at: Self.now))
        #expect(limit.isReached(by: bad, of: 20, at: Self.now))
    }

    private static let durations: [(Limit.Rule, Double, String)] = [
        (.above(0), 119, "119 seconds"), (.above(0), 7199, "119 minutes"), (.above(0), 100_000, "27 hours"),
        (.beyond(1), -240, "-4 minutes"), (.older(than: 0), 800_000, "2 days"),
        (.sooner(than: 0), 2_209_599, "13 days"),
    ]

    @Test(arguments: durations)
    func `a limit says times in words`(rule: Limit.Rule, value: Double, words: String) {
        #expect(Limit("age", rule, "{}", remedy: "").words(for: value, of: Self.age, at: Self.now) == words)
    }

    @Test func `a limit says sizes and counts in words`() {
        let size = Metric("guiche_size_bytes", "How large.", in: .bytes)
        let limit = Limit("size", .below(0), "{}", remedy: "")
        #expect(limit.words(for: 524_288_000, of: size, at: Self.now) == "500 MiB")
        #expect(limit.words(for: 53_687_091_200, of: size, at: Self.now) == "50 GiB")
        #expect(limit.words(for: 7, of: Self.doors, at: Self.now) == "7")
    }

    private func place(_ settings: Settings) -> MetricSource.Place {
        MetricSource.Place(Connection(settings.database), settings, settings.makeFileStore())
    }

    @Test func `sources are read once in three seconds, and one that fails keeps no other from its numbers`() throws {
        let clock = Lock(ContinuousClock.now)
        let reads = Lock(0.0)
        let monitor = MetricsMonitor { clock.withLock { $0 } }
        let sources = [
            MetricSource("broken", [Self.doors]) { _ in throw DatabaseError(.unreachable) },
            MetricSource("whole", [Self.age]) { _ in
                [
                    Self.age.sample(
                        reads.withLock { count in
                            count += 1
                            return count
                        })
                ]
            },
        ]
        let responder = try PlainResponder()
        let log = Log(from: .error)
        func ages() -> [Double] {
            monitor.samples(of: sources, at: place(responder.settings), log: log).map(\.value)
        }
        #expect(ages() == [1])
        clock.withLock { $0 += .milliseconds(2900) }
        #expect(ages() == [1])
        clock.withLock { $0 += .milliseconds(200) }
        #expect(ages() == [2])
    }

    @Test func `while one thread reads, others receive the numbers before`() throws {
        let isReading = Atomic(false)
        let isReleased = Atomic(false)
        let monitor = MetricsMonitor()
        let slow = MetricSource("slow", [Self.age]) { _ in
            isReading.store(true, ordering: .relaxed)
            while !isReleased.load(ordering: .relaxed) { ThisProcess.sleep(milliseconds: 5) }
            return [Self.age.sample(1)]
        }
        let settings = try PlainResponder().settings
        let reader = try ThreadHandle { [self] in
            _ = monitor.samples(of: [slow], at: place(settings), log: Log(from: .error))
        }
        while !isReading.load(ordering: .relaxed) { ThisProcess.sleep(milliseconds: 5) }
        #expect(monitor.samples(of: [slow], at: place(settings), log: Log(from: .error)).isEmpty)
        isReleased.store(true, ordering: .relaxed)
        reader.join()
        #expect(monitor.samples(of: [slow], at: place(settings), log: Log(from: .error)).map(\.value) == [1])
    }

    /// The value of a line; nil when there is none.
    private func value(_ line: String, in text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix(line + " ") }.map { String($0.dropFirst(line.count + 1)) }
    }

    private func scrape(_ responder: PlainResponder) throws -> String {
        let answer = try responder.send("GET", "/metrics", ["GUICHE_ACCEL": "1"])
        #expect(answer.status == 200)
        #expect(answer.fields["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        return String(decoding: answer.bytes, as: UTF8.self)
    }

    @Test func `without a database a scrape has what is known without it`() throws {
        let folder = try ScratchFolder()
        try Data("1793000000\n".utf8).write(to: URL(filePath: "\(folder.path)/backup"))
        try Data("never".utf8).write(to: URL(filePath: "\(folder.path)/drill"))
        let text = try scrape(
            PlainResponder(uploads: folder.path, ["GUICHE_STAMPS_DIR": folder.path, "GUICHE_HUB_SOCKET": "/nowhere"]))
        #expect(value("guiche_database_up", in: text) == "0")
        #expect(value("guiche_health_check{check=\"database\"}", in: text) == "0")
        #expect(value("guiche_schema_expected_version", in: text) == "\(SchemaVersion.required)")
        #expect(value("guiche_build_info{version=\"\(SharedState.version)\"}", in: text) == "1")
        #expect(value("guiche_backup_last_success_timestamp_seconds", in: text) == "1793000000")
        #expect(!text.contains("guiche_backup_last_drill_timestamp_seconds"))
        let free = try #require(value("guiche_upload_free_bytes", in: text).flatMap(Int.init))
        let size = try #require(value("guiche_upload_size_bytes", in: text).flatMap(Int.init))
        #expect(0 < free && free <= size)
        #expect(value("guiche_state_size_bytes", in: text) == "\(size)")
        for name in ["guiche_worker_running", "guiche_outbox_pending", "guiche_database_read_only"] {
            #expect(!text.contains(name))
        }
    }

    @Test func `a scrape costs a bounded number of statements, and none within three seconds`() throws {
        let database = try ScratchDatabase.withSchema()
        let responder = try PlainResponder(database: database, ["GUICHE_HUB_SOCKET": "/nowhere"])
        let connection = responder.resources.connection
        let text = try scrape(responder)
        #expect(connection.queryCount < 40)
        let before = connection.queryCount
        _ = try scrape(responder)
        #expect(connection.queryCount == before)
        let known: [(String, String)] = [
            ("guiche_database_up", "1"), ("guiche_database_read_only", "0"), ("guiche_worker_running", "0"),
            ("guiche_schema_version", "0"), ("guiche_outbox_pending", "0"),
            ("guiche_outbox_oldest_seconds", "0"), ("guiche_jobs_overdue_seconds", "0"), ("guiche_events_queued", "0"),
        ]
        for (name, expected) in known { #expect(value(name, in: text) == expected, "\(name)") }
        let connections = try #require(value("guiche_database_connections", in: text).flatMap(Int.init))
        let limit = try #require(value("guiche_database_connections_limit", in: text).flatMap(Int.init))
        #expect(1 <= connections && connections <= limit)
        let offset = try #require(value("guiche_database_clock_offset_seconds", in: text).flatMap(Double.init))
        #expect(offset.magnitude < 5)
        // A server that belongs to no cluster and replicates from none.
        #expect(!text.contains("guiche_database_cluster") && !text.contains("guiche_database_replicating"))
    }
}
