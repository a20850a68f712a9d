import MariaDB
package import Storage
import Values

extension LeadWords {
    static let tables = SearchTables(
        records: "leads",
        columns: """
            leads.id, leads.first_name, leads.last_name, leads.email, leads.phone, \(LeadStore.searchedDetailColumns),
            leads.custom_words
            """,
        text: """
            CONCAT_WS(
              ' ', leads.first_name, leads.last_name, leads.email, leads.phone, \(LeadStore.searchedDetailColumns),
              leads.custom_words)
            """,
        mark: "follow_up", indexed: "'done'", pending: "'changed'", markIndex: "leads_follow_up",
        newestIndex: "leads_created", words: "lead_words", recordID: "lead_id", recordIndex: "lead_words_lead")
}

extension LeadStore {
    /// One page of the leads that a text is found in and the rest of the filter lets through, and how many there are, counted up to
    /// `SearchMatch.mostCounted`.
    func page(
        _ page: Page, matching search: String, of filter: LeadFilter, in order: LeadOrder
    ) throws -> (leads: [Lead], total: Int) {
        let match = try SearchStore<LeadWords>(connection).match(search)
        let selection = LeadSelection(search, filter, order, match: match)
        let total = try total(of: selection)
        guard page.offset < total else { return ([], total) }
        let limit = min(page.size, total - page.offset)
        let newest =
            selection.total == nil || order != LeadOrder()
            ? nil : match.newest(limit, offset: page.offset, index: "FORCE INDEX (leads_created)", passing: "")
        if let newest {
            let leads = try leads(of: newest)
            if leads.count == limit { return (leads, total) }
        }
        let leads: [Lead] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM \(selection.source)
            \(selection.condition)
            ORDER BY \(selection.order)
            LIMIT \(limit) OFFSET \(page.offset)
            """)
        return (leads, total)
    }

    private func leads(of ids: SQL) throws(DatabaseError) -> [Lead] {
        try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM (\(ids)) AS page
            STRAIGHT_JOIN leads ON leads.id = page.id
            ORDER BY leads.created_at DESC, leads.id DESC
            """)
    }

    private func total(of selection: LeadSelection) throws -> Int {
        if let total = selection.total { return total }
        let some = try selection.some.map { try count($0.source, $0.condition) }
        return try some == SearchMatch.mostCounted
            ? SearchMatch.mostCounted : count(selection.source, selection.condition)
    }

    private func count(_ source: SQL, _ condition: SQL) throws(DatabaseError) -> Int {
        try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM (
              SELECT leads.id
              FROM \(source)
              \(condition)
              LIMIT \(SearchMatch.mostCounted)) AS counted
            """) ?? 0
    }

    /// The leads that a text finds, best first.
    ///
    /// - Throws: `DatabaseError`.
    package func best(_ text: String, atMost limit: Int) throws -> [FoundRecord] {
        try SearchStore<LeadWords>(connection).best(text, atMost: limit)
    }

    /// Brings the words of changed leads up to date, or those of all but the new ones, which `LeadFollowUp` writes.
    ///
    /// - Parameters:
    ///   - isRunning: asked before each batch.
    ///   - progress: receives the number of leads done and their total.
    /// - Returns: how many leads were looked at.
    /// - Throws: `DatabaseError`; the batches before it stay.
    package func reindex(
        all: Bool, while isRunning: () -> Bool = { true }, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> Int {
        try SearchStore<LeadWords>(connection).reindex(all: all, while: isRunning, progress: progress)
    }
}

/// Where the leads of a list are read from, and what they must fulfil.
struct LeadSelection {
    /// The `FROM` clause.
    let source: SQL
    /// The `WHERE` clause; empty when everything passes.
    let condition: SQL
    /// The `ORDER BY` list.
    let order: SQL
    /// Some of the leads, of which enough may pass to be done with counting.
    let some: (source: SQL, condition: SQL)?
    /// How many leads there are, where that is known by now.
    let total: Int?

    /// The leads of a filter without a search.
    ///
    /// - Parameter driver: what they are found by; what the filter names first when it is nil.
    init(_ filter: LeadFilter, _ order: LeadOrder, by driver: LeadDriver? = nil) {
        var rest = filter
        switch driver ?? filter.firstDriver {
        case .custom(let place): source = rest.custom.remove(at: place).source
        case .touch(let place): source = rest.touches.remove(at: place).source
        case .status: source = "leads FORCE INDEX (leads_status_created)"
        case nil: source = "leads \(order.index(for: filter))"
        }
        condition = Self.clause(rest.conditions)
        self.order = order.clause(along: filter)
        some = nil
        total = nil
    }

    /// The leads that a search has found, as far as the filter lets them through.
    init(_ search: String, _ filter: LeadFilter, _ order: LeadOrder, match: SearchMatch) {
        var rest = filter
        rest.search = nil
        source = match.source(index: order.index(for: rest))
        condition = Self.clause(rest.conditions + (match.condition.map { [$0] } ?? []))
        self.order = match.walksIndex ? order.clause(along: rest) : order.clause
        some = match.someSource.map { ($0, Self.clause(rest.conditions)) }
        total = rest == LeadFilter() ? match.total : nil
    }

    private static func clause(_ conditions: [SQL]) -> SQL {
        conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    }
}
