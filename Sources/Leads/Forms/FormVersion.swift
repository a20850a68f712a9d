package import MariaDB
package import Routing
import Values

/// The form that a submission came through, as it was then.
package struct FormVersion: Sendable, Hashable {
    /// Which form.
    package let form: IntakeForm.ID
    /// Its version.
    package let version: Int

    /// A version of a form.
    package init(_ form: IntakeForm.ID, _ version: Int) {
        self.form = form
        self.version = version
    }

    /// The version that a row names; a submission of a form that names none came by the form at `/` as it was delivered.
    package init?(row: borrowing Row, _ channel: Enquiry.Form) throws(DatabaseError) {
        guard channel == .form else { return nil }
        let form: IntakeForm.ID? = try row["form_id"]
        let version: Int? = try row["form_version"]
        self.init(form ?? IntakeForm.contactID, version ?? 1)
    }

    /// Whether it is the form at `/` as it was delivered, which rows do not name.
    var isDelivered: Bool { form == IntakeForm.contactID && version == 1 }
}

extension IntakeForm {
    /// The id of the form at `/`. Source: the migration that makes it.
    package static let contactID: ID = {
        guard let id = ID("01890000-0000-7000-8000-000000000001") else { preconditionFailure("no id") }
        return id
    }()

    /// It as it is now.
    var current: FormVersion { FormVersion(id, version) }
}

/// What a person agreed to or refused with a submission, and in which words.
package struct GivenConsents: Sendable, Equatable {
    /// By purpose.
    package let given: Members<Bool>
    /// The language in which they were read.
    package let language: Language
    /// The request that said so.
    package let requestID: String?

    /// The consents of a submission; nil without any.
    init?(_ given: Members<Bool>, in language: Language, requestID: String?) {
        guard !given.isEmpty else { return nil }
        self.given = given
        self.language = language
        self.requestID = requestID
    }
}

extension GivenConsents: SQLBindable, ColumnDecodable {
    /// A JSON object.
    package var sqlValue: SQLValue {
        let json: JSON = [
            "given": .object(given.mapValues(JSON.boolean)), "language": .string(language.rawValue),
            "request_id": requestID.map(JSON.string) ?? .null,
        ]
        return .text(String(decoding: json.bytes, as: UTF8.self))
    }

    /// The object in a text column.
    package init(column: borrowing Column) throws(DatabaseError) {
        guard let json = try? JSONText.parse(column.bytes()),
            let language = json["language"]?.text.flatMap({ Language(bytewise: $0) })
        else { throw column.undecodable }
        given = Members(
            (json["given"]?.members ?? [:]).map { ($0.key, $0.value == .boolean(true)) }, uniquingKeysWith: { $1 })
        self.language = language
        requestID = json["request_id"]?.text
    }
}
