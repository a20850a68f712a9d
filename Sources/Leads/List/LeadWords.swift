import Frame
import MariaDB
import Storage
import Values

/// The searchable texts of a lead: names, address, number and the searched details.
///
/// Source: SPEC section 5, `search`.
struct LeadWords: Findable {
    let id: Lead.ID
    let contact: LeadContact

    var recordID: [UInt8] { id.bytes }

    var searchText: SearchText {
        var text = SearchText()
        text.add(contact.firstName)
        text.add(contact.lastName)
        text.add(address: contact.email)
        text.add(phone: contact.phone)
        for detail in LeadDetail.searched { text.add(contact[detail]) }
        text.add(contact.custom.words)
        return text
    }

    var label: (id: String, name: String, detail: String?) {
        (id.text, contact.name, contact.email ?? contact.phone ?? contact[.businessName])
    }

    /// Whatever its status.
    var isInUse: Bool { true }

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
        for detail in LeadDetail.searched { contact[detail] = try row[detail.column] }
        contact.custom = CustomValues(words: try row["custom_words"])
        self.contact = contact
    }
}
