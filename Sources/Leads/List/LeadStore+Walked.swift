import Frame
import MariaDB
import Values

// Pages of filters that many leads pass: found along the order of the list, where the leads that pass are not all read.
extension LeadStore {
    /// So many leads are read in one go, however soon the page may end.
    private static let leastWalked = 1_000
    /// How often leads that pass may be rarer at the front of the list than in all of it.
    private static let margin = 4

    /// A page of a filter by own fields or touches, found in the first part of the list. Nil where fewer leads pass than would be read so,
    /// where no index has the order, or where that part has too few of them: then those that pass are sorted.
    ///
    /// - Parameter total: how many leads pass; more than the page's offset.
    func walkedPage<Value: RowDecodable>(
        _ columns: SQL, _ page: Page, of filter: LeadFilter, in order: LeadOrder, total: Int
    ) throws(DatabaseError) -> [Value]? {
        let end = min(page.offset + page.size, total)
        let most = max(Self.leastWalked, Self.margin * (try self.total(of: LeadFilter())) / total * end)
        guard most <= total, let walk = order.walk(of: filter, atMost: most) else { return nil }
        let found: [Counted<Value>] = try connection.fetchAll(
            """
            SELECT \(columns), page.found AS total
            FROM (
              SELECT leads.id, COUNT(IF(walked.is_new, NULL, 1)) OVER () AS found
              FROM (\(walk)) AS walked
              STRAIGHT_JOIN leads ON leads.id = walked.id
              WHERE \(filter.conditions.joined(separator: " AND "))
              ORDER BY \(order.clause)
              LIMIT \(page.size) OFFSET \(page.offset)) AS page
            STRAIGHT_JOIN leads ON leads.id = page.id
            ORDER BY \(order.clause)
            """)
        // A new lead may come after others that were not read, so it does not count.
        guard let first = found.first, first.total >= end else { return nil }
        return found.map(\.value)
    }
}

extension LeadOrder {
    /// The ids of the first leads in this order, and whether each is new and its place therefore not certain; nil where no index has them.
    fileprivate func walk(of filter: LeadFilter, atMost limit: Int) -> SQL? {
        guard let custom else {
            let hint = index(for: LeadFilter())
            guard !hint.text.isEmpty else { return nil }
            return """
                SELECT leads.id, FALSE AS is_new
                FROM leads \(hint)
                ORDER BY \(clause(along: LeadFilter()))
                LIMIT \(limit)
                """
        }
        let direction: SQL = isDescending ? "DESC" : ""
        // What is asked of the very field is a part of its index.
        let asked = filter.custom.filter { $0.field.id == custom.id && custom.kind != .choices }
        let conditions = [custom.selection] + asked.map(\.onValues)
        return """
            (SELECT lead_id AS id, FALSE AS is_new
            FROM lead_values \(custom.indexHint)
            WHERE \(conditions.joined(separator: " AND "))
            ORDER BY \(custom.column) \(direction), created_at \(direction), lead_id \(direction)
            LIMIT \(limit))
            UNION ALL
            (SELECT new.id, TRUE
            FROM leads AS new FORCE INDEX (leads_follow_up)
            WHERE new.follow_up = 'new' AND \(custom.isSet(in: "new.custom")))
            """
    }
}
