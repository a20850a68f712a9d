package import FoundationEssentials
import MariaDB
import Platform

extension LeadWords {
    static let tables = SearchTables(
        records: "leads",
        columns: "leads.id, leads.first_name, leads.last_name, leads.email, leads.phone, leads.business_name",
        text: "CONCAT_WS(' ', leads.first_name, leads.last_name, leads.email, leads.phone, leads.business_name)",
        pendingIndex: "leads_search_state", newestIndex: "leads_created", words: "lead_words", recordID: "lead_id",
        recordIndex: "lead_words_lead")
}

extension LeadStore {
    /// One page of the leads that a text is found in and the rest of the filter lets through, and how many there are, counted up to
    /// `SearchMatch.mostCounted`.
    func page(
        _ page: Page, matching search: String, of filter: LeadFilter, in order: LeadOrder
    ) throws -> (leads: [Lead], total: Int) {
        let selection = try LeadSelection(
            search, filter, order, match: SearchStore<LeadWords>(connection).match(search))
        let total = try total(of: selection)
        guard page.offset < total else { return ([], total) }
        let leads: [Lead] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM \(selection.source)
            \(selection.condition)
            ORDER BY \(order.clause)
            LIMIT \(min(page.size, total - page.offset)) OFFSET \(page.offset)
            """)
        return (leads, total)
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

    /// Brings the words of new and changed leads up to date, or those of all.
    ///
    /// - Parameters:
    ///   - goesOn: asked before each batch.
    ///   - progress: is told how many leads were done, and how many there are to do.
    /// - Returns: how many leads were looked at.
    /// - Throws: `DatabaseError`; the batches before it stay.
    package func reindex(
        all: Bool, while goesOn: () -> Bool = { true }, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> Int {
        try SearchStore<LeadWords>(connection).reindex(all: all, while: goesOn, progress: progress)
    }

    /// Brings the words of some new and changed leads up to date, for a program that does so all day.
    ///
    /// - Returns: whether to go on at once: there is more, and no flood of submissions, which come first.
    /// - Throws: `DatabaseError`.
    package func reindexSome(at now: Date = Date()) throws -> Bool {
        let arrived: Int? = try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM (
              SELECT 1
              FROM leads FORCE INDEX (leads_created)
              WHERE created_at > \(now.addingTimeInterval(-1))
              LIMIT \(Self.floodOfASecond)) AS arrived
            """)
        guard (arrived ?? 0) < Self.floodOfASecond else { return false }
        let words = SearchStore<LeadWords>(connection)
        return try words.indexPending() == SearchStore<LeadWords>.batch
    }

    /// From so many leads a second on their words wait.
    private static let floodOfASecond = 100
}

/// Where the leads of a list are read from, and what they must fulfil.
struct LeadSelection {
    /// What stands behind `FROM`.
    let source: SQL
    /// The `WHERE` clause; empty when everything passes.
    let condition: SQL
    /// Some of the leads, of which enough may pass to be done with counting.
    let some: (source: SQL, condition: SQL)?
    /// How many leads there are, where that is known by now.
    let total: Int?

    /// The leads of a filter without a search.
    init(_ filter: LeadFilter, _ order: LeadOrder) {
        source = "leads \(order.index(for: filter))"
        condition = Self.clause(filter.conditions)
        some = nil
        total = nil
    }

    /// The leads that a search has found, as far as the filter lets them through.
    init(_ search: String, _ filter: LeadFilter, _ order: LeadOrder, match: SearchMatch) {
        var rest = filter
        rest.search = nil
        source = match.source(index: order.index(for: rest))
        condition = Self.clause(rest.conditions + (match.condition.map { [$0] } ?? []))
        some = match.someSource.map { ($0, Self.clause(rest.conditions)) }
        total = rest == LeadFilter() ? match.total : nil
    }

    private static func clause(_ conditions: [SQL]) -> SQL {
        conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    }
}
