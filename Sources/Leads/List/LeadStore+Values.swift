package import FoundationEssentials
package import Frame
package import MariaDB

// The values of own fields: those of new leads are in the leads alone, all others in `lead_values`, too.
extension LeadStore {
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
