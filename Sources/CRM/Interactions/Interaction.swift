package import FoundationEssentials
package import HTTP
package import MariaDB
package import Routing
package import Values

/// Something that passed between a customer and the business.
///
/// Source: SPEC section 6.
package struct Interaction: Sendable, Equatable {
    /// The id of an interaction.
    package typealias ID = Identifier<Interaction>

    package let id: ID
    package let customerID: Customer.ID
    package var details: InteractionDetails
    /// Nil when the program recorded it.
    package let author: Author?
    /// Incremented by every update.
    package let version: Int
    package let createdAt: Date
    package let updatedAt: Date

    /// The entity tag of this version.
    package var eTag: EntityTag { EntityTag("\(version)") }
}

/// The API's representation of an interaction.
package struct InteractionDetails: Sendable, Equatable {
    package var type: InteractionType
    package var notes: String
    package var occurredAt: Date

    /// The note and its time.
    package init(_ type: InteractionType, notes: String, occurredAt: Date) {
        self.type = type
        self.notes = notes
        self.occurredAt = occurredAt
    }
}

extension Interaction: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        customerID = try row["customer_id"]
        details = InteractionDetails(
            try row["interaction_type"], notes: try row["notes"], occurredAt: try row["occurred_at"])
        author = try Author.read(row)
        version = try row["version"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
    }
}

extension Interaction: CRMResource {
    package static let singular = "interaction"
    package static let plural = "interactions"
    package static let shapeName = "Interaction"

    /// Writes every member; the author is null when the program recorded it.
    package func write(to object: inout JSONObjectWriter) {
        object.add("id", id.text)
        object.add("customer_id", customerID.text)
        object.add("interaction_type", details.type.rawValue)
        object.add("notes", details.notes)
        object.add("occurred_at", Instant.text(details.occurredAt))
        object.add("author", author)
        object.add("created_at", Instant.text(createdAt))
        object.add("updated_at", Instant.text(updatedAt))
    }

    /// The shape of SPEC section 6.
    package static let schema = Schema.object(
        "Interaction",
        [
            .required("id", .identifier), .required("customer_id", .identifier),
            .required("interaction_type", .oneOf(InteractionType.allCases.map(\.rawValue))),
            .required("notes", .string), .required("occurred_at", .instant),
            .required("author", Author.schema.orNull), .required("created_at", .instant),
            .required("updated_at", .instant),
        ])
}
