import Posix

/// The highest cost of the stored password hashes, looked up once; shared by the threads of a process.
final class KnownCost: Sendable {
    private let known = Lock<Int?>(nil)

    /// The cost, read by `look` at the first call; 0 when there are no hashes.
    func value<E: Error>(_ look: () throws(E) -> Int?) throws(E) -> Int {
        if let cost = known.withLock({ $0 }) { return cost }
        let cost = try look() ?? 0
        known.withLock { $0 = max($0 ?? 0, cost) }
        return cost
    }

    /// Raises it to the cost of a hash that was stored after the look-up, by another process or with another setting.
    func meet(_ cost: Int) {
        known.withLock { if let value = $0 { $0 = max(value, cost) } }
    }
}
