import Frame
import MariaDB

/// What the leads of a filter are found by; all else that it asks for is asked of each of them.
enum LeadDriver {
    /// What is asked of an own field, by its place in the filter.
    case custom(Int)
    /// What is asked of the last touch, by its place in the filter.
    case touch(Int)
    case status
}

extension LeadFilter {
    /// What it names first; nil where no index of values has its leads.
    var firstDriver: LeadDriver? {
        if !custom.isEmpty { return .custom(0) }
        return touches.isEmpty ? nil : .touch(0)
    }
}

extension LeadStore {
    /// How many entries of an index are counted at first, and how many times more each time that no condition has fewer.
    private static let (leastCounted, step) = (1_000, 8)

    /// What fewest leads of a filter fulfil, of the statuses and of what is asked of own fields and touches; nil for what comes first.
    ///
    /// Reading an entry of an index costs a twentieth of what is then asked of the lead, so entries are counted where no counter has them,
    /// not many more than the best condition has.
    func driver(of filter: LeadFilter) throws(DatabaseError) -> LeadDriver? {
        var candidates: [(driver: LeadDriver, condition: any IndexedCondition)] = []
        for (place, condition) in filter.custom.enumerated() { candidates.append((.custom(place), condition)) }
        for (place, condition) in filter.touches.enumerated() { candidates.append((.touch(place), condition)) }
        guard candidates.count + (filter.statuses.isEmpty ? 0 : 1) > 1 else { return nil }
        var best: (driver: LeadDriver, size: Int)?
        if !filter.statuses.isEmpty {
            var statuses = LeadFilter()
            statuses.statuses = filter.statuses
            best = (.status, try total(of: statuses))
        }
        for (driver, condition) in candidates where condition.isCounted {
            let size = try connection.fetchValue(condition.countIndexed, as: Int.self) ?? 0
            if size < best?.size ?? .max { best = (driver, size) }
        }
        let uncounted = candidates.filter { !$0.condition.isCounted }
        var limit = uncounted.isEmpty ? Int.max : Self.leastCounted
        while true {
            for (driver, condition) in uncounted {
                let most = max(0, min(limit, best?.size ?? limit))
                let size = try size(of: condition, atMost: most)
                if size < most { best = (driver, size) }
            }
            if let best, best.size <= limit { return best.driver }
            limit *= Self.step
        }
    }

    /// How many entries of its index fulfil a condition, counted to a limit.
    private func size(of condition: any IndexedCondition, atMost limit: Int) throws(DatabaseError) -> Int {
        try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM (SELECT 1 FROM \(condition.indexed) WHERE \(condition.onIndexed) LIMIT \(limit)) AS some
            """) ?? 0
    }
}
