package import FoundationEssentials
package import Frame
package import MariaDB

// The values of own fields, which `customer_values` has, too.
extension CustomerStore {
    /// How many customers have a value of an own field, or one of its options.
    package func uses(of field: CustomField, option: String? = nil) throws(DatabaseError) -> Int {
        let condition: SQL =
            option.map {
                """
                AND is_element = \(field.kind == .choices) AND text = \($0) AND BINARY text = BINARY \($0)
                """
            } ?? "AND is_element = FALSE"
        return try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM customer_values
            WHERE field_id = \(field.id) \(condition)
            """) ?? 0
    }

    /// Removes the values of an own field from some customers. Call inside a transaction.
    ///
    /// - Parameter fields: those that stay.
    /// - Returns: how many customers had one.
    package func clear(
        _ field: CustomField, among fields: CustomFieldSet, atMost limit: Int, at now: Date
    ) throws(DatabaseError) -> Int {
        let holders: [Holder] = try connection.fetchAll(
            """
            SELECT customers.id, customers.custom, customers.custom_words
            FROM (
              SELECT customer_id AS id
              FROM customer_values
              WHERE field_id = \(field.id) AND is_element = FALSE
              LIMIT \(limit)) AS holders
            STRAIGHT_JOIN customers ON customers.id = holders.id
            FOR UPDATE
            """)
        for holder in holders {
            var values = holder.values
            values.set(field.key, to: nil, of: fields)
            try connection.execute(
                """
                UPDATE customers
                SET custom = \(values.stored), custom_words = \(values.words), updated_at = \(now), version = version + 1
                WHERE id = \(holder.id)
                """)
        }
        return holders.count
    }

    private struct Holder: RowDecodable {
        let id: Customer.ID
        let values: CustomValues

        init(row: borrowing Row) throws(DatabaseError) {
            id = try row["id"]
            values = try CustomValues(row: row)
        }
    }
}
