package import Posix

/// Counters of the responders of a host, in memory that their processes share.
///
/// Source: SPEC section 9, `/metrics`; text format, Prometheus exposition 0.0.4.
package struct Statistics: Sendable {
    /// Upper bounds of the latency histogram's buckets, in microseconds; the last bucket has none.
    package static let bucketMicroseconds = [
        500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000,
    ]
    /// The most responder processes on one host.
    package static let processes = 256

    private static let statuses = Array(100...599)
    private static let header = 2
    private static let processCells = 3
    private static let routeCells = statuses.count + bucketMicroseconds.count + 2

    private let cells: SharedCounters
    private let operations: [String]
    private let indexes: [String: Int]
    private let pools: [String]
    private let processIndex: Int

    /// The counters of a folder; without one they are this process's own.
    ///
    /// - Parameters:
    ///   - operations: the names of all operations of this build, whatever this process serves.
    ///   - pool: the pool that this process belongs to, one of `pools`.
    ///   - threads: its concurrent requests.
    /// - Throws: `PosixError`.
    package init(folder: String?, operations: [String], pools: [String], pool: String, threads: Int) throws(PosixError)
    {
        self.operations = operations.sorted() + ["none"]
        self.pools = pools
        indexes = Dictionary(self.operations.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
        let count = Self.header + Self.processes * Self.processCells + self.operations.count * Self.routeCells
        // Another build counts in another file: its operations have other positions.
        let layout = self.operations.joined().utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        cells = try SharedCounters(path: folder.map { "\($0)/counters-\(layout)-\(count)" }, count: count)
        processIndex = Self.claimProcess(in: cells)
        cells.set(UInt64(pools.firstIndex(of: pool) ?? 0) << 32 | UInt64(threads), at: processIndex + 1)
        cells.set(0, at: processIndex + 2)
    }

    /// Takes the cells of a process that is no longer there, or none's.
    private static func claimProcess(in cells: SharedCounters) -> Int {
        let own = UInt64(ThisProcess.id)
        for slot in 0..<processes {
            let index = header + slot * processCells
            let holder = cells[index]
            let isFree = holder == 0 || holder == own || !ThisProcess.isAlive(Int32(truncatingIfNeeded: holder))
            if isFree, cells.exchange(holder, for: own, at: index) { return index }
        }
        return header
    }

    /// A number that changes whenever sessions, users or stored settings were changed, so that what is remembered of them must be
    /// read again.
    package var revision: UInt64 { cells[0] }

    /// Invalidates the caches of sessions, users and stored settings of every responder on this host.
    package func bumpRevision() { cells.add(1, to: 0) }

    /// A request was begun.
    package func began() { cells.add(1, to: processIndex + 2) }

    /// A request was answered.
    package func ended(operation: String?, status: Int, microseconds: Int, queries: Int) {
        cells.subtract(1, from: processIndex + 2)
        cells.add(UInt64(queries), to: 1)
        let base = base(of: indexes[operation ?? "none"] ?? operations.count - 1)
        cells.add(1, to: base + min(max(status, 100), 599) - 100)
        let bucket = Self.bucketMicroseconds.firstIndex { microseconds <= $0 } ?? Self.bucketMicroseconds.count
        cells.add(1, to: base + Self.statuses.count + bucket)
        cells.add(UInt64(microseconds), to: base + Self.statuses.count + Self.bucketMicroseconds.count + 1)
    }

    private func base(of operation: Int) -> Int {
        Self.header + Self.processes * Self.processCells + operation * Self.routeCells
    }

    private static let requests = Metric(
        "guiche_http_requests_total", "Requests answered.", .counter, by: ["route", "status"])
    private static let durations = Metric(
        "guiche_http_request_duration_seconds",
        "Time from a request's first byte to its answer.", .histogram, in: .seconds, by: ["route"])
    private static let busyThreads = Metric(
        "guiche_pool_busy_workers", "Threads with a request in hand.", by: ["pool"],
        limit: Limit(
            "pools", .share(0.9, of: "guiche_pool_workers"), "{} threads are busy",
            remedy: "find the slow route in guiche_http_request_duration_seconds; use more threads or processes"))
    private static let allThreads = Metric("guiche_pool_workers", "Threads that take requests.", by: ["pool"])
    private static let processCount = Metric("guiche_pool_processes", "Processes that take requests.", by: ["pool"])
    private static let roundTrips = Metric(
        "guiche_database_queries_total", "Round trips to the database.", .counter)

    /// What is counted.
    static let metrics = [requests, durations, busyThreads, allThreads, processCount, roundTrips]

    /// All numbers as text for Prometheus.
    package var prometheusText: String {
        var counted: [Metric.Sample] = []
        var histograms = Exposition.heading(of: Self.durations)
        for (index, operation) in operations.enumerated() {
            let base = base(of: index)
            for status in Self.statuses where cells[base + status - 100] > 0 {
                counted.append(Self.requests.sample(Double(cells[base + status - 100]), operation, "\(status)"))
            }
            histograms += histogram(of: operation, at: base + Self.statuses.count)
        }
        return (counted.isEmpty ? Exposition.heading(of: Self.requests) : Exposition.text(of: counted)) + histograms
            + Exposition.text(of: poolSamples + [Self.roundTrips.sample(Double(cells[1]))])
    }

    private func histogram(of operation: String, at base: Int) -> String {
        var text = ""
        var total: UInt64 = 0
        let name = Self.durations.name
        for index in 0...Self.bucketMicroseconds.count {
            total += cells[base + index]
            let bound =
                index < Self.bucketMicroseconds.count ? "\(Double(Self.bucketMicroseconds[index]) / 1e6)" : "+Inf"
            text += Exposition.line("\(name)_bucket", [("route", operation), ("le", bound)], "\(total)")
        }
        let sum = Double(cells[base + Self.bucketMicroseconds.count + 1]) / 1e6
        guard total > 0 else { return "" }
        return text + Exposition.line("\(name)_sum", [("route", operation)], "\(sum)")
            + Exposition.line("\(name)_count", [("route", operation)], "\(total)")
    }

    private var poolSamples: [Metric.Sample] {
        var processes = [Int](repeating: 0, count: pools.count)
        var busy = [UInt64](repeating: 0, count: pools.count)
        var threads = busy
        for slot in 0..<Self.processes {
            let index = Self.header + slot * Self.processCells
            let holder = cells[index]
            guard holder > 0, ThisProcess.isAlive(Int32(truncatingIfNeeded: holder)) else { continue }
            let pool = Int(cells[index + 1] >> 32)
            guard pools.indices.contains(pool) else { continue }
            processes[pool] += 1
            busy[pool] += cells[index + 2]
            threads[pool] += cells[index + 1] & 0xFFFF_FFFF
        }
        return pools.indices.filter { threads[$0] > 0 }.flatMap { pool in
            [
                Self.busyThreads.sample(Double(busy[pool]), pools[pool]),
                Self.allThreads.sample(Double(threads[pool]), pools[pool]),
                Self.processCount.sample(Double(processes[pool]), pools[pool]),
            ]
        }
    }
}
