import Frame
import MariaDB
import Values

// Lists that ask for own fields or are sorted by one, by `customer_values`.
extension CustomerStore {
    /// A page of such a list, and how many customers there are in all; in one snapshot.
    func customPage(
        _ page: Page, of filter: CustomerFilter, in order: CustomerOrder
    ) throws -> (customers: [Customer], total: Int) {
        var rest = filter
        let source: SQL = filter.custom.first?.source ?? "customers"
        if !rest.custom.isEmpty { rest.custom.removeFirst() }
        return try connection.transaction {
            let total: Int = try connection.fetchValue("SELECT COUNT(*) FROM \(source) \(rest.condition)") ?? 0
            guard page.offset < total else { return ([], total) }
            let ids: SQL = """
                SELECT customers.id
                FROM \(source)
                \(rest.condition)
                ORDER BY \(order.clause)
                LIMIT \(page.size) OFFSET \(page.offset)
                """
            return (try customers(of: ids, in: order), total)
        }
    }
}

extension CustomerOrder {
    /// The `ORDER BY` list of an own field.
    func clause(by field: CustomField) -> SQL {
        let value: SQL = """
            (
              SELECT \(field.column)
              FROM customer_values
              WHERE customer_id = customers.id AND field_id = \(field.id) AND part = 0)
            """
        return isDescending
            ? "\(value) IS NULL, \(value) DESC, customers.created_at DESC, customers.id DESC"
            : "\(value) IS NULL, \(value), customers.created_at, customers.id"
    }
}

extension CustomCondition {
    /// The condition on a customer.
    var onCustomer: SQL {
        """
        EXISTS (
            SELECT 1
            FROM customer_values
            WHERE customer_id = customers.id AND \(onValues))
        """
    }

    /// The customers that fulfil it, each once, to be read first.
    var source: SQL {
        let distinct: SQL = isRepeated ? "DISTINCT" : ""
        return """
            (
              SELECT \(distinct) customer_id AS id
              FROM customer_values
              WHERE \(onValues)) AS chosen
            STRAIGHT_JOIN customers ON customers.id = chosen.id
            """
    }
}
