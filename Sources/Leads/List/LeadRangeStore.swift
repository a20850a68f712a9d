import Crypto
import FoundationEssentials
import MariaDB
import Posix
import Routing

/// How many leads there are in each range of each order: what a page deep in the list is found by, without reading what comes before it.
///
/// The ranges count every lead but those that are `new`; what changes and deletions move is in `lead_deltas` until it is worked in. So at
/// any moment the leads of a range are its total, the new ones in it and the deltas in it. Whoever writes ranges holds the lock of the
/// follow-up.
struct LeadRangeStore {
    /// So many leads are cut off a range that has grown to more than twice as many.
    static let usualSize = 5_000
    /// From so many places on that are not counted yet, reading them all costs more than walking the list.
    static let mostLoose = 5_000
    /// How many ranges are cut off in one transaction.
    private static let mostCut = 64
    /// The longest key that a range begins with, in bytes; no key is cut short.
    private static let longestStart = 1_100

    let connection: Connection
    /// About how many leads a range has.
    var size = usualSize

    // MARK: Reading

    /// The ranges of an order, ascending, each with all leads that are in it now; nil when too many places are not counted yet. Belongs in
    /// the transaction that reads the list.
    func standing(_ order: LeadOrder.Key) throws(DatabaseError) -> [LeadRange]? {
        let rows: [Standing] = try connection.fetchAll(
            """
            SELECT start, start_name, total,
              EXISTS (SELECT 1 FROM leads FORCE INDEX (leads_follow_up) WHERE follow_up = 'new')
                OR EXISTS (SELECT 1 FROM lead_deltas) AS is_loose
            FROM lead_ranges
            WHERE sort = \(order.rawValue)
            ORDER BY start
            """)
        guard let first = rows.first else { return nil }
        var ranges = rows.map(\.range)
        guard first.isLoose else { return ranges }
        guard let loose = try loosePlaces() else { return nil }
        let starts = ranges.map(\.start)
        for place in loose { ranges[starts.holding(place.key(in: order))].total += place.sign }
        return ranges
    }

    private struct Standing: RowDecodable {
        let range: LeadRange
        let isLoose: Bool

        init(row: borrowing Row) throws(DatabaseError) {
            range = try LeadRange(row: row)
            isLoose = try row["is_loose"]
        }
    }

    private func ranges(of order: LeadOrder.Key) throws(DatabaseError) -> [LeadRange] {
        try connection.fetchAll(
            """
            SELECT start, start_name, total
            FROM lead_ranges
            WHERE sort = \(order.rawValue)
            ORDER BY start
            """)
    }

    /// The places that no range counts yet, or counts still; nil when there are too many. Both halves have the limit, since MariaDB reads a
    /// union whole before it applies one.
    private func loosePlaces() throws(DatabaseError) -> [LeadPlace]? {
        let places: [LeadPlace] = try connection.fetchAll(
            """
            (SELECT \(LeadPlace.columns)
            FROM leads FORCE INDEX (leads_follow_up)
            WHERE leads.follow_up = 'new'
            LIMIT \(Self.mostLoose + 1))
            UNION ALL
            (SELECT \(LeadPlace.deltaColumns)
            FROM lead_deltas
            LIMIT \(Self.mostLoose + 1))
            """)
        return places.count > Self.mostLoose ? nil : places
    }

    // MARK: Counting

    /// Adds places to their ranges, or takes them away; belongs in the transaction in which they cease to be loose.
    func add(_ places: [LeadPlace]) throws {
        guard !places.isEmpty else { return }
        let starts = try RangeStarts.ofProcess.starts(in: version(), or: allStarts)
        var rows: [[String]] = []
        for order in LeadOrder.Key.allCases {
            guard let starts = starts[order], !starts.isEmpty else { continue }
            var totals: [Int: Int] = [:]
            for place in places { totals[starts.holding(place.key(in: order)), default: 0] += place.sign }
            for (range, total) in totals.sorted(by: { $0.key < $1.key }) where total != 0 {
                rows.append([order.rawValue, hexEncoded(starts[range]), "\(total)"])
            }
        }
        try connection.execute(
            """
            INSERT INTO lead_ranges (sort, start, total)
            SELECT added.sort, UNHEX(added.start) AS start, added.total
            FROM JSON_TABLE(\(String(decoding: try JSONText.bytes(of: rows), as: UTF8.self)), '$[*]' COLUMNS (
              sort VARCHAR(16) CHARACTER SET ascii PATH '$[0]', start VARCHAR(2200) CHARACTER SET ascii PATH '$[1]',
              total BIGINT PATH '$[2]')) AS added
            ON DUPLICATE KEY UPDATE total = lead_ranges.total + added.total
            """)
    }

    /// Differs whenever the ranges begin elsewhere.
    private func version() throws(DatabaseError) -> Int {
        try connection.fetchValue("SELECT total FROM lead_ranges WHERE sort = '' AND start = ''") ?? 0
    }

    private func allStarts() throws(DatabaseError) -> [LeadOrder.Key: [[UInt8]]] {
        var starts: [LeadOrder.Key: [[UInt8]]] = [:]
        for order in LeadOrder.Key.allCases { starts[order] = try ranges(of: order).map(\.start) }
        return starts
    }

