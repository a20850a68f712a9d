import DomainTestSupport
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

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
