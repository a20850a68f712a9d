import MariaDB
import Values

extension LeadStore {
    /// Some columns of the leads of a page, found by how many leads there are in each range of the list, so that a page deep in it costs no
    /// more than one near the front; and how many leads there are in all. Nil where the ranges do not show that.
    ///
    /// One snapshot serves all, so that leads that come, go or are counted meanwhile move nothing.
    func rangedPage<Value: RowDecodable>(
        _ columns: SQL, _ page: Page, of filter: LeadFilter, in order: LeadOrder
    ) throws -> (rows: [Value], total: Int)? {
        // The leads of one status are together in the order of statuses.
        let isOfStatus = filter.statuses.count == 1 && (order.key == .status || order.key == .createdAt)
        guard filter.isByStatusOnly, filter.statuses.isEmpty || isOfStatus else { return nil }
        return try connection.transaction { try snapshotPage(columns, page, of: filter.statuses.first, in: order) }
    }

    /// The page of all leads, or of those of one status, in the caller's transaction.
    func snapshotPage<Value: RowDecodable>(
        _ columns: SQL, _ page: Page, of status: LeadStatus?, in order: LeadOrder
    ) throws -> (rows: [Value], total: Int)? {
        let key = status == nil ? order.key : .status
        guard let ranges = try LeadRangeStore(connection: connection).standing(key) else { return nil }
        var stretch = 0..<ranges.reduce(0) { $0 + $1.total }
        if let status {
            let before = LeadStatus.allCases.filter { $0.place < status.place }
            let start = before.isEmpty ? 0 : try connection.fetchValue(Self.count(of: before)) ?? 0
            stretch = try start..<start + (connection.fetchValue(Self.count(of: [status])) ?? 0)
        }
        guard key == .dueAt, !order.isDescending else {
            let rows: [Value] = try rows(
                columns, page.offset, page.size, of: ranges, in: order, stretch, by: key)
            return (rows, stretch.count)
        }
        // What the index begins with comes last.
        let undated = try LeadRangeStore(connection: connection).undated(in: ranges)
        let dated = stretch.count - undated
        var rows: [Value] = try rows(
            columns, page.offset, page.size, of: ranges, in: order, undated..<stretch.count, by: key)
        if page.offset + page.size > dated {
            rows += try self.rows(
                columns, max(page.offset - dated, 0), page.size - rows.count, of: ranges, in: order, 0..<undated,
                by: key)
        }
        return (rows, stretch.count)
    }

    /// The rows of a page of a stretch of the list of all leads.
    ///
    /// - Parameter key: what the ranges are of, ascending.
    private func rows<Value: RowDecodable>(
        _ columns: SQL, _ offset: Int, _ limit: Int, of ranges: [LeadRange], in order: LeadOrder,
        _ stretch: Range<Int>, by key: LeadOrder.Key
    ) throws -> [Value] {
        guard offset < stretch.count, limit > 0 else { return [] }
        let size = min(limit, stretch.count - offset)
        var rest = order.isDescending ? stretch.upperBound - offset - size : stretch.lowerBound + offset
        var range = 0
        while range < ranges.count - 1, rest >= ranges[range].total {
            rest -= ranges[range].total
            range += 1
        }
        // From the end of the range that is nearer.
        let behind = ranges[range].total - rest - size
        let isBackward = behind >= 0 && behind < rest && range + 1 < ranges.count
        let clause = try ranges[isBackward ? range + 1 : range].clause(key, before: isBackward)
        let walk = LeadOrder(key, isDescending: isBackward)
        return try connection.fetchAll(
            """
            SELECT \(columns)
            FROM (
              SELECT leads.id
              FROM leads \(walk.indexHint)
              \(clause)
              ORDER BY \(walk.indexClause)
              LIMIT \(size) OFFSET \(isBackward ? behind : rest)) AS page
            STRAIGHT_JOIN leads ON leads.id = page.id
            ORDER BY \(order.clause)
            """)
    }
}
