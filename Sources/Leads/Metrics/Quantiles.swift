/// Median and 90th percentile of values that come in ascending order and are not kept.
///
/// A quantile between two values is interpolated between them, so that the median of an even count is the mean of the middle two.
///
/// Source: definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996).
struct Quantiles {
    /// The quantiles, once all values were added; nil when there is none.
    var median: Double? { value(at: 5) }
    var ninetieth: Double? { value(at: 9) }

    private let count: Int
    private var seen = 0
    /// The values at the ranks that the quantiles lie between.
    private var values: [Int: Int] = [:]

    /// The quantiles of `count` values.
    init(count: Int) {
        self.count = count
    }

    /// Whether it matters what the next so many values are.
    func needs(next times: Int) -> Bool {
        [5, 9].contains { tenths in
            (rank(tenths)...rank(tenths) + 1).contains { (seen..<seen + times).contains($0) }
        }
    }

    /// Adds a value that comes so often.
    mutating func add(_ value: Int, times: Int) {
        for tenths in [5, 9] {
            for rank in rank(tenths)...rank(tenths) + 1 where (seen..<seen + times).contains(rank) {
                values[rank] = value
            }
        }
        seen += times
    }

    private func rank(_ tenths: Int) -> Int { max(count - 1, 0) * tenths / 10 }

    private func value(at tenths: Int) -> Double? {
        let rank = rank(tenths)
        guard let lower = values[rank] else { return nil }
        let upper = values[rank + 1] ?? lower
        let fraction = Double((count - 1) * tenths % 10) / 10
        return Double(lower) + Double(upper - lower) * fraction
    }
}
