package import FoundationEssentials
package import Routing

/// The stored row of a submission: all that must not be lost. Everything else is derived later (`LeadFollowUp`).
package struct Submission: Sendable {
    /// The id of the lead, or of the further enquiry.
    package let id: Lead.ID
    package let contact: LeadContact
    package let form: Enquiry.Form
    package let resume: Resume?
    /// Of a new lead; 0 through 100.
    package let score: Int
    /// The language of the mails to the prospect; nil when no mails are wanted.
    package let mailLanguage: Language?
    package let moment: Date

    /// A submission; one without an address has no mails.
    package init(
        _ id: Lead.ID, _ contact: LeadContact, by form: Enquiry.Form = .staff, resume: Resume? = nil, score: Int = 0,
        mailsIn language: Language? = nil, at moment: Date
    ) {
        self.id = id
        self.contact = contact
        self.form = form
        self.resume = resume
        self.score = score
        mailLanguage = contact.email == nil ? nil : language
        self.moment = moment
    }
}
