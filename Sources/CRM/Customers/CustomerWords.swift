import Frame
import MariaDB
import Storage
import Values

/// The searchable texts of a customer: the name and the searched details.
///
/// Source: SPEC section 6, `search`.
struct CustomerWords: Findable {
    private let id: Customer.ID
    private let details: CustomerDetails
    let isInUse: Bool

    var recordID: [UInt8] { id.bytes }

    var searchText: SearchText {
        var text = SearchText()
        text.add(details.name)
        for detail in CustomerDetail.searched { detail.search?(&text, details[detail]) }
        text.add(details.custom.words)
        return text
    }

    var label: (id: String, name: String, detail: String?) {
        let known: [CustomerDetail] = [.email, .phone, .document, .companyName]
        return (id.text, details.name, known.lazy.compactMap { details[$0] }.first)
    }

    init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        isInUse = try row["is_active"]
        var details = CustomerDetails(name: try row["name"])
        for detail in CustomerDetail.searched { details[detail] = try row[detail.column] }
        details.custom = CustomValues(words: try row["custom_words"])
        self.details = details
    }
}
