import FoundationEssentials
import Frame
import MariaDB
import Values

/// What a list asks of what an index has in the order in which leads came in. Of new leads it is in the leads alone.
protocol IndexedCondition {
    /// The table with its index, which has `lead_id` and `created_at`.
    var indexed: SQL { get }
    /// The condition on a row of it.
    var onIndexed: SQL { get }
    /// The condition on the lead `new`.
    var onNew: SQL { get }
    /// How many rows fulfil it.
    var countIndexed: SQL { get }
    /// Whether that is known without counting rows.
    var isCounted: Bool { get }
    /// Whether one lead may have several such rows.
    var isRepeated: Bool { get }
}

// Lists that ask for own fields or touches, or are sorted by an own field. The values of new leads are in the leads alone, all others in
// `lead_values` and `lead_touches`, so that a list is exact at each moment.
extension LeadStore {
    /// Some columns of a page of such a list, and how many leads there are in all; in one snapshot.
    func customPage<Value: RowDecodable>(
        _ columns: SQL, _ page: Page, of filter: LeadFilter, in order: LeadOrder
    ) throws -> (rows: [Value], total: Int) {
        let numbers = filter.numberCondition
        if order.isByTime, numbers == nil, let condition = filter.onlyCondition {
            return try singlePage(columns, page, of: condition, in: order)
        }
        return try connection.transaction {
            if order.isByTime, let numbers { return try numberPage(columns, page, of: numbers, in: order) }
            if let field = order.custom, filter == LeadFilter() {
                return try sortedPage(columns, page, by: field, in: order)
            }
            let selection = LeadSelection(filter, order, by: try driver(of: filter))
            let total = try total(of: filter, selection)
            guard page.offset < total else { return ([], total) }
            if let rows: [Value] = try walkedPage(columns, page, of: filter, in: order, total: total) {
                return (rows, total)
            }
            let ids: SQL = """
                SELECT leads.id
                FROM \(selection.source)
                \(selection.condition)
                ORDER BY \(selection.order)
                LIMIT \(page.size) OFFSET \(page.offset)
                """
            return (try rows(columns, of: ids, orderedBy: order.clause), total)
        }
    }

    /// How many leads there are; of a single value without reading a lead.
    private func total(of filter: LeadFilter, _ selection: LeadSelection) throws(DatabaseError) -> Int {
        if let numbers = filter.numberCondition {
            let found = try found(numbers)
            return found.kept + found.new
        }
        if let condition = filter.singleCondition { return try connection.fetchValue(Self.count(of: condition)) ?? 0 }
        return try connection.fetchValue("SELECT COUNT(*) FROM \(selection.source) \(selection.condition)") ?? 0
    }

    /// A page of the leads with one value, along the index that has them by their time.
    private func singlePage<Value: RowDecodable>(
        _ columns: SQL, _ page: Page, of condition: any IndexedCondition, in order: LeadOrder
    ) throws -> (rows: [Value], total: Int) {
        let direction: SQL = order.isDescending ? "DESC" : ""
        // The limit is in the first part, too, since MariaDB reads a union whole; the second one has few.
        let ids: SQL = """
            SELECT id
            FROM (
              (SELECT lead_id AS id, created_at
              FROM \(condition.indexed)
              WHERE \(condition.onIndexed)
              ORDER BY created_at \(direction), lead_id \(direction)
              LIMIT \(page.offset + page.size))
              UNION ALL
              (SELECT new.id, new.created_at
              FROM leads AS new FORCE INDEX (leads_follow_up)
              WHERE new.follow_up = 'new' AND \(condition.onNew))) AS found
            ORDER BY created_at \(direction), id \(direction)
            LIMIT \(page.size) OFFSET \(page.offset)
            """
        let count = Self.count(of: condition)
        let rows: [Counted<Value>] = try connection.fetchAll(
            """
            SELECT \(columns), (\(count)) AS total
            FROM (\(ids)) AS page
            STRAIGHT_JOIN leads ON leads.id = page.id
            ORDER BY \(order.clause)
            """)
        guard let total = rows.first?.total else { return ([], try connection.fetchValue(count) ?? 0) }
        return (rows.map(\.value), total)
    }

    private static func count(of condition: any IndexedCondition) -> SQL {
        """
        SELECT (\(condition.countIndexed)) + (
          SELECT COUNT(*)
          FROM leads AS new FORCE INDEX (leads_follow_up)
          WHERE new.follow_up = 'new' AND \(condition.onNew))
        """
    }

