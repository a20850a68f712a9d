import FoundationEssentials
import Frame
import MariaDB
import Routing
import Values

/// An entry of the ledger of consents: what a person agreed to or refused, in which words, and how.
///
/// Source: SPEC section 14, "Consents".
struct Consent: Sendable, Equatable {
    /// The id of an entry.
    typealias ID = Identifier<Consent>

    let id: ID
    let leadID: Lead.ID
    let at: Date
    /// `[a-z][a-z0-9_]{0,39}`
    let purpose: String
    let isGiven: Bool
    /// The very words.
    let text: String
    /// `form:SLUG@VERSION`
    let channel: String
    let requestID: String?

    /// The entry of a submission; however often it is derived, it is the same one.
    init(
        of submission: FormSubmission, _ consent: IntakeForm.Consent, isGiven: Bool, in language: Language,
        channel: String, requestID: String?
    ) {
        id = ID(at: submission.createdAt, naming: "\(submission.key) \(consent.purpose)")
        leadID = submission.leadID
        at = submission.createdAt
        purpose = consent.purpose
        self.isGiven = isGiven
        text = consent.text.wording(in: language)
        self.channel = channel
        self.requestID = requestID
    }
}
