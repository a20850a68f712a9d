package import FoundationEssentials
import Frame
package import MariaDB
package import Routing

/// A lead that nothing has followed from yet.
package struct NewLead: RowDecodable {
    /// As it is now: staff may have changed it.
    package private(set) var lead: Lead
    /// How its first enquiry came.
    package let form: Enquiry.Form
    /// Where it is in the orders of the list.
    private(set) var place: LeadPlace
    /// Whether its due time is another than the one that is written.
    private(set) var isRetimed = false
    /// The submitted fields.
    package let contact: LeadContact
    /// The language of the mails to the prospect; nil when no mails are wanted.
    package let mailLanguage: Language?
    /// The form that it came through; nil for another channel.
    package let through: FormVersion?
    /// What was agreed to with it.
    package let consents: GivenConsents?

    /// Its id.
    package var id: Lead.ID { lead.id }
    /// Whether it was changed since its arrival.
    package var isChanged: Bool { lead.updatedAt != lead.createdAt }

    /// The same with the due time that a clock counts.
    func timed(by clock: ResponseClock) -> NewLead {
        var timed = self
        timed.lead.dueAt = clock.due(of: lead)
        timed.place.dueAt = timed.lead.dueAt
        timed.isRetimed = timed.lead.dueAt != lead.dueAt
        return timed
    }

    /// The columns of `FollowUpStore`.
    package init(row: borrowing Row) throws(DatabaseError) {
        lead = try Lead(row: row)
        form = try row["form"]
        place = try LeadPlace(row: row)
        let fields: EnquiryFields? = try row["fields"]
        contact = fields?.contact ?? lead.contact
        let language: String? = try row["mail_language"]
        mailLanguage = language.flatMap { Language(rawValue: $0) }
        through = try FormVersion(row: row, form)
        consents = try row["consents"]
    }

    /// Notes that a rule gave it an owner, as `LeadStore.assign` writes it.
    mutating func assign(to owner: User.ID) {
        lead.ownerID = owner
        lead.version += 1
    }
}

/// A further enquiry that nothing has followed from yet.
package struct NewEnquiry: RowDecodable {
    /// Its id.
    package let id: Enquiry.ID
    /// Whose enquiry it is.
    package let leadID: Lead.ID
    /// The address of the lead's owner.
    package internal(set) var ownerEmail: String?
    /// When the prospect was last sent a confirmation.
    package let confirmedAt: Date?
    /// The submitted fields.
    package let contact: LeadContact
    /// The résumé that came with it.
    package let resume: Resume?
    /// The language of the mails to the prospect; nil when no mails are wanted.
    package let mailLanguage: Language?
    /// The form that it came through; nil for another channel.
    package let through: FormVersion?
    /// What was agreed to with it.
    package let consents: GivenConsents?
    /// When it arrived.
    package let createdAt: Date

    /// The columns of `FollowUpStore`.
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        leadID = try row["lead_id"]
        ownerEmail = try row["owner_email"]
        confirmedAt = try row["confirmed_at"]
        let fields: EnquiryFields = try row["fields"]
        contact = fields.contact
        resume = try Resume(row: row)
        let language: String? = try row["mail_language"]
        mailLanguage = language.flatMap { Language(rawValue: $0) }
        through = try FormVersion(row: row, try row["form"])
        consents = try row["consents"]
        createdAt = try row["created_at"]
    }
}
