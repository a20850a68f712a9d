import TestSupport
import Testing

@testable import Serving

@Suite struct StatisticsTests {
    private func statistics(folder: String? = nil, _ operations: [String] = ["getLead", "listLeads"]) throws
        -> Statistics
    {
        try Statistics(folder: folder, operations: operations, pools: ["intake", "staff"], pool: "staff", threads: 8)
    }

    /// The value of a line; nil when there is none.
    private func value(_ line: String, in text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix(line + " ") }.map { String($0.dropFirst(line.count + 1)) }
    }

    @Test func `counts requests by operation and status`() throws {
        let statistics = try statistics()
        for status in [200, 200, 404] {
            statistics.began()
            statistics.ended(operation: "getLead", status: status, microseconds: 10, queries: 2)
        }
        statistics.ended(operation: nil, status: 404, microseconds: 10, queries: 0)
        statistics.ended(operation: "unheardOf", status: 500, microseconds: 10, queries: 0)
        let text = statistics.prometheusText
        let name = "guiche_http_requests_total"
        #expect(value("\(name){route=\"getLead\",status=\"200\"}", in: text) == "2")
        #expect(value("\(name){route=\"getLead\",status=\"404\"}", in: text) == "1")
        #expect(value("\(name){route=\"none\",status=\"404\"}", in: text) == "1")
        #expect(value("\(name){route=\"none\",status=\"500\"}", in: text) == "1")
        #expect(value("\(name){route=\"listLeads\",status=\"200\"}", in: text) == nil)
        #expect(value("guiche_database_queries_total", in: text) == "6")
    }

    @Test func `the buckets of the histogram are cumulative and end with the count`() throws {
        let statistics = try statistics()
        for microseconds in [1, 500, 501, 1_000, 5_000_000, 5_000_001, 60_000_000] {
            statistics.ended(operation: "getLead", status: 200, microseconds: microseconds, queries: 0)
        }
        let text = statistics.prometheusText
        let name = "guiche_http_request_duration_seconds"
        let buckets = text.split(separator: "\n").filter { $0.hasPrefix("\(name)_bucket{route=\"getLead\"") }
            .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        #expect(buckets == [2, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 7])
        #expect(value("\(name)_bucket{route=\"getLead\",le=\"0.0005\"}", in: text) == "2")
        #expect(value("\(name)_bucket{route=\"getLead\",le=\"5.0\"}", in: text) == "5")
        #expect(value("\(name)_bucket{route=\"getLead\",le=\"+Inf\"}", in: text) == "7")
        #expect(value("\(name)_count{route=\"getLead\"}", in: text) == "7")
        #expect(value("\(name)_sum{route=\"getLead\"}", in: text) == "70.002003")
        #expect(!text.contains("_bucket{route=\"listLeads\""))
    }

    @Test func `shows how busy the pool is`() throws {
        let statistics = try statistics()
        statistics.began()
        statistics.began()
        statistics.ended(operation: "getLead", status: 200, microseconds: 1, queries: 0)
        let text = statistics.prometheusText
        #expect(value("guiche_pool_busy_workers{pool=\"staff\"}", in: text) == "1")
        #expect(value("guiche_pool_workers{pool=\"staff\"}", in: text) == "8")
        #expect(value("guiche_pool_workers{pool=\"intake\"}", in: text) == nil)
    }

    @Test func `every family says what it is before its first line`() throws {
        let statistics = try statistics()
        statistics.ended(operation: "getLead", status: 200, microseconds: 1, queries: 0)
        var declared: Set<Substring> = []
        for line in statistics.prometheusText.split(separator: "\n") {
            if line.hasPrefix("# TYPE ") {
                #expect(declared.insert(line.split(separator: " ")[2]).inserted)
            } else if !line.hasPrefix("#") {
                let name = line.prefix { $0 != "{" && $0 != " " }
                #expect(declared.contains { name.hasPrefix($0) }, "\(line)")
            }
        }
        #expect(statistics.prometheusText.hasSuffix("\n"))
    }

    @Test func `the counters of one folder are shared by builds with the same operations`() throws {
        let folder = try ScratchFolder()
        let (one, other) = try (statistics(folder: folder.path), statistics(folder: folder.path))
        one.ended(operation: "getLead", status: 200, microseconds: 1, queries: 3)
        #expect(value("guiche_database_queries_total", in: other.prometheusText) == "3")
        one.bumpRevision()
        #expect(other.revision == 1)
        let otherBuild = try statistics(folder: folder.path, ["getLead"])
        #expect(value("guiche_database_queries_total", in: otherBuild.prometheusText) == "0")
    }
}
