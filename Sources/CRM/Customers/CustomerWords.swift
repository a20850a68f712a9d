import MariaDB
import Storage
import Values

/// The searchable texts of a customer: name, address, number, document and company.
///
/// Source: SPEC section 6, `search`.
struct CustomerWords: Searchable {
    private let id: Customer.ID
    private let details: CustomerDetails

    var recordID: [UInt8] { id.bytes }

    var searchText: SearchText {
        var text = SearchText()
        text.add(details.name)
        text.add(address: details.email)
        text.add(phone: details.phone)
        text.add(document: details.document)
        text.add(details.companyName)
        return text
    }

    init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        var details = CustomerDetails(name: try row["name"])
        details.email = try row["email"]
        details.phone = try row["phone"]
        details.document = try row["document"]
        details.companyName = try row["company_name"]
        self.details = details
    }
}
