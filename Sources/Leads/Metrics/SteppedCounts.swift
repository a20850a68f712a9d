/// Waits counted by steps, and by single seconds in those steps that a quantile lies in.
struct SteppedCounts {
    private var totals: [WaitStep: Int] = [:]
    private var details: [WaitStep: [Int: Int]] = [:]

    /// Adds waits of a step.
    mutating func add(_ count: Int, at step: WaitStep) { totals[step, default: 0] += count }

    /// Says how many of a step's waits last how many seconds.
    mutating func detail(_ step: WaitStep, _ counts: [Int: Int]) { details[step] = counts }

    /// The steps whose seconds decide about a quantile.
    var needed: [WaitStep] {
        var quantiles = Quantiles(count: count)
        return steps.filter { step in
            let total = totals[step] ?? 0
            defer { quantiles.add(step.seconds.lowerBound, times: total) }
            return quantiles.needs(next: total)
        }
    }

    /// The quantiles, once the steps that are needed have their details.
    var quantiles: Quantiles {
        var quantiles = Quantiles(count: count)
        for step in steps {
            guard let counts = details[step] else {
                quantiles.add(step.seconds.lowerBound, times: totals[step] ?? 0)
                continue
            }
            for (seconds, count) in counts.sorted(by: { $0.key < $1.key }) { quantiles.add(seconds, times: count) }
        }
        return quantiles
    }

    /// How many waits there are.
    var count: Int { totals.values.reduce(0, +) }

    private var steps: [WaitStep] {
        totals.filter { $0.value > 0 }.keys.sorted { $0.number < $1.number }
    }
}
