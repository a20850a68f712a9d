import MariaDB
import Platform

/// The searchable texts of a lead: names, address, number and business.
///
/// Source: SPEC section 5, `search`.
struct LeadWords: Searchable {
    let id: Lead.ID
    let contact: LeadContact

    var recordID: [UInt8] { id.bytes }

    var searchText: SearchText {
        var text = SearchText()
        text.add(contact.firstName)
        text.add(contact.lastName)
        text.add(address: contact.email)
        text.add(phone: contact.phone)
        text.add(contact.businessName)
        return text
    }

    init(id: Lead.ID, contact: LeadContact) {
        self.id = id
        self.contact = contact
    }

    init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        var contact = LeadContact()
        contact.firstName = try row["first_name"]
        contact.lastName = try row["last_name"]
        contact.email = try row["email"]
        contact.phone = try row["phone"]
        contact.businessName = try row["business_name"]
        self.contact = contact
    }
}
