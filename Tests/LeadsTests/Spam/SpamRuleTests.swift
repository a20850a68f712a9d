import FoundationEssentials
import TestSupport
import Testing

@testable import Leads

@Suite struct SpamRuleTests {
    private static let moment = Date(timeIntervalSince1970: 1_800_000_000)
    private static let standard = GuardedForm(slug: "contact", version: 1, protection: .standard)

    private static func stamp(of form: String = "contact", age: TimeInterval) -> SpamEvidence.Shown {
        .stamp(Stamp(form: form, version: 1, at: moment.addingTimeInterval(-age)))
    }

    /// A submission that no rule speaks against.
    private static let clean: SpamEvidence = {
        var evidence = SpamEvidence(through: standard, at: moment)
        evidence.shown = stamp(age: 30)
        evidence.isProved = true
        evidence.names = ["Ana", "Souza", "Ana Souza"]
        evidence.email = "ana@example.com"
        evidence.freeTexts = ["Please call me, see https://example.com and www.example.org"]
        return evidence
    }()

    private static func judged(_ evidence: SpamEvidence) -> Judgement {
        Judgement(of: evidence, fingerprints: SampleSpam.fingerprints)
    }

    /// What each rule that looks at the submission goes by, alone.
    private struct Change: Sendable {
        let rule: String
        let points: Int
        let detail: String?
        let apply: @Sendable (inout SpamEvidence) -> Void

        init(
            _ rule: String, _ points: Int, _ detail: String?, _ apply: @escaping @Sendable (inout SpamEvidence) -> Void
        ) {
            (self.rule, self.points, self.detail, self.apply) = (rule, points, detail, apply)
        }
    }

    private static let changes = [
        Change("trap", 100, "x") { $0.trap = "x" },
        Change("forged", 60, "unknown") { $0.shown = .foreign },
        Change("forged", 60, "other_form") { $0.shown = stamp(of: "other", age: 30) },
        Change("forged", 60, "expired") { $0.shown = stamp(age: 86_401) },
        Change("no_stamp", 40, nil) { $0.shown = .nothing },
        Change("hasty", 40, "2.9") { $0.shown = stamp(age: 2.999) },
        Change("hasty", 40, "0.0") { $0.shown = stamp(age: -5) },
        Change("no_proof", 20, nil) { $0.isProved = false },
        Change("name_link", 100, "WWW.win.example") { $0.names[1] = "WWW.win.example" },
        Change("links", 30, "3") { $0.freeTexts.append("http://one.example") },
        Change("links", 50, "5") { $0.freeTexts.append("http://1.example http://2.example,www.3.example") },
        Change("listed", 60, "ana@Example.com") { $0.blocked = BlockedTexts(["ana@Example.com"]) },
        Change("listed", 60, "EXAMPLE.com") { $0.blocked = BlockedTexts(["EXAMPLE.com"]) },
        Change("listed", 60, "call me") { $0.blocked = BlockedTexts(["casino", "call me"]) },
        Change("disposable", 30, "mailinator.com") { $0.email = "x@eu.mailinator.com" },
    ]

    @Test func `nothing speaks against a person's submission`() {
        #expect(Self.judged(Self.clean).reasons.isEmpty)
        #expect(!Self.judged(Self.clean).isSuspect(with: [.busyAddress]))
    }

    @Test(arguments: changes.indices)
    func `a rule gives its points alone`(at index: Int) {
        let change = Self.changes[index]
        var evidence = Self.clean
        change.apply(&evidence)
        let reason = SpamReason(rule: change.rule, points: change.points, detail: change.detail)
        #expect(Self.judged(evidence).reasons == [reason])
    }

    @Test func `at the limits no rule applies`() {
        var evidence = Self.clean
        for shown in [Self.stamp(age: 3), Self.stamp(age: 86_400)] {
            evidence.shown = shown
            #expect(Self.judged(evidence).reasons.isEmpty)
        }
    }

    @Test func `a submission without scripts and a bare call pass the standard guard, and not the strict one`() {
        var evidence = Self.clean
        evidence.shown = .nothing
        evidence.isProved = false
        #expect(Self.judged(evidence).reasons.map(\.rule) == ["no_stamp"])
        #expect(!Self.judged(evidence).isSuspect())
        #expect(Self.judged(evidence).isSuspect(with: .busyAddress))
        let form = GuardedForm(slug: "contact", version: 1, protection: .strict)
        var strict = SpamEvidence(through: form, at: Self.moment)
        #expect(Self.judged(strict).isSuspect())
        strict.shown = Self.stamp(age: 30)
        #expect(!Self.judged(strict).isSuspect() && Self.judged(strict).isSuspect(with: .busyAddress))
    }

