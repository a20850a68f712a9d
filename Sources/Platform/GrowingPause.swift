/// A pause before the next try that doubles with each failure, up to a longest one.
package struct GrowingPause: Sendable {
    /// Before the second try, in seconds.
    package let firstSeconds: Double
    /// The longest, in seconds.
    package let longestSeconds: Double

    /// A pause that grows from one length to another.
    package init(firstSeconds: Double, longestSeconds: Double) {
        self.firstSeconds = firstSeconds
        self.longestSeconds = longestSeconds
    }

    /// The pause after so many attempts; a fifth more or less by chance so that what failed together does not come back together.
    package func seconds(afterAttempts attempts: Int, chance: Double = .random(in: -1...1)) -> Double {
        let doublings = min(max(attempts, 1) - 1, 20)
        return min(firstSeconds * Double(1 << doublings), longestSeconds) * (1 + 0.2 * chance)
    }
}
