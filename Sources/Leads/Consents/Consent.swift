import CRM
import Crypto
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
    /// Whose it is.
    let record: Record
    let at: Date
    /// `[a-z][a-z0-9_]{0,39}`
    let purpose: String
    let isGiven: Bool
    /// The very words.
    let text: String
    /// SHA-256 of the words, as it was when they were recorded.
    let textDigest: [UInt8]
    /// `form:SLUG@VERSION`, or ``staffChannel``.
    let channel: String
    let requestID: String?

    /// The channel of what staff recorded.
    static let staffChannel = "staff"

    /// The record that an entry was recorded at.
    enum Record: Sendable, Hashable {
        case lead(Lead.ID)
        case customer(Customer.ID)
    }

    /// The entry of a submission; however often it is derived, it is the same one.
    init(
        of submission: FormSubmission, _ consent: IntakeForm.Consent, isGiven: Bool, in language: Language,
        channel: String, requestID: String?
    ) {
        id = ID(at: submission.createdAt, naming: "\(submission.key) \(consent.purpose)")
        record = .lead(submission.leadID)
        at = submission.createdAt
        purpose = consent.purpose
        self.isGiven = isGiven
        text = consent.text.wording(in: language)
        textDigest = sha256(text)
        self.channel = channel
        self.requestID = requestID
    }

    /// The entry that staff record.
    init(of record: Record, _ said: ConsentInput.Said, requestID: String?, at now: Date) {
        id = ID(at: now)
        self.record = record
        at = now
        purpose = said.purpose
        isGiven = said.isGiven
        text = said.text
        textDigest = sha256(text)
        channel = Self.staffChannel
        self.requestID = requestID
    }
}

extension Consent: RowDecodable {
    init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        let customer: Customer.ID? = try row["customer_id"]
        record = if let customer { .customer(customer) } else { .lead(try row["lead_id"]) }
        at = try row["at"]
        purpose = try row["purpose"]
        isGiven = try row["is_given"]
        text = try row["text"]
        textDigest = try row["text_sha256"]
        channel = try row["channel"]
        requestID = try row["request_id"]
    }
}

extension Consent: Shaped {
    /// The shape of SPEC section 14.
    static let shape = Shape<Consent>(
        "Consent",
        [
            .id("id") { $0.id }, .instant("at") { $0.at }, .text("purpose", Rule<String>.purpose.schema) { $0.purpose },
            .boolean("is_given") { $0.isGiven }, .text("text") { $0.text },
            .text("text_sha256", .string(pattern: "^[0-9a-f]{64}$")) { hexEncoded($0.textDigest) },
            .text("channel") { $0.channel }, .optionalText("request_id") { $0.requestID },
        ])
}
