/// Recent refusals of one thread, so that a repeating caller is recorded once a minute. For one thread.
package final class RecentRefusals {
    /// How long a refusal is remembered.
    static let lifetime: Duration = .seconds(60)
    /// The most refusals remembered.
    static let limit = 1024

    private var entries: [String: ContinuousClock.Instant] = [:]

    /// Whether it was not refused within the last minute; remembers it.
    package func isNew(_ refusal: String, now: ContinuousClock.Instant = .now) -> Bool {
        if let last = entries[refusal], last.duration(to: now) < Self.lifetime { return false }
        if entries.count >= Self.limit { entries.removeAll(keepingCapacity: true) }
        entries[refusal] = now
        return true
    }
}