    /// A page of all leads by an own field; those without a value come last, newest first or oldest first as the others.
    private func sortedPage<Value: RowDecodable>(
        _ columns: SQL, _ page: Page, by field: CustomField, in order: LeadOrder
    ) throws -> (rows: [Value], total: Int) {
        let total = try total(of: LeadFilter())
        guard page.offset < total else { return ([], total) }
        let direction: SQL = order.isDescending ? "DESC" : ""
        let ids: SQL = """
            SELECT id, value, created_at
            FROM (
              (SELECT lead_id AS id, \(field.column) AS value, created_at
              FROM lead_values \(field.indexHint)
              WHERE \(field.selection)
              ORDER BY \(field.column) \(direction), created_at \(direction), lead_id \(direction)
              LIMIT \(page.offset + page.size))
              UNION ALL
              (SELECT new.id, \(field.value(in: "new.custom")), new.created_at
              FROM leads AS new FORCE INDEX (leads_follow_up)
              WHERE new.follow_up = 'new' AND \(field.isSet(in: "new.custom")))) AS found
            ORDER BY value \(direction), created_at \(direction), id \(direction)
            LIMIT \(page.size) OFFSET \(page.offset)
            """
        var rows: [Value] = try rows(
            columns, of: ids, orderedBy: "page.value \(direction), page.created_at \(direction), page.id \(direction)")
        let size = min(page.size, total - page.offset)
        if rows.count < size {
            let unset: SQL = """
                SELECT leads.id
                FROM leads FORCE INDEX (leads_created)
                WHERE NOT EXISTS (
                    SELECT 1
                    FROM lead_values
                    WHERE lead_id = leads.id AND field_id = \(field.id) AND part = 0)
                  AND NOT (leads.follow_up = 'new' AND COALESCE(\(field.isSet(in: "leads.custom")), FALSE))
                ORDER BY leads.created_at \(direction), leads.id \(direction)
                LIMIT \(size - rows.count) OFFSET \(max(page.offset - (try uses(of: field)), 0))
                """
            rows += try self.rows(
                columns, of: unset, orderedBy: "leads.created_at \(direction), leads.id \(direction)")
        }
        return (rows, total)
    }

    private func rows<Value: RowDecodable>(
        _ columns: SQL, of ids: SQL, orderedBy clause: SQL
    ) throws(DatabaseError) -> [Value] {
        try connection.fetchAll(
            """
            SELECT \(columns)
            FROM (\(ids)) AS page
            STRAIGHT_JOIN leads ON leads.id = page.id
            ORDER BY \(clause)
            """)
    }
}

extension CustomField {
    /// The index of `lead_values` that has its values in their order.
    var indexHint: SQL {
        kind.isNumber ? "FORCE INDEX (lead_values_number)" : "FORCE INDEX (lead_values_text)"
    }
}

extension LeadOrder {
    /// Whether leads are in the order in which they came in.
    fileprivate var isByTime: Bool { custom == nil && key == .createdAt }

    /// The `ORDER BY` list of an own field.
    func clause(by field: CustomField) -> SQL {
        let value: SQL = """
            COALESCE((
              SELECT \(field.column)
              FROM lead_values
              WHERE lead_id = leads.id AND field_id = \(field.id) AND part = 0),
              IF(leads.follow_up = 'new', \(field.value(in: "leads.custom")), NULL))
            """
        return isDescending
            ? "\(value) IS NULL, \(value) DESC, leads.created_at DESC, leads.id DESC"
            : "\(value) IS NULL, \(value), leads.created_at, leads.id"
    }
}

extension CustomCondition: IndexedCondition {
    var indexed: SQL { "lead_values \(field.indexHint)" }
    var onIndexed: SQL { onValues }
    var onNew: SQL { on("new.custom") }

    /// The values that `lead_value_counts` has how many leads of.
    private var counted: [String]? {
        switch (field.kind, test) {
        case (.boolean, .numbers(let numbers)): numbers.map { "\($0)" }
        case (.choice, .texts(let texts)), (.choices, .texts(let texts)): texts
        default: nil
        }
    }

    var isCounted: Bool { counted != nil }

    var countIndexed: SQL {
        guard let values = counted else { return "SELECT COUNT(*) FROM \(indexed) WHERE \(onIndexed)" }
        return """
            SELECT CAST(COALESCE(SUM(total), 0) AS INT)
            FROM lead_value_counts
            WHERE field_id = \(field.id) AND value IN (\(list: values))
            """
    }

    /// The condition on a lead. An `EXISTS` would have MariaDB read all leads that fulfil it first.
    var onLead: SQL {
        """
        ((SELECT COUNT(*)
          FROM lead_values FORCE INDEX (PRIMARY)
          WHERE lead_id = leads.id AND \(onValues)) > 0
          OR leads.follow_up = 'new' AND \(on("leads.custom")))
        """
    }
}

extension IndexedCondition {
    /// The leads that fulfil it, each once, to be read first.
    var source: SQL {
        let union: SQL = isRepeated ? "UNION" : "UNION ALL"
        return """
            (
              SELECT lead_id AS id
              FROM \(indexed)
              WHERE \(onIndexed)
              \(union)
              SELECT new.id
              FROM leads AS new FORCE INDEX (leads_follow_up)
              WHERE new.follow_up = 'new' AND \(onNew)) AS chosen
            STRAIGHT_JOIN leads ON leads.id = chosen.id
            """
    }
}

extension LeadFilter {
    /// The condition of a filter that asks for numbers of one own field and nothing else.
    fileprivate var numberCondition: NumberCondition? {
        (singleCondition as? CustomCondition).flatMap { NumberCondition($0) }
    }

    /// The condition of a filter that asks for a single value and nothing else.
    fileprivate var onlyCondition: (any IndexedCondition)? {
        if let only = custom.first { return only.isSingle ? singleCondition : nil }
        return singleCondition
    }

    /// The condition of a filter that asks for nothing else and finds no lead twice.
    fileprivate var singleCondition: (any IndexedCondition)? {
        var rest = self
        rest.custom = []
        rest.touches = []
        guard rest == LeadFilter(), custom.count + touches.count == 1 else { return nil }
        let condition: (any IndexedCondition)? = custom.first ?? touches.first
        return condition.flatMap { $0.isRepeated ? nil : $0 }
    }
}
