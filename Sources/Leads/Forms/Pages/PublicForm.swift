import Frame
package import Routing
import Values

/// What a site's own front end needs to know of a form, in one language.
///
/// Source: SPEC section 12, `GET /api/v1/forms/{slug}/public`.
package struct PublicForm: Shaped {
    private let form: IntakeForm
    private let fields: [JSON]
    private let language: Language
    private let largestFileBytes: Int
    private let stamp: PublicStamp

    /// A form in a language.
    ///
    /// - Parameter fields: the own fields of leads.
    init(
        _ form: IntakeForm, fields: CustomFieldSet, in language: Language, largestFileBytes: Int, stamp: PublicStamp
    ) {
        self.form = form
        self.language = language
        self.largestFileBytes = largestFileBytes
        self.stamp = stamp
        self.fields = form.definition.fields.compactMap { field in
            if let member = FormMember(named: field.name) { return Self.json(field, member, language) }
            guard let own = fields.named(field.name), own.details.isActive else { return nil }
            return Self.json(field, own, language)
        }
    }

    private static func json(_ field: IntakeForm.Field, _ member: FormMember, _ language: Language) -> JSON {
        let (kind, longest): (String, JSON) =
            switch member {
            case .firstName, .lastName: ("text", 100)
            case .name: ("text", 201)
            case .email: ("email", .null)
            case .phone: ("phone", .null)
            case .schedulingDay: ("datetime", .null)
            case .detail(let detail): (detail.isLong ? "long_text" : "text", JSON(detail.longest))
            }
        return json(
            field, kind: kind, label: field.label ?? member.label, hint: field.hint ?? member.hint, options: .null,
            lowest: .null, highest: longest, language)
    }

    private static func json(_ field: IntakeForm.Field, _ own: CustomField, _ language: Language) -> JSON {
        let options = own.details.options.map { options in
            JSON.array(
                options.filter(\.isActive).map {
                    ["value": .string($0.value), "label": .string($0.label.wording(in: language))]
                })
        }
        return json(
            field, kind: own.kind.rawValue, label: field.label ?? own.details.label,
            hint: field.hint ?? own.details.hint, options: options ?? .null,
            lowest: own.kind.json(ofBound: own.details.lowest), highest: own.kind.json(ofBound: own.details.highest),
            language)
    }

    private static func json(
        _ field: IntakeForm.Field, kind: String, label: Text, hint: Text?, options: JSON, lowest: JSON, highest: JSON,
        _ language: Language
    ) -> JSON {
        [
            "field": .string(field.name), "kind": .string(kind), "required": .boolean(field.isRequired),
            "label": .string(label.wording(in: language)),
            "hint": hint.map { .string($0.wording(in: language)) } ?? .null, "default": field.preset ?? .null,
            "is_hidden": .boolean(field.isHidden), "options": options, "min": lowest, "max": highest,
        ]
    }

    /// The shape of SPEC section 12.
    package static let shape = Shape<PublicForm>(
        "PublicForm",
        [
            .text("slug") { $0.form.slug }, .integer("version", 1...) { $0.form.version },
            .text("title") { $0.form.definition.title.wording(in: $0.language) },
            .optionalText("intro") { form in form.form.definition.intro?.wording(in: form.language) },
            .text("button") { $0.form.definition.button.wording(in: $0.language) },
            .json("fields", .array(of: field)) { .array($0.fields) },
            .choice("resume") { $0.form.definition.resume },
            .integer("max_file_size", 1...) { $0.largestFileBytes },
            .json("consents", .array(of: consent)) { form in
                .array(
                    form.form.definition.consents.map { consent in
                        [
                            "purpose": .string(consent.purpose),
                            "text": .string(consent.text.wording(in: form.language)),
                            "required": .boolean(consent.isRequired),
                        ]
                    })
            },
            .text("trap") { _ in SubmissionForm.trapField },
            .json("stamp", PublicStamp.schema) { $0.stamp.json },
        ])

    private static let option = Schema.object([.required("value", .string), .required("label", .string)])
    private static let field = Schema.object(
        "PublicFormField",
        [
            .required("field", .string), .required("kind", .string), .required("required", .boolean),
            .required("label", .string), .required("hint", Schema.string.orNull), .required("default", .anything),
            .required("is_hidden", .boolean), .required("options", Schema.array(of: option).orNull),
            .required("min", Schema.anyOf([.number, .string]).orNull),
            .required("max", Schema.anyOf([.number, .string]).orNull),
        ])
    private static let consent = Schema.object([
        .required("purpose", .string), .required("text", .string), .required("required", .boolean),
    ])
}
