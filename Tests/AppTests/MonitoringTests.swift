import App
import Foundation
import Serving
import TestSupport
import Testing

/// The metrics, and the files of scripts/monitoring that name them.
@Suite struct MonitoringTests {
    private static let metrics = MetricsReport(Domains.metricSources).metrics
    private static let names = Set(metrics.map(\.name))
    /// The names of series: those of a histogram have endings.
    private static let series = names.union(
        metrics.filter { $0.kind == .histogram }.flatMap { metric in
            ["_bucket", "_sum", "_count"].map { metric.name + $0 }
        })

    @Test func `each metric has a name of its own, by the rules of Prometheus, and one sentence that says what it is`()
    {
        #expect(Self.names.count == Self.metrics.count)
        // A label of any other kind needs a thought about how many values it has, and whether one could be a person's.
        let labels: Set = ["route", "status", "pool", "check", "version", "subscriber"]
        for metric in Self.metrics {
            #expect(metric.name.wholeMatch(of: /guiche(_[a-z]+)+/) != nil, "\(metric.name)")
            #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
            let ending = metric.unit == .none ? nil : "_\(metric.unit.rawValue)"
            for unit in ["_seconds", "_bytes"] {
                #expect(metric.name.hasSuffix(unit) == (ending == unit), "\(metric.name)")
            }
            #expect(metric.help.wholeMatch(of: /[^\n\\|]+\./) != nil, "\(metric.name)")
            #expect(labels.isSuperset(of: metric.labels), "\(metric.name)")
        }
    }

    @Test func `the list of metrics is theirs`() throws {
        let readme = try SourceTree.text(of: "scripts/monitoring/README.md")
        let rows = Self.metrics.map { metric in
            let labels = metric.labels.isEmpty ? "" : "{\(metric.labels.joined(separator: ","))}"
            return "| `\(metric.name)\(labels)` | \(metric.kind.rawValue) | \(metric.help) |"
        }
        #expect(readme.split(separator: "\n").filter { $0.hasPrefix("| `guiche_") }.map(String.init) == rows)
    }

    /// An expression with its blanks as one and its products worked out.
    private static func normalized(_ expression: Substring) -> String {
        let words = expression.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.replacing(/\d+(?: \* \d+)+/) { match in
            "\(match.output.split(separator: " * ").compactMap { Int($0) }.reduce(1, *))"
        }
    }

    /// The expressions of the alerts.
    private static func alerts() throws -> [String] {
        try SourceTree.text(of: "scripts/monitoring/alerts.yml")
            .matches(of: /(?s)expr: (?:>-)?(.*?)\n {8}(?:for|labels):/).map { normalized($0.1) }
    }

    private func metricNames(in text: some StringProtocol) -> [String] {
        String(text).matches(of: /\bguiche_\w+/).map { String($0.output) }
    }

    @Test func `alerts name metrics that there are`() throws {
        let alerts = try Self.alerts()
        let rules = try SourceTree.text(of: "scripts/monitoring/alerts.yml").matches(of: /- alert: (\w+)/)
        #expect(alerts.count == rules.count && alerts.count > 20)
        for name in alerts.flatMap({ metricNames(in: $0) }) { #expect(Self.series.contains(name), "\(name)") }
        let tried = try SourceTree.text(of: "scripts/monitoring/alerts.test.yml")
        for name in metricNames(in: tried) { #expect(Self.series.contains(name), "\(name)") }
        for rule in rules { #expect(tried.contains("alertname: \(rule.1)\n"), "\(rule.1) is not tried") }
    }

    @Test func `each limit of the doctor has an alert with the same limit`() throws {
        let alerts = try Self.alerts()
        let limits = Self.metrics.compactMap { metric in metric.limit.map { $0.expression(of: metric) } }
        #expect(limits.count > 12)
        for expression in limits {
            #expect(alerts.contains { $0.split(separator: " or ").contains(expression[...]) }, "\(expression)")
        }
    }

    @Test func `the dashboard shows metrics that there are, from the source that is chosen, and leads nowhere else`()
        throws
    {
        let text = try SourceTree.text(of: "scripts/monitoring/dashboard.json")
        let board = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        for name in metricNames(in: text) { #expect(Self.series.contains(name), "\(name)") }
        let shown = Set(metricNames(in: text).map { $0.replacing(/_(?:bucket|sum|count)$/, with: "") })
        #expect(Self.names.subtracting(shown) == [], "not shown")
        #expect(!text.contains("://") && (board["links"] as? [Any])?.isEmpty == true)
        #expect((board["schemaVersion"] as? Int ?? 0) >= 36)
        let panels = try #require(board["panels"] as? [[String: Any]])
        #expect(Set(panels.compactMap { $0["id"] as? Int }).count == panels.count)
        for panel in panels where panel["type"] as? String != "row" {
            let title = panel["title"] as? String ?? "?"
            #expect((panel["datasource"] as? [String: String])?["uid"] == "${datasource}", "\(title)")
            #expect((panel["targets"] as? [[String: Any]])?.isEmpty == false, "\(title)")
        }
        let variables = (board["templating"] as? [String: Any])?["list"] as? [[String: Any]] ?? []
        #expect(
            variables.filter { $0["type"] as? String == "datasource" }.map { $0["name"] as? String } == ["datasource"])
    }
}
