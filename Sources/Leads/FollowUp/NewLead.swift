import FoundationEssentials
import MariaDB
import Platform
import Routing

/// A lead that nothing has followed from yet.
struct NewLead: RowDecodable {
    /// As it is now: staff may have changed it.
    let lead: Lead
    /// Where it is in the orders of the list.
    let place: LeadPlace
    /// The submitted fields.
    let contact: LeadContact
    /// The language of the mails to the prospect; nil when no mails are wanted.
    let mailLanguage: Language?

    var id: Lead.ID { lead.id }
    /// Whether it was changed since its arrival.
    var isChanged: Bool { lead.updatedAt != lead.createdAt }

    init(row: borrowing Row) throws(DatabaseError) {
        lead = try Lead(row: row)
        place = try LeadPlace(row: row)
        let fields: EnquiryFields? = try row["fields"]
        var contact = fields?.contact ?? lead.contact
        contact.suspicion = lead.contact.suspicion
        self.contact = contact
        let language: String? = try row["mail_language"]
        mailLanguage = language.flatMap { Language(rawValue: $0) }
    }
}

/// A further enquiry that nothing has followed from yet.
struct NewEnquiry: RowDecodable {
    let id: Enquiry.ID
    let leadID: Lead.ID
    /// The address of the lead's owner.
    let ownerEmail: String?
    /// When the prospect was last sent a confirmation.
    let confirmedAt: Date?
    let contact: LeadContact
    let resume: Resume?
    /// The language of the mails to the prospect; nil when no mails are wanted.
    let mailLanguage: Language?
    let createdAt: Date

    init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        leadID = try row["lead_id"]
        ownerEmail = try row["owner_email"]
        confirmedAt = try row["confirmed_at"]
        let fields: EnquiryFields = try row["fields"]
        var contact = fields.contact
        contact.suspicion = try row["suspicion"]
        self.contact = contact
        resume = try Resume(row: row)
        let language: String? = try row["mail_language"]
        mailLanguage = language.flatMap { Language(rawValue: $0) }
        createdAt = try row["created_at"]
    }
}
