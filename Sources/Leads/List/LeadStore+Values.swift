package import FoundationEssentials
package import Frame
package import MariaDB
import Routing
import Values

// The values of own fields: those of new leads are in the leads alone, all others in `lead_values`, too.
extension LeadStore {
    /// Adds the values of leads that cease to be new, in the form in which the trigger `leads_valued` keeps them; belongs in the
    /// transaction in which they do.
    ///
    /// - Parameter leads: as they are now, and locked.
    func addValues(of leads: [Lead]) throws {
        let fields = try listedFields(of: leads)
        guard !fields.isEmpty else { return }
        var rows: [ListedRow] = []
        var others: [Lead.ID] = []
        for lead in leads {
            if let own = Self.rows(of: lead, fields) { rows += own } else { others.append(lead.id) }
        }
        for part in rows.statementSized {
            try connection.execute(
                """
                INSERT INTO lead_values (lead_id, field_id, part, number, text, created_at, is_counted, in_bulk)
                VALUES \(rows: part.map(\.values))
                """)
        }
        try count(rows)
        try addValues(asWrittenOf: others)
    }

    /// Adds rows to the counters, once for each value that they have: the triggers, which do so for each row, leave these alone.
    private func count(_ rows: [ListedRow]) throws {
        var counted: [CountedValue: Int] = [:]
        var numbers: [FieldNumber: Int] = [:]
        for row in rows {
            if let text = row.value.countedText {
                counted[CountedValue(field: row.field, text: Array(text.utf8)), default: 0] += 1
            } else if let number = row.value.number {
                numbers[FieldNumber(field: row.field, number: number), default: 0] += 1
            }
        }
        let totals = counted.map { value, total in
            [
                value.field.sqlValue, String(decoding: value.text, as: UTF8.self).sqlValue, Self.valueShard.sqlValue,
                total.sqlValue,
            ]
        }
        for part in totals.statementSized {
            try connection.execute(
                """
                INSERT INTO lead_value_counts (field_id, value, shard, total)
                VALUES \(rows: part)
                ON DUPLICATE KEY UPDATE total = total + VALUES(total)
                """)
        }
        try NumberRangeStore(connection: connection).add(numbers)
    }

    /// The shard of the counters that is written here alone; those of the triggers are less.
    private static let valueShard = 64

    private struct CountedValue: Hashable {
        let field: CustomField.ID
        let text: [UInt8]
    }

    /// A row of `lead_values`.
    private struct ListedRow {
        let lead: SQLValue
        let field: CustomField.ID
        let value: ListedValue
        let moment: SQLValue

        var values: [SQLValue] {
            [
                lead, field.sqlValue, value.part.sqlValue, value.number?.sqlValue ?? .null,
                value.text?.sqlValue ?? .null, moment, value.isCounted.sqlValue, true.sqlValue,
            ]
        }
    }

    /// The fields that leads have values of, those that are being deleted included, by key with their place in the order of ids.
    private func listedFields(
        of leads: [Lead]
    ) throws(DatabaseError) -> Members<(place: Int, field: ListedField)> {
        var keys: Members<Bool> = [:]
        for lead in leads {
            for (key, _) in lead.contact.custom.members { keys[key] = true }
        }
        guard !keys.isEmpty else { return [:] }
        let names = keys.keys.map { "\"" + String(decoding: JSONText.escaped($0), as: UTF8.self) + "\"" }
        let list = "[" + names.joined(separator: ",") + "]"
        let fields: [ListedField] = try connection.fetchAll(
            """
            SELECT field.id, field.name, field.kind
            FROM JSON_TABLE(\(list), '$[*]' COLUMNS (name VARCHAR(40) CHARACTER SET ascii PATH '$')) AS keyed
            STRAIGHT_JOIN custom_fields AS field ON field.subject = 'lead' AND field.name = keyed.name
            ORDER BY field.id
            LIMIT \(keys.count)
            """)
        return Members(fields.enumerated().map { ($1.key, ($0, $1)) }, uniquingKeysWith: { first, _ in first })
    }

    private struct ListedField: RowDecodable {
        let id: CustomField.ID
        let key: String
        let kind: CustomField.Kind

        init(row: borrowing Row) throws(DatabaseError) {
            id = try row["id"]
            key = try row["name"]
            kind = try row["kind"]
        }
    }

    /// The rows of a lead's values, in the order of the primary key; nil where the database alone knows what a value is.
    private static func rows(
        of lead: Lead, _ fields: Members<(place: Int, field: ListedField)>
    ) -> [ListedRow]? {
        let said = lead.contact.custom.members.compactMap { key, value in fields[key].map { ($0, value) } }
            .sorted { $0.0.place < $1.0.place }
        let (id, moment) = (lead.id.sqlValue, lead.createdAt.sqlValue)
        var rows: [ListedRow] = []
        for ((_, field), value) in said {
            guard let listed = ListedValue.all(of: value, field.kind) else { return nil }
            for one in listed { rows.append(ListedRow(lead: id, field: field.id, value: one, moment: moment)) }
        }
        return rows
    }

