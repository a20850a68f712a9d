import Accounts
import Environment
import FoundationEssentials
import Frame
import Routing
import StoredSettings
import TestSupport
import Testing
import Values

@testable import Leads

/// Which rule is for which lead, and whom it chooses.
@Suite struct HandoutRuleTests {
    private static let users = (0..<4).map { _ in User.ID() }.sorted()

    private func rule(
        _ when: JSON = [:], how: HandoutRule.How = .roundRobin, to users: [User.ID] = users
    ) throws -> HandoutRule {
        try #require(
            HandoutRule(
                stored: [
                    "name": "rule", "when": when, "how": .string(how.rawValue),
                    "to": .array(users.map { .string($0.text) }),
                ]))
    }

    private static let subject = {
        var lead = SampleLeads.lead {
            $0[.businessTracking] = "Google"
            $0[.invoicing] = "50k-100k"
        }
        lead.contact.custom = CustomValues(said: ["size": "B", "wishes": ["x", "y"], "urgent": true, "seats": 12])
        lead.score = 75
        return HandoutSubject(lead: lead, form: .form, slugs: ["contact", "partner"])
    }()

    @Test(
        arguments: [
            ([:], true), (["source": "google"], true), (["source": ["site", "GOOGLE"]], true),
            (["source": "site"], false),
            (["priority": "hot"], true), (["priority": ["warm", "cold"]], false), (["form": "form"], true),
            (["form": "contact"], true), (["form": ["partner", "staff"]], false),
            (["form": ["quote", "contact"]], true),
            (["form": "quote"], false), (["invoicing": "50K-100k"], true),
            (["job_position": "Diretora"], false), (["source": "google", "priority": "hot"], true),
            (["source": "google", "priority": "cold"], false), (["custom.size": ["a", "b"]], true),
            (["custom.size": "c"], false), (["custom.wishes": "Y"], true), (["custom.wishes": "x, y"], false),
            (["custom.urgent": "true"], true), (["custom.seats": "12", "source": "google"], true),
            (["custom.unset": "12"], false),
        ] as [(JSON, Bool)])
    func `a rule is for the leads that fulfil all of its conditions`(when: JSON, isFor: Bool) throws {
        #expect(try rule(when).matches(Self.subject) == isFor)
    }

    @Test func `a rule with a condition that this release does not know is for no lead`() {
        #expect(HandoutRule(stored: ["name": "a", "when": ["colour": "red"], "to": []]) == nil)
        let stored: JSON = [["name": "a", "when": ["colour": "red"], "to": []], ["name": "b", "to": []]]
        let snapshot = ConfigSnapshot(["handout": StoredConfig(values: ["rules": stored], version: 2)])
        #expect(HandoutRules(snapshot).rule(for: Self.subject)?.name == "b")
    }

    @Test func `it is the next one's turn, also after the last one has left the rule`() throws {
        let (a, b, c, d) = (Self.users[0], Self.users[1], Self.users[2], Self.users[3])
        let rule = try rule()
        #expect(rule.order(after: HandoutTurn(), openLeads: [:]) == [a, b, c, d])
        #expect(rule.order(after: HandoutTurn(user: b, place: 1), openLeads: [:]) == [c, d, a, b])
        #expect(rule.order(after: HandoutTurn(user: d, place: 3), openLeads: [:]) == [a, b, c, d])
        let shorter = try self.rule(to: [a, c, d])
        #expect(shorter.order(after: HandoutTurn(user: b, place: 1), openLeads: [:]) == [c, d, a])
        #expect(shorter.order(after: HandoutTurn(user: b, place: 9), openLeads: [:]) == [a, c, d])
    }

    @Test func `who has the fewest open leads comes first, of equals the first of the rule`() throws {
        let (a, b, c, d) = (Self.users[0], Self.users[1], Self.users[2], Self.users[3])
        let rule = try rule(how: .fewestOpen, to: [d, c, b, a])
        #expect(rule.order(after: HandoutTurn(), openLeads: [d: 2, c: 1, a: 1]) == [b, c, a, d])
    }

    @Test func `who is passed over is known with the reason`() {
        let moment = SampleLeads.instant("2026-01-31T12:00:00Z")
        let absences: [User.ID: Absence] = [Self.users[0]: .inactive, Self.users[1]: .away(moment)]
        let choice = HandoutChoice(among: Self.users) { absences[$0] }
        #expect(choice.user == Self.users[2])
        #expect(choice.skipped.map(\.user) == Array(Self.users[..<2]))
        #expect(choice.skipped.map(\.absence) == [.inactive, .away(moment)])
        #expect(HandoutChoice(among: Self.users) { _ in .inactive }.user == nil)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `whoever is available while others come and go gets as many as the others, give or take one`(seed: UInt64)
        throws
    {
        var random = SeededNumbers(seed: seed)
        let rule = try rule()
        var turn = HandoutTurn()
        for _ in 0..<200 {
            let present = Self.users.filter { _ in Bool.random(using: &random) }
            var shares: [User.ID: Int] = [:]
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                let choice = HandoutChoice(among: rule.order(after: turn, openLeads: [:])) {
                    present.contains($0) ? nil : .inactive
                }
                guard let user = choice.user else { continue }
                shares[user, default: 0] += 1
                turn = HandoutTurn(user: user, place: rule.users.firstIndex(of: user) ?? 0)
            }
            let counts = present.map { shares[$0] ?? 0 }
            #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
            #expect(Set(shares.keys).isSubset(of: Set(present)))
        }
    }

    private func faults(_ rules: JSON) throws -> Set<String> {
        var faults = ConfigFaults()
        HandoutConfig.check(["rules": rules], for: try Settings([:], for: .administering), at: "", &faults)
        do throws(APIError) {
            try faults.check()
            return []
        } catch {
            return Set(error.details.keys)
        }
    }

    @Test func `a rule has a name of its own and names everyone once`() throws {
        let (a, b) = (JSON.string(Self.users[0].text), JSON.string(Self.users[1].text))
        let rules: JSON = [
            ["name": "a", "to": [a, b]], ["name": "b", "to": []], ["name": "a", "to": [a, b, a]],
            ["name": "c", "to": [b]],
        ]
        #expect(try faults(rules) == ["rules[1].to", "rules[2].name", "rules[2].to[2]"])
    }

    @Test func `a stored rule is shown with the conditions that it has and with how it chooses`() throws {
        let stored: JSON = [
            [
                "name": "a", "when": ["source": ["x", "y"], "priority": "hot", "custom.size": ["a", "b"]],
                "to": [.string(Self.users[0].text)],
            ]
        ]
        let snapshot = ConfigSnapshot(["handout": StoredConfig(values: ["rules": stored], version: 2)])
        let shown = snapshot.shown(HandoutConfig.self)
        #expect(try HandoutConfig.shownSchema.faults(of: shown) == [])
        #expect(shown["rules"]?.elements.first?["when"] == stored.elements.first?["when"])
        #expect(shown["rules"]?.elements.first?["how"] == "round_robin")
        #expect(ConfigSnapshot().shown(HandoutConfig.self) == ["rules": []])
    }
}
