import MariaDB

// The parts of statements that the details of a lead make, put together once.
extension LeadStore {
    /// `business_name, business_tracking, …`: the columns.
    static let detailNames = LeadDetail.all.map(\.sql).joined(separator: ", ")
    /// `leads.business_name, leads.business_tracking, …`: the columns with their table.
    static let detailColumns = columns(of: LeadDetail.all)
    /// `leads.business_name, …`: the columns that a lead is found by.
    static let searchedDetailColumns = columns(of: LeadDetail.searched)
    /// `'business_name', leads.business_name, …`: the members and values of a JSON object.
    static let detailMembers = LeadDetail.all.map { (detail) -> SQL in "'\(detail.sql)', leads.\(detail.sql)" }
        .joined(separator: ", ")

    /// `business_name = ?, business_tracking = ?, …`: the values of a contact.
    static func assignments(of contact: LeadContact) -> SQL {
        LeadDetail.all.map { (detail) -> SQL in "\(detail.sql) = \(contact[detail])" }.joined(separator: ", ")
    }

    private static func columns(of details: [LeadDetail]) -> SQL {
        details.map { (detail) -> SQL in "leads.\(detail.sql)" }.joined(separator: ", ")
    }
}

extension LeadDetail {
    /// Its column in a statement.
    var sql: SQL { SQL(stringLiteral: column) }
}
