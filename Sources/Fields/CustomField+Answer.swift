import CRM
package import Frame
package import HTTP
package import Routing
import Values

extension CustomField: CRMResource, Shaped {
    package static let singular = "field"
    package static let plural = "fields"
    package static let shapeName = "Field"

    /// The entity tag of this version.
    package var eTag: EntityTag { EntityTag("\(version)") }

    /// The shape of SPEC section 12.
    package static let shape = Shape<CustomField>(
        shapeName,
        [
            .id("id") { $0.id }, .choice("of") { $0.subject }, .text("key") { $0.key }, .choice("kind") { $0.kind },
            .json("label", .texts) { $0.details.label.json },
            .json("hint", Schema.texts.orNull) { $0.details.hint?.json ?? .null },
            .json("options", Schema.array(of: .option).orNull) { field in
                field.details.options.map { .array($0.map(\.json)) } ?? .null
            },
            .json("min", .bound) { $0.kind.json(ofBound: $0.details.lowest) },
            .json("max", .bound) { $0.kind.json(ofBound: $0.details.highest) },
            .boolean("is_active") { $0.details.isActive }, .integer("position", 0...) { $0.details.position },
            .instant("created_at") { $0.createdAt }, .instant("updated_at") { $0.updatedAt },
        ])
}

extension Schema {
    /// One of the values of a choice.
    static let option = Schema.object(
        "FieldOption", [.required("value", .string), .required("label", texts), .required("is_active", .boolean)])
    /// A bound of the values, in the form of the kind.
    static let bound = Schema.anyOf([.number, .string]).orNull
}
