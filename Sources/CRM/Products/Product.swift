package import FoundationEssentials
package import HTTP
package import MariaDB
package import Routing
package import Values

/// Something that the business sells.
///
/// Source: SPEC section 6.
package struct Product: Sendable, Equatable {
    /// The id of a product.
    package typealias ID = Identifier<Product>

    /// Whether it is handed over or done.
    package enum Kind: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
        case product, service
    }

    package let id: ID
    package var details: ProductDetails
    package var isActive: Bool
    /// Incremented by every update.
    package let version: Int
    package let createdAt: Date
    package let updatedAt: Date

    /// The entity tag of this version.
    package var eTag: EntityTag { EntityTag("\(version)") }
}

/// The API's representation of a product.
package struct ProductDetails: Sendable, Equatable {
    package var name: String
    package var description: String?
    package var kind: Product.Kind
    /// The business's own number of it.
    package var sku: String?
    package var price: Money
}

/// Which products a list shows, by name.
package struct ProductFilter: Sendable, Equatable {
    /// Occurs in the name, the description or the SKU; case and accents aside.
    package var search: String?
    package var kind: Product.Kind?
    /// Whether those out of use are left out.
    package var activeOnly = true
}

extension Product: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        details = ProductDetails(
            name: try row["name"], description: try row["description"], kind: try row["kind"], sku: try row["sku"],
            price: try row["price"])
        isActive = try row["is_active"]
        version = try row["version"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
    }
}

extension Product: CRMResource {
    package static let singular = "product"
    package static let plural = "products"
    package static let shapeName = "Product"

    /// Writes every member; what is not known is null.
    package func write(to object: inout JSONObjectWriter) {
        object.add("id", id.text)
        object.add("name", details.name)
        object.add("description", details.description)
        object.add("kind", details.kind.rawValue)
        object.add("sku", details.sku)
        object.add("price", details.price.text)
        object.add("is_active", isActive)
        object.add("created_at", Instant.text(createdAt))
        object.add("updated_at", Instant.text(updatedAt))
    }

    /// The shape of SPEC section 6.
    package static let schema = Schema.object(
        "Product",
        [
            .required("id", .identifier), .required("name", .string), .required("description", Schema.string.orNull),
            .required("kind", .oneOf(Kind.allCases.map(\.rawValue))), .required("sku", Schema.string.orNull),
            .required("price", .money), .required("is_active", .boolean), .required("created_at", .instant),
            .required("updated_at", .instant),
        ])
}
