/// Exponential backoff: a delay that doubles with each attempt, up to a maximum.
package struct Backoff: Sendable {
    /// The delay before the second attempt, in seconds.
    package let firstSeconds: Double
    /// The maximum delay, in seconds.
    package let longestSeconds: Double

    /// Backoff from one delay to another.
    package init(firstSeconds: Double, longestSeconds: Double) {
        self.firstSeconds = firstSeconds
        self.longestSeconds = longestSeconds
    }

    /// The delay after so many attempts, with ±20 % jitter.
    package func seconds(afterAttempts attempts: Int, jitter: Double = .random(in: -1...1)) -> Double {
        let doublings = min(max(attempts, 1) - 1, 20)
        return min(firstSeconds * Double(1 << doublings), longestSeconds) * (1 + 0.2 * jitter)
    }
}