    // MARK: Cutting

    /// Cuts ranges that have grown, and joins neighbours that have shrunk.
    ///
    /// - Throws: `DatabaseError`; the transactions before it stay.
    func tend(while isRunning: () -> Bool = { true }) throws {
        for order in LeadOrder.Key.allCases {
            for range in try ranges(of: order) where range.total > 2 * size {
                var next: [UInt8]? = range.start
                while let start = next, isRunning() { next = try cut(start, of: order) }
            }
            guard isRunning() else { return }
            try join(order)
        }
    }

    /// Cuts pieces off the front of a range.
    ///
    /// - Returns: where a range begins that there is more to cut of.
    private func cut(_ start: [UInt8], of order: LeadOrder.Key) throws -> [UInt8]? {
        try connection.transaction {
            guard let loose = try loosePlaces() else { return nil }
            let ranges = try ranges(of: order)
            guard let index = ranges.firstIndex(where: { $0.start == start }) else { return nil }
            let end = index + 1 < ranges.count ? ranges[index + 1].start : nil
            let uncounted = loose.map { (key: $0.key(in: order), sign: $0.sign) }
            var rest = ranges[index]
            var pieces: [LeadRange] = []
            while rest.total > 2 * size, pieces.count < Self.mostCut, let next = try place(after: rest, in: order) {
                let key = next.key(in: order)
                guard key.count <= Self.longestStart, end.map({ key.lexicographicallyPrecedes($0) }) ?? true else {
                    break
                }
                // The list holds the new ones, too, and does not hold what is gone.
                let inside = uncounted.filter {
                    !$0.key.lexicographicallyPrecedes(rest.start) && $0.key.lexicographicallyPrecedes(key)
                }
                var piece = rest
                piece.total = size - inside.reduce(0) { $0 + $1.sign }
                pieces.append(piece)
                rest = LeadRange(
                    start: key, startName: order == .lastName ? next.lastName : nil, total: rest.total - piece.total)
            }
            guard !pieces.isEmpty else { return nil }
            try write(pieces + [rest], of: order)
            return pieces.count == Self.mostCut ? rest.start : nil
        }
    }

    /// The lead that as many others come before as a range has, from the start of one on.
    private func place(after range: LeadRange, in order: LeadOrder.Key) throws(DatabaseError) -> LeadPlace? {
        let all = LeadOrder(order, isDescending: false)
        return try connection.fetchFirst(
            """
            SELECT \(LeadPlace.columns)
            FROM (
              SELECT leads.id
              FROM leads \(all.indexHint)
              \(try range.clause(order, before: false))
              ORDER BY \(all.indexClause)
              LIMIT 1 OFFSET \(size)) AS place
            STRAIGHT_JOIN leads ON leads.id = place.id
            """)
    }

    private func join(_ order: LeadOrder.Key) throws {
        var (kept, gone): ([LeadRange], [[UInt8]]) = ([], [])
        var grown: Set<Int> = []
        for range in try ranges(of: order) {
            if let last = kept.last, last.total + range.total < size {
                kept[kept.count - 1].total += range.total
                grown.insert(kept.count - 1)
                gone.append(range.start)
            } else {
                kept.append(range)
            }
        }
        guard !gone.isEmpty else { return }
        try connection.transaction {
            for start in gone {
                try connection.execute("DELETE FROM lead_ranges WHERE sort = \(order.rawValue) AND start = \(start)")
            }
            try write(grown.map { kept[$0] }, of: order)
        }
    }

    private func write(_ ranges: [LeadRange], of order: LeadOrder.Key) throws {
        for range in ranges {
            try connection.execute(
                """
                INSERT INTO lead_ranges (sort, start, start_name, total)
                VALUES (\(order.rawValue), \(range.start), \(range.startName), \(range.total))
                ON DUPLICATE KEY UPDATE total = VALUES(total)
                """)
        }
        try connection.execute(
            "UPDATE lead_ranges SET total = \(Int.random(in: 1 ... .max)) WHERE sort = '' AND start = ''")
    }
}

extension [[UInt8]] {
    /// Which of the ranges that begin so, the first one with nothing, holds a key.
    func holding(_ key: [UInt8]) -> Int {
        var (low, high) = (0, count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if key.lexicographicallyPrecedes(self[middle]) { high = middle } else { low = middle }
        }
        return low
    }
}

/// Where ranges begin, as read last; for all threads of a process.
private final class RangeStarts: Sendable {
    static let ofProcess = RangeStarts()

    private let memory = Lock<(version: Int, starts: [LeadOrder.Key: [[UInt8]]])?>(nil)

    /// The starts of a version, read from the database when another version is remembered.
    func starts(
        in version: Int, or read: () throws -> [LeadOrder.Key: [[UInt8]]]
    ) throws -> [LeadOrder.Key: [[UInt8]]] {
        if let known = memory.withLock({ $0 }), known.version == version { return known.starts }
        let starts = try read()
        memory.withLock { $0 = (version, starts) }
        return starts
    }
}
