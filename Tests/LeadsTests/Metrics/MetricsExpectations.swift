import FoundationEssentials
import Frame
import Routing
import Testing
import Values

@testable import Leads

/// What metrics are compared with: a count of every lead of the test.
extension MetricsTests {
    struct Sample {
        var createdAt: Date
        var status: LeadStatus
        var score: Int
        var source: String?
        var owner: User.ID?
        var reachedOutAt: Date?
        var inTime: Bool?
        var answerSeconds: Int?
    }

    private func withinTarget(of samples: [Sample]) -> Double? {
        let known = samples.compactMap(\.inTime)
        return known.isEmpty ? nil : Double(known.count { $0 }) / Double(known.count)
    }

    func expect(
        _ found: LeadMetrics, of all: [Sample], in range: MetricsRange, by grouping: MetricsGrouping, _ clock: WallClock
    ) {
        let leads = all.filter { range.days.contains(clock.time(at: $0.createdAt).day.daysSince1970) }
        #expect(found.total == leads.count)
        #expect(found.withinTarget == withinTarget(of: leads))
        for status in LeadStatus.allCases {
            #expect(found.byStatus[status.rawValue] == leads.count { $0.status == status })
        }
        for priority in Priority.allCases {
            #expect(found.byPriority[priority.rawValue] == leads.count { Priority(score: $0.score) == priority })
        }
        let sources = Dictionary(grouping: leads, by: \.source).mapValues(\.count)
        #expect(Dictionary(uniqueKeysWithValues: found.bySource.map { ($0.source, $0.count) }) == sources)
        #expect(found.bySource.map(\.count) == sources.values.sorted(by: >))
        let owners = Dictionary(grouping: leads, by: \.owner)
        #expect(Set(found.byOwner.map(\.ownerID)) == Set(owners.keys))
        for owner in found.byOwner {
            #expect(owner.total == owners[owner.ownerID]?.count)
            #expect(owner.converted == owners[owner.ownerID]?.count { $0.status == .converted })
        }
        #expect(found.responseByOwner.map(\.ownerID) == found.byOwner.map(\.ownerID))
        for owner in found.responseByOwner { expect(owner.response, of: owners[owner.ownerID] ?? []) }
        #expect(found.responseBySource.map(\.source) == found.bySource.map(\.source))
        for source in found.responseBySource {
            expect(source.response, of: leads.filter { $0.source == source.source })
        }
        let starts = Set(range.days.map { grouping.start(of: CivilDay(daysSince1970: $0)).text }).sorted()
        #expect(found.periods.map(\.start) == starts)
        for period in found.periods {
            let members = leads.filter { grouping.start(of: clock.time(at: $0.createdAt).day).text == period.start }
            #expect(period.total == members.count)
            #expect(period.converted == members.count { $0.status == .converted })
        }
        let converted = leads.count { $0.status == .converted }
        #expect(found.conversionRate == (leads.isEmpty ? 0 : Double(converted) / Double(leads.count)))
        let waits = leads.compactMap { lead in
            lead.reachedOutAt.map {
                Int($0.timeIntervalSince1970.rounded(.down)) - Int(lead.createdAt.timeIntervalSince1970.rounded(.down))
            }
        }.sorted()
        #expect(found.timeToReachOut.medianSeconds == Self.quantile(0.5, of: waits))
        #expect(
            found.timeToReachOut.p90Seconds.map { ($0 * 10).rounded() }
                == Self.quantile(0.9, of: waits).map { ($0 * 10).rounded() })
    }

    func expect(_ found: ResponseMetrics?, of leads: [Sample]) {
        let answers = leads.compactMap(\.answerSeconds).sorted()
        #expect(found?.answered == answers.count)
        #expect(found?.withinTarget == withinTarget(of: leads))
        #expect(found?.medianMinutes == Self.quantile(0.5, of: answers).map { $0 / 60 })
        #expect(
            found?.p90Minutes.map { ($0 * 600).rounded() }
                == Self.quantile(0.9, of: answers).map { ($0 * 10).rounded() })
    }

    static func quantile(_ share: Double, of values: [Int]) -> Double? {
        guard let last = values.indices.last else { return nil }
        let position = Double(last) * share
        let lower = Int(position)
        let upper = min(lower + 1, last)
        return Double(values[lower]) + (position - Double(lower)) * Double(values[upper] - values[lower])
    }

    func expect(_ found: LeadSummary, of all: [Sample], at now: Date, _ clock: WallClock) {
        let today = clock.time(at: now).day.daysSince1970
        func count(_ days: Int) -> Int {
            all.count { (today - days + 1...today).contains(clock.time(at: $0.createdAt).day.daysSince1970) }
        }
        #expect(found.today == count(1) && found.last7Days == count(7) && found.last30Days == count(30))
        let open = all.filter { $0.status != .converted && $0.status != .lost }
        #expect(found.open == open.count)
        #expect(found.hotOpen == open.count { $0.score >= 70 })
        for status in LeadStatus.allCases {
            #expect(found.byStatus[status.rawValue] == all.count { $0.status == status })
        }
        #expect(found.conversionRate == Double(all.count { $0.status == .converted }) / Double(all.count))
        #expect(found.withinTarget == withinTarget(of: all))
    }
}
