import CRM
import Frame
package import HTTP
package import Routing
import Values

extension IntakeForm: CRMResource, Shaped {
    package static let singular = "form"
    package static let plural = "forms"
    package static let shapeName = "Form"

    /// The entity tag of this version with this many submissions.
    package var eTag: EntityTag { EntityTag("\(tagOfVersion)\(submissions)") }
    /// What the tags of this version begin with: submissions that arrive meanwhile do not hinder a change.
    var tagOfVersion: String { "\(version)-" }

    /// The shape of SPEC section 12.
    package static let shape = Shape<IntakeForm>(
        shapeName,
        [
            .id("id") { $0.id }, .text("slug") { $0.slug },
            member("title", .texts), member("intro", Schema.texts.orNull), member("button", .texts),
            member("fields", .array(of: .formField)), member("resume", .oneOf(ResumeDemand.allCases.map(\.rawValue))),
            member("consents", .array(of: .formConsent)), member("thanks", .formThanks),
            member("notify_emails", .array(of: .string)), member("source", Schema.string.orNull),
            member("guard", .oneOf(Guard.allCases.map(\.rawValue))), member("embed_origins", .array(of: .string)),
            .boolean("is_active") { $0.isActive }, .integer("version", 1...) { $0.version },
            .integer("submissions", 0...) { $0.submissions },
            .optionalInstant("last_submission_at") { $0.lastSubmissionAt },
            .instant("created_at") { $0.createdAt }, .instant("updated_at") { $0.updatedAt },
        ])

    private static func member(_ name: String, _ schema: Schema) -> Shape<IntakeForm>.Member {
        .json(name, schema) { $0.definition.members[name] ?? .null }
    }
}

extension Schema {
    fileprivate static let formField = Schema.object(
        "FormFieldShown",
        [
            .required("field", .string), .required("required", .boolean), .required("label", Schema.texts.orNull),
            .required("hint", Schema.texts.orNull), .required("default", .anything), .required("is_hidden", .boolean),
        ])
    fileprivate static let formConsent = Schema.object(
        "FormConsentShown",
        [.required("purpose", .string), .required("text", .texts), .required("required", .boolean)])
    fileprivate static let formThanks = Schema.object([
        .required("text", Schema.texts.orNull), .required("redirect_url", Schema.string.orNull),
    ])
}