    /// Whatever is combined, the reasons are those of each rule, in the order of the table, and the points their sum.
    @Test(arguments: 0..<200)
    func `rules add up independently of each other`(seed: Int) {
        var random = SeededNumbers(seed: UInt64(seed))
        // One change of each field of the evidence: two of the same would undo each other.
        let groups = [[0], [1, 2, 3, 4, 5, 6], [7], [8], [9, 10], [11, 12, 13], [14]]
        let chosen = groups.compactMap { Bool.random(using: &random) ? $0.randomElement(using: &random) : nil }
        var evidence = Self.clean
        for index in chosen { Self.changes[index].apply(&evidence) }
        // A proof is one of what is shown, and there is no listed mailbox where another was given.
        var wanted = chosen.map { (Self.changes[$0].rule, Self.changes[$0].points) }
        if chosen.contains(4) { wanted.removeAll { $0.0 == "no_proof" } }
        if chosen.contains(14), chosen.contains(11) { wanted.removeAll { $0.0 == "listed" } }
        let judgement = Self.judged(evidence)
        let order = SpamRule.all.map(\.name)
        #expect(Set(judgement.reasons.map(\.rule)) == Set(wanted.map(\.0)), "seed \(seed)")
        let places = judgement.reasons.map { order.firstIndex(of: $0.rule) ?? -1 }
        #expect(places == places.sorted())
        let sum = wanted.reduce(0) { $0 + $1.1 }
        let found: [(SpamFindings, Int)] = [
            ([], 0), (.usedStamp, 100), (.knownText, 50), (.busyAddress, 30), ([.knownText, .busyAddress], 80),
        ]
        for (findings, points) in found {
            #expect(judgement.points(with: findings) == sum + points)
            #expect(judgement.isSuspect(with: findings) == (sum + points >= 60))
        }
    }

    @Test func `the statement has the findings with which a submission is stored`() {
        var evidence = Self.clean
        #expect(Self.judged(evidence).column(isPutAside: false) == SampleSpam.fingerprints.bytes + [0b0001_0101])
        #expect(Self.judged(evidence).column(isPutAside: true) == SampleSpam.fingerprints.bytes + [255])
        evidence.shown = .nothing
        #expect(Self.judged(evidence).column(isPutAside: false).last == 0b0000_0001)
    }

    @Test func `the guard off puts nothing aside`() {
        let form = GuardedForm(slug: "contact", version: 1, protection: .off)
        var evidence = SpamEvidence(through: form, at: Self.moment)
        evidence.trap = "x"
        #expect(!Self.judged(evidence).isSuspect(with: .usedStamp))
    }

    @Test(arguments: [
        ("", 0), ("http://a.example", 1), ("HTTPS://www.a.example", 1), ("www.a.example", 1), ("Www.a", 1),
        ("awww.cute", 0),
        ("www. dot", 0), ("http:// nothing", 0), ("http://a.example,http://b.example", 2), ("(www.a.example)", 1),
        ("a.example ftp://b.example", 0), ("http://http://a.example", 2), ("éwww.a", 0), ("http://é.example", 1),
    ])
    func `addresses of sites are counted`(text: String, count: Int) {
        #expect(WebAddresses.count(in: text) == count)
    }

    @Test(
        arguments: [
            ("CASINO", "casino"), ("the casino.", "casino"), ("casinos", nil), ("Best-SEO offer", "best seo"),
            ("best", nil),
            ("promoção!", "Promoção"), ("", nil),
        ] as [(String, String?)])
    func `blocked words are whole words, in any case`(text: String, entry: String?) {
        #expect(BlockedTexts(["casino", "best seo", "Promoção", "@spam.example"]).entry(in: text) == entry)
    }

    @Test(
        arguments: [
            ("x@spam.example", "@spam.example"), ("X@SPAM.example", "@spam.example"), ("x@a.spam.example", nil),
            ("bad@b.example", "Bad@B.example"),
        ] as [(String, String?)])
    func `blocked addresses and domains are whole, in any case`(email: String, entry: String?) {
        #expect(BlockedTexts(["@spam.example", "Bad@B.example"]).entry(ofEmail: email) == entry)
    }

    @Test func `disposable domains are found with what lies below them`() {
        #expect(DisposableDomains.entry(of: "mailinator.com") == "mailinator.com")
        #expect(DisposableDomains.entry(of: "a.b.yopmail.com") == "yopmail.com")
        for domain in ["gmail.com", "example.com", "notmailinator.example", "com", ""] {
            #expect(DisposableDomains.entry(of: domain) == nil)
        }
        #expect(DisposableDomains.count > 300)
    }
}
