package import FoundationEssentials
package import Frame
package import MariaDB

// The values of own fields: those of new leads are in the leads alone, all others in `lead_values`, too.
extension LeadStore {
    /// Adds the values of leads that cease to be new, in the form in which the trigger `leads_valued` keeps them; belongs in the
    /// transaction in which they do.
    func addValues(of leads: [Lead.ID]) throws(DatabaseError) {
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
