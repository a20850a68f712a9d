import FoundationEssentials
import MariaDB
package import Routing
package import Values

extension LeadStore {
    /// From here on a page is found by ranges of the list; nearer the front that costs more.
    private static let deepOffset = 1000

    /// One page of the leads that a filter lets through, and how many there are in all; of a search at most
    /// `SearchMatch.mostCounted` are counted.
    package func page(_ page: Page, of filter: LeadFilter, in order: LeadOrder) throws -> (leads: [Lead], total: Int) {
        if let search = filter.search { return try self.page(page, matching: search, of: filter, in: order) }
        let found: (rows: [Lead], total: Int) = try rows(Self.columns, page, of: filter, in: order)
        return (found.rows, found.total)
    }

    /// The same page, each lead as the API sends it; of leads that are remembered in the state that they are in, only that state is read.
    package func texts(
        of page: Page, of filter: LeadFilter, in order: LeadOrder, from memory: LeadTexts
    ) throws -> (texts: [JSONObjectText], total: Int) {
        if filter.search == nil {
            let found: (rows: [LeadState], total: Int) = try rows(
                LeadState.columns, page, of: filter, in: order)
            if let texts = memory.texts(of: found.rows) { return (texts, found.total) }
        }
        let found = try self.page(page, of: filter, in: order)
        return (memory.remember(found.leads), found.total)
    }

    /// Some columns of the leads of a page of a list without a search, and how many leads there are in all.
    private func rows<Value: RowDecodable>(
        _ columns: SQL, _ page: Page, of filter: LeadFilter, in order: LeadOrder
    ) throws -> (rows: [Value], total: Int) {
        if order.custom != nil || !filter.custom.isEmpty || !filter.touches.isEmpty {
            return try customPage(columns, page, of: filter, in: order)
        }
        if filter.isByLatenessOnly { return try latenessPage(columns, page, of: filter, in: order) }
        guard page.offset < Self.deepOffset else {
            if let found: (rows: [Value], total: Int) = try rangedPage(columns, page, of: filter, in: order) {
                return found
            }
            let total = try total(of: filter)
            return (page.offset < total ? try deepPage(columns, page, of: filter, in: order) : [], total)
        }
        let rows: [Counted<Value>] = try connection.fetchAll(Self.list(columns, page, of: filter, in: order))
        guard let total = rows.first?.total else { return ([], try total(of: filter)) }
        return (rows.map(\.value), total)
    }

    /// Some columns of the leads of a page, and how many leads there are in all.
    private static func list(_ columns: SQL, _ page: Page, of filter: LeadFilter, in order: LeadOrder) -> SQL {
        """
        SELECT \(columns), (\(count(of: filter))) AS total
        FROM \(order.source(of: filter, first: page.offset + page.size))
        \(filter.condition)
        ORDER BY \(order.clause(along: filter))
        LIMIT \(page.size) OFFSET \(page.offset)
        """
    }

    /// The leads of a page, whose ids are found first, in an index where there is one.
    private func deepPage<Value: RowDecodable>(
        _ columns: SQL, _ page: Page, of filter: LeadFilter, in order: LeadOrder
    ) throws(DatabaseError) -> [Value] {
        try connection.fetchAll(
            """
            SELECT \(columns)
            FROM (
              SELECT leads.id
              FROM \(order.source(of: filter, first: page.offset + page.size))
              \(filter.condition)
              ORDER BY \(order.clause(along: filter))
              LIMIT \(page.size) OFFSET \(page.offset)) AS page
            JOIN leads USING (id)
            ORDER BY \(order.clause)
            """)
    }

    func total(of filter: LeadFilter) throws(DatabaseError) -> Int {
        try connection.fetchValue(Self.count(of: filter)) ?? 0
    }

    /// How many leads a filter lets through; without counting rows when it asks for nothing but statuses.
    private static func count(of filter: LeadFilter) -> SQL {
        guard filter.isByStatusOnly else { return "SELECT COUNT(*) FROM leads \(filter.condition)" }
        return count(of: filter.statuses)
    }

    /// How many leads there are in some statuses, or in all when none are named: those that are counted, and those that are new.
    ///
    /// One statement reads both at one moment, so that a lead that is counted meanwhile is neither missed nor counted twice.
    static func count(of statuses: [LeadStatus]) -> SQL {
        let counted: SQL = statuses.isEmpty ? "" : "WHERE counted.status IN (\(list: statuses))"
        let new: SQL = statuses.isEmpty ? "" : "AND new.status IN (\(list: statuses))"
        return """
            SELECT (
              SELECT CAST(COALESCE(SUM(counted.total), 0) AS INT)
              FROM lead_counts AS counted
              \(counted)) + (
              SELECT COUNT(*)
              FROM leads AS new FORCE INDEX (leads_follow_up)
              WHERE new.follow_up = 'new' \(new))
            """
    }

    /// The leads of a page, and their total.
    struct Counted<Value: RowDecodable>: RowDecodable {
        let value: Value
        let total: Int

        init(row: borrowing Row) throws(DatabaseError) {
            value = try Value(row: row)
            total = try row["total"]
        }
    }
}

