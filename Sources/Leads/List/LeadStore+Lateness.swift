import FoundationEssentials
import MariaDB
import Values

extension LeadStore {
    /// Up to so many late leads are sorted; of more, enough are near the front of every order.
    private static let mostSorted = 5_000

    /// Some columns of a page of the leads that are late, or are not, and how many there are; in one snapshot.
    func latenessPage<Value: RowDecodable>(
        _ columns: SQL, _ page: Page, of filter: LeadFilter, in order: LeadOrder
    ) throws -> (rows: [Value], total: Int) {
        try connection.transaction {
            let known = try LateLeadStore(connection).standing()
            let late = try known?.total ?? totalLate(at: Date())
            let total = try filter.isLate == true ? late : self.total(of: LeadFilter()) - late
            guard page.offset < total else { return ([], total) }
            let found = filter.isLate == true ? known?.ids(of: page, in: order) : nil
            let rows: [Value] = try connection.fetchAll(
                """
                SELECT \(columns)
                FROM (\(found ?? Self.ids(of: page, filter, in: order, late: late))) AS page
                STRAIGHT_JOIN leads ON leads.id = page.id
                ORDER BY \(order.clause)
                """)
            return (rows, total)
        }
    }

    /// The ids of a page of the late leads, or of the others, found among all leads.
    private static func ids(of page: Page, _ filter: LeadFilter, in order: LeadOrder, late: Int) -> SQL {
        let (source, list) = walk(of: filter, in: order, late: late, first: page.offset + page.size)
        return """
            SELECT leads.id
            FROM \(source)
            \(LeadSelection(filter, order).condition)
            ORDER BY \(list)
            LIMIT \(page.size) OFFSET \(page.offset)
            """
    }

    /// Where the late leads, or the others, are read, and in which order.
    private static func walk(
        of filter: LeadFilter, in order: LeadOrder, late: Int, first count: Int
    ) -> (source: SQL, list: SQL) {
        let isLate = filter.isLate == true
        if isLate, order.key != .dueAt, late <= mostSorted { return ("leads FORCE INDEX (leads_due)", order.clause) }
        if !isLate, order.key == .dueAt { return (order.source(of: filter, first: count), order.clause) }
        return ("leads \(order.indexHint)", order.indexClause)
    }

    /// How many leads are late, by the ranges of the list where they show it.
    private func totalLate(at now: Date) throws -> Int {
        let store = LeadRangeStore(connection: connection)
        if let ranges = try store.standing(.dueAt) {
            return try store.total(in: ranges, dueBefore: now) - store.undated(in: ranges)
        }
        return try connection.fetchValue("SELECT COUNT(*) FROM leads WHERE leads.due_at < \(now)") ?? 0
    }
}

extension LeadRangeStore {
    /// How many leads have no due time, by the ranges of the order of due times.
    func undated(in ranges: [LeadRange]) throws(DatabaseError) -> Int {
        try total(in: ranges, before: LeadPlace.key(ofDue: .distantPast), "leads.due_at IS NULL")
    }

    /// How many leads are due before a moment or at no time.
    func total(in ranges: [LeadRange], dueBefore moment: Date) throws(DatabaseError) -> Int {
        try total(
            in: ranges, before: LeadPlace.key(ofDue: moment), "(leads.due_at IS NULL OR leads.due_at < \(moment))")
    }

    /// How many leads come before a key; those of its range are counted by a condition that says the same.
    private func total(
        in ranges: [LeadRange], before key: [UInt8], _ condition: SQL
    ) throws(DatabaseError) -> Int {
        let index = ranges.map(\.start).holding(key)
        let start = try ranges[index].clause(.dueAt, before: false)
        let clause: SQL = start.text.isEmpty ? "WHERE \(condition)" : "\(start) AND \(condition)"
        let inside: Int =
            try connection.fetchValue("SELECT COUNT(*) FROM leads FORCE INDEX (leads_due) \(clause)") ?? 0
        return ranges[..<index].reduce(inside) { $0 + $1.total }
    }
}

extension LeadOrder {
    /// Where a list reads its leads: the table by the index of the order, or the first of those with a due time and the first of those
    /// without, where the index has them elsewhere.
    ///
    /// - Parameter count: how many leads, from the front of the list on, are read.
    func source(of filter: LeadFilter, first count: Int) -> SQL {
        let isOfAll = filter.isByStatusOnly && filter.statuses.isEmpty && !isDescending
        let isOfOthers = filter.isByLatenessOnly && filter.isLate == false
        guard key == .dueAt, isOfAll || isOfOthers else { return "leads \(index(for: filter))" }
        let dated: SQL = isOfOthers ? "leads.due_at >= UTC_TIMESTAMP(6)" : "leads.due_at IS NOT NULL"
        let undated: SQL = isDescending ? "leads.created_at DESC, leads.id DESC" : "leads.created_at, leads.id"
        return """
            (
              (SELECT leads.id
              FROM leads FORCE INDEX (leads_due)
              WHERE \(dated)
              ORDER BY \(indexClause)
              LIMIT \(count))
              UNION ALL
              (SELECT leads.id
              FROM leads FORCE INDEX (leads_due)
              WHERE leads.due_at IS NULL
              ORDER BY \(undated)
              LIMIT \(count))) AS front
            STRAIGHT_JOIN leads ON leads.id = front.id
            """
    }
}
