import Environment
import Routing
import StoredSettings
import TestSupport
import Testing

@testable import Leads

@Suite struct ScoringConfigTests {
    private func faults(_ rules: JSON) throws -> Set<String> {
        var faults = ConfigFaults()
        let settings = try Settings([:], for: .administering)
        ScoringConfig.check(["rules": rules], for: settings, at: "", &faults)
        do throws(APIError) {
            try faults.check()
            return []
        } catch {
            return Set(error.details.keys)
        }
    }

    @Test func `standard rules survive being stored, and have their shape`() throws {
        let stored = StoredConfig(values: ["rules": ScoreRules.standard.json], version: 2)
        #expect(ScoreRules(stored) == .standard)
        #expect(ScoreRules(.untouched) == .standard)
        #expect(try faults(ScoreRules.standard.json) == [])
        let shown = ConfigSnapshot().shown(ScoringConfig.self)
        #expect(try ScoringConfig.shownSchema.faults(of: shown) == [])
        #expect(ConfigSnapshot(["scoring": stored]).shown(ScoringConfig.self) == shown)
    }

    @Test func `a rule has what its matcher needs`() throws {
        let rules: JSON = [
            ["name": "a", "field": "invoicing", "matcher": "band", "points": 1],
            ["name": "a", "field": "email", "matcher": "presence", "points": 1],
            ["name": "b", "field": "email", "matcher": "nearness", "from": 1, "points": 1],
            ["name": "c", "field": "job_position", "matcher": "contains", "values": [], "points": 1],
            ["name": "d", "field": "scheduling_day", "matcher": "nearness", "from": 5, "below": 5, "points": 1],
            ["name": "e", "field": "business_tracking", "matcher": "equals", "values": ["x"], "points": 1],
        ]
        #expect(
            try faults(rules) == [
                "rules[0].from", "rules[1].name", "rules[2].matcher", "rules[3].values", "rules[4].below",
            ])
    }
}