extension LeadFilter {
    /// The filter as a `WHERE` clause; empty when everything passes. A search is not part of it.
    fileprivate var condition: SQL { LeadSelection(self, LeadOrder()).condition }

    /// The conditions on a lead, without the search.
    var conditions: [SQL] {
        var conditions: [SQL] = []
        if !statuses.isEmpty { conditions.append("leads.status IN (\(list: statuses))") }
        if let source { conditions.append("leads.business_tracking = \(source)") }
        if let form { conditions.append(Self.condition(on: form)) }
        if let ownerID { conditions.append("leads.owner_id = \(ownerID)") }
        if let priority {
            let (lowest, highest) = (priority.scores.lowerBound, priority.scores.upperBound)
            conditions.append("leads.score BETWEEN \(lowest) AND \(highest)")
        }
        if let lowestScore { conditions.append("leads.score >= \(lowestScore)") }
        if let highestScore { conditions.append("leads.score <= \(highestScore)") }
        if let hasResume {
            conditions.append(hasResume ? "leads.resume_path IS NOT NULL" : "leads.resume_path IS NULL")
        }
        if let isLate { conditions.append(isLate ? "leads.due_at < UTC_TIMESTAMP(6)" : "NOT \(LeadStore.isLate)") }
        if let createdFrom { conditions.append("leads.created_at >= \(createdFrom)") }
        if let createdBefore { conditions.append("leads.created_at < \(createdBefore)") }
        return conditions + custom.map(\.onLead) + touches.map(\.onLead)
    }
}

extension LeadFilter {
    /// The condition that an enquiry of a lead came through a form; rows of the one at `/` as it was delivered name none.
    private static func condition(on form: IntakeForm.ID) -> SQL {
        guard form == IntakeForm.contactID else {
            return "(leads.form_id = \(form) OR leads.id IN (SELECT lead_id FROM enquiries WHERE form_id = \(form)))"
        }
        return """
            (leads.form = 'form' AND COALESCE(leads.form_id, \(form)) = \(form)
              OR leads.id IN (SELECT lead_id FROM enquiries WHERE form = 'form' AND COALESCE(form_id, \(form)) = \(form)))
            """
    }
}

extension LeadOrder {
    /// The `ORDER BY` list.
    var clause: SQL {
        if let custom { return clause(by: custom) }
        return switch (key, isDescending) {
        case (.createdAt, true): "leads.created_at DESC, leads.id DESC"
        case (.createdAt, false): "leads.created_at, leads.id"
        case (.updatedAt, true): "leads.updated_at DESC, leads.id DESC"
        case (.updatedAt, false): "leads.updated_at, leads.id"
        case (.lastName, true): "leads.last_name DESC, leads.id DESC"
        case (.lastName, false): "leads.last_name, leads.id"
        case (.email, true): "leads.email DESC, leads.id DESC"
        case (.email, false): "leads.email, leads.id"
        case (.status, true): "leads.status DESC, leads.created_at DESC, leads.id DESC"
        case (.status, false): "leads.status, leads.created_at, leads.id"
        case (.score, true): "leads.score DESC, leads.id DESC"
        case (.score, false): "leads.score, leads.id"
        case (.schedulingDay, true): "leads.scheduling_day DESC, leads.id DESC"
        case (.schedulingDay, false): "leads.scheduling_day, leads.id"
        case (.dueAt, true): "leads.due_at DESC, leads.created_at DESC, leads.id DESC"
        case (.dueAt, false): "leads.due_at IS NULL, leads.due_at, leads.created_at, leads.id"
        }
    }

    /// The `ORDER BY` list where the index for a filter is walked. An index of unique values has no ties but of leads without an
    /// address, which it has in the order of their ids; to ask for ids too would sort all leads.
    func clause(along filter: LeadFilter) -> SQL {
        guard key == .email, !index(for: filter).text.isEmpty else { return clause }
        return isDescending ? "leads.email DESC" : "leads.email"
    }

    /// The index that holds the ids in this order, so that a page deep in the list reads index entries and no rows.
    func index(for filter: LeadFilter) -> SQL {
        guard filter.isByStatusOnly, custom == nil else { return "" }
        if filter.statuses.count == 1 {
            return key == .createdAt || key == .status ? "FORCE INDEX (leads_status_created)" : ""
        }
        guard filter.statuses.isEmpty else { return "" }
        return switch key {
        case .createdAt: "FORCE INDEX (leads_created)"
        case .updatedAt: "FORCE INDEX (leads_updated)"
        case .lastName: "FORCE INDEX (leads_last_name)"
        case .email: "FORCE INDEX (leads_email)"
        case .status: "FORCE INDEX (leads_status_created)"
        case .score: "FORCE INDEX (leads_score)"
        case .schedulingDay: "FORCE INDEX (leads_scheduling_day)"
        // Which has the leads without a due time first.
        case .dueAt: isDescending ? "FORCE INDEX (leads_due)" : ""
        }
    }

    /// The `ORDER BY` list of the index that ranges are walked in.
    var indexClause: SQL {
        key == .dueAt && !isDescending ? "leads.due_at, leads.created_at, leads.id" : clause(along: LeadFilter())
    }

    /// That index.
    var indexHint: SQL { key == .dueAt ? "FORCE INDEX (leads_due)" : index(for: LeadFilter()) }
}
