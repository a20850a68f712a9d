import Foundation
import TestSupport
import Testing

/// No reader of outside text costs more than n log n, whatever it is fed.
///
/// Each target gets a quarter of a second of inputs by one seed, or its share of the seconds of `GUICHE_COST_SECONDS` by a new one
/// (`scripts/fuzz --cost`).
@Suite(.serialized) struct CostTests {
    /// How much more than n log n counts as a finding: noise and caches make up to 2, what is quadratic 6 at eightfold length.
    private static let limit = 3.0
    private static let firstBytes = 2048
    /// The longest input, unless a shorter one takes `enough`.
    private static let mostBytes = 1 << 20
    private static let enough = Duration.milliseconds(60)

    /// For each target; nil for the short run.
    private static let seconds = ProcessInfo.processInfo.environment["GUICHE_COST_SECONDS"].flatMap(Double.init)
        .map { $0 / Double(CostTarget.all.count) }

    @Test(arguments: CostTarget.all)
    func `no reader costs more than n log n`(target: CostTarget) {
        let seed = Self.seconds == nil ? 11 : UInt64.random(in: 1...(.max))
        var random = SeededNumbers(seed: seed)
        let end = ContinuousClock.now + .seconds(Self.seconds ?? 0.25)
        var count = 0
        var worst = 0.0
        while ContinuousClock.now < end {
            let hostile = Hostile(using: &random)
            let found = Self.excess(of: hostile, in: target)
            worst = max(worst, found)
            count += 1
            #expect(found < Self.limit, "\(target.name), seed \(seed): \(hostile.description)")
        }
        if Self.seconds != nil {
            let share = (worst * 100).rounded() / 100
            print("cost \(target.name): \(count) inputs, at most \(share) of n log n, seed \(seed)")
        }
    }

    @Test func `quadratic cost is detected`() {
        let quadratic = CostTarget("quadratic", text: { _ = $0.hashValue })
        #expect(Self.excess(of: Hostile("a", "\u{301}\u{327}"), in: quadratic) > Self.limit)
    }

    /// The largest excess from 2 KiB on, eightfold each time.
    private static func excess(of hostile: Hostile, in target: CostTarget) -> Double {
        var worst = 0.0
        var bytes = firstBytes
        while bytes * 8 <= mostBytes {
            var found = CPUCost.excess(bytes: bytes, make: hostile.bytes, read: target.read) ?? 0
            // Another thread's work spoils a measurement, but not each of many.
            for runs in [5, 9, 15] where found >= limit {
                let again = CPUCost.excess(bytes: bytes, runs: runs, make: hostile.bytes, read: target.read)
                found = min(found, again ?? 0)
            }
            worst = max(worst, found)
            if found >= limit { break }
            let whole = hostile.bytes(bytes * 8)
            if CPUCost.of(runs: 1, { target.read(whole) }) > enough { break }
            bytes *= 4
        }
        return worst
    }
}
