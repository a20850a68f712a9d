import FoundationEssentials
import Frame
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

/// Leads with numbers in own fields, what is done to them, and lists of them beside all leads.
struct SampleNumbers {
    let database: ScratchDatabase
    let connection: Connection
    let fields: [CustomField]
    private static let moment = SampleLeads.instant("2026-03-01T12:00:00Z")

    /// In a database without fields.
    init(_ database: ScratchDatabase) throws {
        self.database = database
        connection = database.connection()
        let kinds: [(String, CustomField.Kind)] = [("rooms", .integer), ("budget", .money), ("visit", .date)]
        fields = kinds.map { key, kind in
            CustomField(
                CustomField.ID(), of: .lead, key: key, kind: kind, .init(label: Text("Size", pt: "Tamanho")),
                at: Self.moment)
        }
        for field in fields { try CustomFieldStore(connection).add(field) }
    }

    /// The same fields, with a connection of its own.
    init(_ database: ScratchDatabase, with fields: [CustomField]) {
        self.database = database
        connection = database.connection()
        self.fields = fields
    }

    // MARK: Leads

    /// Numbers that many leads share, negative ones, none, the least and the greatest, and what only someone at the database could have written.
    private static func values(_ numbers: inout SeededNumbers) -> String? {
        var members: [String] = []
        switch Int.random(in: 0..<12, using: &numbers) {
        case 0..<4: members.append("\"rooms\":1")
        case 4..<8: members.append("\"rooms\":\(Int.random(in: -12...12, using: &numbers))")
        case 8:
            members.append("\"rooms\":\"\([Int.min, .min + 1, .max - 1, .max].randomElement(using: &numbers) ?? 0)\"")
        case 9: members.append("\"rooms\":null")
        default: break
        }
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: members.append("\"budget\":\"-0.05\"")
        case 1..<3: members.append("\"budget\":\"\(Int.random(in: 0..<30, using: &numbers)).50\"")
        default: break
        }
        if Bool.random(using: &numbers) {
            members.append("\"visit\":\"19\(Int.random(in: 68...71, using: &numbers))-12-31\"")
        }
        return members.isEmpty ? nil : "{\(members.joined(separator: ","))}"
    }

    /// Leads of which some came at the same moment.
    func add(_ count: Int, _ numbers: inout SeededNumbers) throws {
        for _ in 0..<count {
            let moment = Self.moment.addingTimeInterval(Double(Int.random(in: 0..<40, using: &numbers)))
            try connection.execute(
                """
                INSERT INTO leads (id, first_name, last_name, created_at, updated_at, custom)
                VALUES (\(Lead.ID(at: moment)), 'Ada', '', \(moment), \(moment), \(Self.values(&numbers)))
                """)
        }
    }

    /// Changes some leads, new ones too, or removes them.
    func change(_ numbers: inout SeededNumbers) throws {
        let shift = Int.random(in: 0..<7, using: &numbers)
        let some: SQL = "MOD(ASCII(SUBSTR(id, 16)), 7) = \(shift)"
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0, 1: try connection.execute("UPDATE leads SET custom = \(Self.values(&numbers)) WHERE \(some)")
        case 2: try connection.execute("UPDATE leads SET first_name = 'Bo' WHERE \(some)")
        default: try connection.execute("DELETE FROM leads WHERE \(some) AND ASCII(SUBSTR(id, 15)) < 128")
        }
    }

    /// What programs of the version before do with new leads: they leave the numbers to the trigger.
    func followAsBefore() throws {
        try connection.transaction {
            try connection.execute(
                """
                INSERT INTO lead_values (lead_id, field_id, part, number, text, created_at, is_counted)
                SELECT leads.id, field.id, 0,
                  CASE field.kind
                    WHEN 'integer' THEN CAST(JSON_VALUE(leads.custom, CONCAT('$.', field.name)) AS SIGNED)
                    WHEN 'money' THEN CAST(REPLACE(JSON_VALUE(leads.custom, CONCAT('$.', field.name)), '.', '') AS SIGNED)
                    WHEN 'date' THEN DATEDIFF(JSON_VALUE(leads.custom, CONCAT('$.', field.name)), '1970-01-01') END,
                  NULL, leads.created_at, FALSE
                FROM leads
                JOIN custom_fields AS field ON JSON_EXISTS(leads.custom, CONCAT('$.', field.name))
                WHERE leads.follow_up = 'new'
                """)
            try connection.execute("UPDATE leads SET follow_up = 'done' WHERE follow_up = 'new'")
        }
    }

    /// Ends the connection that waits for the lock of a range, once there is one.
    func killWaiting() throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            let id = try connection.fetchValue(
                """
                SELECT id
                FROM information_schema.PROCESSLIST
                WHERE db = DATABASE() AND info LIKE 'UPDATE%lead_number_ranges%' AND time_ms > 100
                """, as: Int.self)
            if let id {
                try connection.execute("KILL CONNECTION \(id)")
                return
            }
        }
        Issue.record("no connection waits")
    }

    // MARK: Lists

    /// Conditions whose ends are those of ranges, beside them, and anywhere.
    func conditions(_ count: Int, _ numbers: inout SeededNumbers) throws -> [CustomCondition] {
        let starts: [Start] = try connection.fetchAll("SELECT start FROM lead_number_ranges")
        let ends =
            starts.flatMap { [$0.value &- 1, $0.value, $0.value &+ 1] } + [-5, -3, 0, 1, 2, 7, 400, 1_050, .min, .max]
        return (0..<count).map { _ in
            let field = fields.randomElement(using: &numbers) ?? fields[0]
            let some = (0..<Int.random(in: 1...10, using: &numbers)).map { _ in
                ends.randomElement(using: &numbers) ?? 0
            }
            switch Int.random(in: 0..<6, using: &numbers) {
            case 0: return CustomCondition(field, .numbers(Array(some.prefix(1))))
            case 1: return CustomCondition(field, .numbers(some))
            case 2: return CustomCondition(field, .range(lowest: some[0], highest: nil))
            case 3: return CustomCondition(field, .range(lowest: nil, highest: some[0]))
            default: return CustomCondition(field, .range(lowest: some.min(), highest: some.max()))
            }
        }
    }

    private struct Start: RowDecodable {
        let value: Int
        init(row: borrowing Row) throws(DatabaseError) { value = try row["start"] }
    }

    private struct Key: RowDecodable {
        let id: Lead.ID
        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }

    /// Compares pages of a list with all leads, in one snapshot.
    func expectRight(_ condition: CustomCondition, isDescending: Bool, _ comment: Comment) throws {
        let numbers = try #require(NumberCondition(condition) ?? nil, comment)
        let order = LeadOrder(.createdAt, isDescending: isDescending)
        try connection.transaction {
            let all: [Key] = try connection.fetchAll(
                "SELECT leads.id FROM leads WHERE \(condition.on("leads.custom")) ORDER BY \(order.clause)")
            for page in [Page(number: 1, size: 7), Page(number: 3, size: 11), Page(number: 60, size: 5)] {
                let found: (rows: [Key], total: Int) = try LeadStore(connection).numberPage(
                    "leads.id", page, of: numbers, in: order)
                #expect(found.total == all.count, "\(comment): \(condition.test)")
                #expect(
                    found.rows.map(\.id) == Array(all.map(\.id).dropFirst(page.offset).prefix(page.size)),
                    "\(comment): \(condition.test), page \(page)")
            }
        }
    }

    /// The ranges whose totals, with their deltas, are not how many rows there are.
    func faults() throws -> [String] {
        try fields.flatMap { field in
            let ranges: [NumberRange] = try connection.fetchAll(
                "SELECT start, total FROM lead_number_ranges WHERE field_id = \(field.id) ORDER BY start")
            return try ranges.indices.compactMap { index in
                let (start, last) = (ranges[index].start, index + 1 < ranges.count ? ranges[index + 1].start - 1 : .max)
                let rows = try connection.fetchValue(
                    """
                    SELECT CAST((
                      SELECT COUNT(*)
                      FROM lead_values
                      WHERE field_id = \(field.id) AND number BETWEEN \(start) AND \(last)) - (
                      SELECT COALESCE(SUM(moved), 0)
                      FROM lead_number_deltas
                      WHERE field_id = \(field.id) AND number BETWEEN \(start) AND \(last)) AS INT)
                    """, as: Int.self)
                let total = ranges[index].total
                return rows == total ? nil : "\(field.key) from \(start): \(total) instead of \(rows ?? 0)"
            }
        }
    }
}
