/// How many times as long a thread that looks for work waits until it looks again: once as long while work comes, several times when none
/// has come for a while, so that a service at rest asks its database seldom.
struct IdlePace {
    private let restsAfter: Int
    private let factor: Int
    private var emptyLooks = 0

    /// A pace that is quick at first.
    ///
    /// - Parameters:
    ///   - restsAfter: so many looks in a row that found nothing make it slow.
    ///   - factor: how many times as long the slow wait is.
    init(restsAfter: Int, factor: Int) {
        self.restsAfter = restsAfter
        self.factor = factor
    }

    /// Counts a look, and gives how many times as long to wait before the next one.
    mutating func pauses(afterFinding hasFound: Bool) -> Int {
        emptyLooks = hasFound ? 0 : min(emptyLooks + 1, restsAfter)
        return emptyLooks < restsAfter ? 1 : factor
    }
}
