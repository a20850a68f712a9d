import Frame
import MariaDB
import Values

// Lists that ask for numbers of an own field. They are counted by the ranges of the field (`NumberRangeStore`), and their pages read about as many
// entries of an index as the square root of how many leads have the field, at most.
extension LeadStore {
    /// How many leads fulfil a condition.
    struct NumbersFound {
        /// Those whose values are in `lead_values`.
        let kept: Int
        /// Those that are new.
        let new: Int
        /// How many leads have the field, as far as ranges count them.
        let holders: Int
    }

    /// How many leads have the numbers that a condition lets through; belongs in the transaction that reads the list.
    func found(_ condition: NumberCondition) throws(DatabaseError) -> NumbersFound {
        let terms = [SQL("0")] + (try wholeRanges(of: condition)).flatMap { $0.terms(of: condition.field) }
        let found: NumbersFound? = try connection.fetchFirst(
            """
            SELECT CAST(\(terms.joined(separator: " + ")) AS INT) AS kept, (
              SELECT COUNT(*)
              FROM leads AS new FORCE INDEX (leads_follow_up)
              WHERE new.follow_up = 'new' AND \(condition.condition.onNew)) AS new, (
              SELECT CAST(COALESCE(SUM(total), 0) AS INT)
              FROM lead_number_ranges
              WHERE field_id = \(condition.field.id)) AS holders
            """)
        return found ?? NumbersFound(kept: 0, new: 0, holders: 0)
    }

    /// The ranges that are wholly in each span.
    private func wholeRanges(of condition: NumberCondition) throws(DatabaseError) -> [CountedSpan] {
        let id = condition.field.id
        let parts = condition.spans.map { span -> SQL in
            // The end of a range is where the next one begins.
            let end: SQL =
                span.upperBound == .max
                ? "NULL"
                : "(SELECT MAX(start) FROM lead_number_ranges WHERE field_id = \(id) AND start <= \(span.upperBound + 1))"
            return """
                SELECT \(span.lowerBound) AS lowest, \(span.upperBound) AS highest, (
                  SELECT MIN(start)
                  FROM lead_number_ranges
                  WHERE field_id = \(id) AND start >= \(span.lowerBound)) AS first_start, \(end) AS end_start
                """
        }
        return parts.isEmpty ? [] : try connection.fetchAll(parts.joined(separator: " UNION ALL "))
    }

