import MariaDB

// The parts of statements that the details of a customer make, put together once.
extension CustomerStore {
    /// `email, phone, …`: the columns.
    static let detailNames = CustomerDetail.all.map(\.sql).joined(separator: ", ")
    /// `customers.email, customers.phone, …`: the columns with their table.
    static let detailColumns = columns(of: CustomerDetail.all)
    /// `customers.email, …`: the columns that a customer is found by.
    static let searchedDetailColumns = columns(of: CustomerDetail.searched)

    /// `email = ?, phone = ?, …`: the values of a customer.
    static func assignments(of details: CustomerDetails) -> SQL {
        CustomerDetail.all.map { (detail) -> SQL in "\(detail.sql) = \(details[detail])" }.joined(separator: ", ")
    }

    private static func columns(of details: [CustomerDetail]) -> SQL {
        details.map { (detail) -> SQL in "customers.\(detail.sql)" }.joined(separator: ", ")
    }
}

extension CustomerDetail {
    /// Its column in a statement.
    fileprivate var sql: SQL { SQL(stringLiteral: column) }
}