    /// The same for leads with a value that no rule makes: the database reads it as the trigger does.
    private func addValues(asWrittenOf leads: [Lead.ID]) throws(DatabaseError) {
        guard !leads.isEmpty else { return }
        try connection.execute(
            """
            INSERT INTO lead_values (lead_id, field_id, part, number, text, created_at, is_counted)
            SELECT leads.id, field.id, 0,
              CASE field.kind
                WHEN 'integer' THEN CAST(JSON_VALUE(leads.custom, CONCAT('$.', field.name)) AS SIGNED)
                WHEN 'money' THEN CAST(REPLACE(JSON_VALUE(leads.custom, CONCAT('$.', field.name)), '.', '') AS SIGNED)
                WHEN 'date' THEN DATEDIFF(JSON_VALUE(leads.custom, CONCAT('$.', field.name)), '1970-01-01')
                WHEN 'boolean' THEN JSON_EXTRACT(leads.custom, CONCAT('$.', field.name)) = 'true' END,
              IF(
                field.kind IN ('integer', 'money', 'date', 'boolean'), NULL,
                LEFT(JSON_UNQUOTE(JSON_EXTRACT(leads.custom, CONCAT('$.', field.name))), 201)),
              leads.created_at, field.kind IN ('boolean', 'choice')
            FROM \(SQL.keyed(leads))
            STRAIGHT_JOIN leads ON leads.id = UNHEX(keyed.id)
            STRAIGHT_JOIN custom_fields AS field
            WHERE field.subject = 'lead' AND JSON_EXISTS(leads.custom, CONCAT('$.', field.name))
            """)
        try connection.execute(
            """
            INSERT INTO lead_values (lead_id, field_id, part, number, text, created_at, is_counted)
            SELECT leads.id, field.id, element.part, NULL, element.text, leads.created_at, TRUE
            FROM custom_fields AS field
            STRAIGHT_JOIN \(SQL.keyed(leads))
            STRAIGHT_JOIN leads ON leads.id = UNHEX(keyed.id)
            STRAIGHT_JOIN JSON_TABLE(
              JSON_EXTRACT(leads.custom, CONCAT('$.', field.name)),
              '$[*]' COLUMNS (part FOR ORDINALITY, text VARCHAR(100) PATH '$')) AS element
            WHERE field.subject = 'lead' AND field.kind = 'choices'
              AND JSON_EXISTS(leads.custom, CONCAT('$.', field.name))
            """)
    }

    /// How many leads have a value of an own field, or one of its options.
    package func uses(of field: CustomField, option: String? = nil) throws(DatabaseError) -> Int {
        let indexed: SQL =
            option.map {
                """
                AND is_element = \(field.kind == .choices) AND text = \($0) AND BINARY text = BINARY \($0)
                """
            } ?? "AND is_element = FALSE"
        let new: SQL =
            option.map { "AND JSON_CONTAINS(new.custom, JSON_QUOTE(\($0)), CONCAT('$.', \(field.key)))" }
            ?? "AND JSON_EXISTS(new.custom, CONCAT('$.', \(field.key)))"
        return try connection.fetchValue(
            """
            SELECT (
              SELECT COUNT(*)
              FROM lead_values
              WHERE field_id = \(field.id) \(indexed)) + (
              SELECT COUNT(*)
              FROM leads AS new FORCE INDEX (leads_follow_up)
              WHERE new.follow_up = 'new' \(new))
            """) ?? 0
    }

    /// Removes the values of an own field from some leads. Call inside a transaction.
    ///
    /// - Parameter fields: those that stay.
    /// - Returns: how many leads had one.
    package func clear(
        _ field: CustomField, among fields: CustomFieldSet, atMost limit: Int, at now: Date
    ) throws(DatabaseError) -> Int {
        let holders: [Holder] = try connection.fetchAll(
            """
            SELECT leads.id, leads.custom, leads.custom_words
            FROM (
              (SELECT lead_id AS id
              FROM lead_values
              WHERE field_id = \(field.id) AND is_element = FALSE
              LIMIT \(limit))
              UNION
              (SELECT new.id
              FROM leads AS new FORCE INDEX (leads_follow_up)
              WHERE new.follow_up = 'new' AND JSON_EXISTS(new.custom, CONCAT('$.', \(field.key)))
              LIMIT \(limit))) AS holders
            STRAIGHT_JOIN leads ON leads.id = holders.id
            FOR UPDATE
            """)
        for holder in holders {
            var values = holder.values
            values.set(field.key, to: nil, of: fields)
            try connection.execute(
                """
                UPDATE leads
                SET custom = \(values.stored), custom_words = \(values.words), updated_at = \(now), version = version + 1
                WHERE id = \(holder.id)
                """)
        }
        return holders.count
    }

    private struct Holder: RowDecodable {
        let id: Lead.ID
        let values: CustomValues

        init(row: borrowing Row) throws(DatabaseError) {
            id = try row["id"]
            values = try CustomValues(row: row)
        }
    }
}

extension ListedValue {
    /// What it is counted as by `lead_value_counts`; nil for what is not.
    fileprivate var countedText: String? { isCounted ? text ?? number.map { "\($0)" } : nil }
}