    /// A page of the leads with some numbers, in the order in which they came in, and how many there are; in the caller's transaction.
    func numberPage<Value: RowDecodable>(
        _ columns: SQL, _ page: Page, of condition: NumberCondition, in order: LeadOrder
    ) throws(DatabaseError) -> (rows: [Value], total: Int) {
        let found = try found(condition)
        let total = found.kept + found.new
        guard page.offset < total else { return ([], total) }
        let direction: SQL = order.isDescending ? "DESC" : ""
        guard found.new > 0 else {
            let ids = try ids(page.offset, page.size, of: condition, found, direction)
            let rows: [Value] = try connection.fetchAll(
                """
                SELECT \(columns)
                FROM \(SQL.keyed(ids))
                STRAIGHT_JOIN leads ON leads.id = UNHEX(keyed.id)
                ORDER BY \(order.clause)
                """)
            return (rows, total)
        }
        // Any of the new ones may come before the others.
        let ids = try ids(0, page.offset + page.size, of: condition, found, direction)
        let rows: [Value] = try connection.fetchAll(
            """
            SELECT \(columns)
            FROM (
              SELECT UNHEX(keyed.id) AS id
              FROM \(SQL.keyed(ids))
              UNION ALL
              SELECT new.id
              FROM leads AS new FORCE INDEX (leads_follow_up)
              WHERE new.follow_up = 'new' AND \(condition.condition.onNew)) AS found
            STRAIGHT_JOIN leads ON leads.id = found.id
            ORDER BY \(order.clause)
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (rows, total)
    }

    /// Some of the leads but the new ones.
    private func ids(
        _ offset: Int, _ limit: Int, of condition: NumberCondition, _ found: NumbersFound, _ direction: SQL
    ) throws(DatabaseError) -> [Lead.ID] {
        let expected = min(limit, found.kept - offset)
        guard expected > 0 else { return [] }
        // As if they were spread evenly over those that have the field.
        let walked = Double(offset + expected) * Double(max(found.holders, found.kept)) / Double(found.kept)
        if !condition.condition.isSingle, walked <= Double(found.kept) {
            // Reads as many entries as sorting them does, at most.
            let rows: [Key] = try connection.fetchAll(
                """
                SELECT lead_id
                FROM lead_values FORCE INDEX (lead_values_text)
                WHERE \(condition.condition.onValues) AND is_element = FALSE AND text IS NULL
                ORDER BY created_at \(direction), lead_id \(direction)
                LIMIT \(limit) OFFSET \(offset) ROWS EXAMINED \(found.kept)
                """)
            if rows.count == expected { return rows.map(\.id) }
        }
        let rows: [Key] = try connection.fetchAll(
            """
            SELECT lead_id
            FROM lead_values FORCE INDEX (lead_values_number)
            WHERE \(condition.condition.onValues)
            ORDER BY created_at \(direction), lead_id \(direction)
            LIMIT \(limit) OFFSET \(offset)
            """)
        return rows.map(\.id)
    }

    private struct Key: RowDecodable {
        let id: Lead.ID

        init(row: borrowing Row) throws(DatabaseError) { id = try row["lead_id"] }
    }
}

/// A span of numbers, and which ranges are wholly in it.
private struct CountedSpan: RowDecodable {
    let span: ClosedRange<Int>
    /// Where the first and the last of them begin and end; nil for none, and an end of nil for that of all numbers.
    let whole: (start: Int, end: Int?)?

    init(row: borrowing Row) throws(DatabaseError) {
        let (lowest, highest): (Int, Int) = (try row["lowest"], try row["highest"])
        span = lowest...max(lowest, highest)
        let (start, end): (Int?, Int?) = (try row["first_start"], try row["end_start"])
        let isOpen = highest == .max
        whole = start.flatMap { start in isOpen || end.map { $0 > start } ?? false ? (start, isOpen ? nil : end) : nil }
    }

    /// What is added up: the totals of whole ranges with their deltas, and the entries of the two that are cut.
    func terms(of field: CustomField) -> [SQL] {
        guard let (start, end) = whole else { return [Self.entries(of: field, span.lowerBound, span.upperBound)] }
        var terms: [SQL] = []
        if start > span.lowerBound { terms.append(Self.entries(of: field, span.lowerBound, start - 1)) }
        let last = end.map { $0 - 1 } ?? .max
        terms.append(
            """
            (SELECT COALESCE(SUM(total), 0)
            FROM lead_number_ranges
            WHERE field_id = \(field.id) AND start BETWEEN \(start) AND \(last))
            """)
        terms.append(
            """
            (SELECT COALESCE(SUM(moved), 0)
            FROM lead_number_deltas
            WHERE field_id = \(field.id) AND number BETWEEN \(start) AND \(last))
            """)
        if let end, end <= span.upperBound { terms.append(Self.entries(of: field, end, span.upperBound)) }
        return terms
    }

    private static func entries(of field: CustomField, _ lowest: Int, _ highest: Int) -> SQL {
        """
        (SELECT COUNT(*)
        FROM lead_values FORCE INDEX (lead_values_number)
        WHERE field_id = \(field.id) AND number BETWEEN \(lowest) AND \(highest))
        """
    }
}

extension LeadStore.NumbersFound: RowDecodable {
    init(row: borrowing Row) throws(DatabaseError) {
        kept = try row["kept"]
        new = try row["new"]
        holders = try row["holders"]
    }
}
