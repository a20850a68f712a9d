import Routing
import Testing
import Values

@testable import Leads

/// The arithmetic of metrics, without a database.
@Suite struct MetricsArithmeticTests {
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

    @Test func `quantiles are those of the whole list`() {
        for count in 0...45 {
            let values = (0..<count).map { _ in Int.random(in: 0...20) }.sorted()
            var quantiles = Quantiles(count: count)
            for value in Set(values).sorted() { quantiles.add(value, times: values.count { $0 == value }) }
            #expect(quantiles.median == MetricsTests.quantile(0.5, of: values))
            let wanted = MetricsTests.quantile(0.9, of: values)
            #expect(quantiles.ninetieth.map { ($0 * 10).rounded() } == wanted.map { ($0 * 10).rounded() })
        }
    }
}
