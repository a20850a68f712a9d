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
    /// The form that it came through; nil for the one at `/` as it was delivered, and for what came by no form.
    package let through: FormVersion?
    package let consents: GivenConsents?
    package let moment: Date
    /// What is put aside of it; nil for one that is not judged.
    package let judgement: Judgement?

    /// A submission; one without an address has no mails, unless it came by a form: staff are notified then.
    package init(
        _ id: Lead.ID, _ contact: LeadContact, by form: Enquiry.Form = .staff, resume: Resume? = nil, score: Int = 0,
        mailsIn language: Language? = nil, through: FormVersion? = nil, consents: GivenConsents? = nil, at moment: Date,
        judged judgement: Judgement? = nil
    ) {
        self.id = id
        self.contact = contact
        self.form = form
        self.resume = resume
        self.score = score
        mailLanguage = contact.email == nil && form != .form ? nil : language
        self.through = through?.isDelivered == true ? nil : through
        self.consents = consents
        self.moment = moment
        self.judgement = judgement
    }

    /// Whether the prospect of a new lead is sent a confirmation.
    var isConfirmed: Bool { mailLanguage != nil && contact.email != nil }
}
