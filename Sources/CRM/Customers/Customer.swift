package import Accounts
package import FoundationEssentials
package import HTTP
package import MariaDB
package import Routing
package import Values

/// A person or company that the business deals with.
///
/// Source: SPEC section 6.
package struct Customer: Sendable, Equatable {
    /// The id of a customer.
    package typealias ID = Identifier<Customer>
    /// The lead that a customer came from, by its id; leads are another domain's.
    package enum Origin {}

    package let id: ID
    package var details: CustomerDetails
    /// The lead that became this customer.
    package let leadID: Identifier<Origin>?
    package var isActive: Bool
    /// The balance due: charges + refunds − payments − credits.
    package let balance: Money
    /// Incremented by every update, the ledger's included.
    package let version: Int
    package let createdAt: Date
    package let updatedAt: Date

    /// The entity tag of this version.
    package var eTag: EntityTag { EntityTag("\(version)") }
}

/// The contact fields of a customer.
package struct CustomerDetails: Sendable, Equatable {
    package var name = ""
    /// In lower case.
    package var email: String?
    /// E.164 with `+`.
    package var phone: String?
    /// CPF or CNPJ without punctuation.
    package var document: String?
    package var companyName: String?
    package var address = PostalAddress()
    package var notes: String?
    package var ownerID: User.ID?

    /// A customer with a name and no other field.
    package init(name: String = "") {
        self.name = name
    }
}

/// A postal address.
package struct PostalAddress: Sendable, Equatable {
    package var street: String?
    package var city: String?
    package var state: String?
    package var zipCode: String?
    package var country: String?

    /// An address of which nothing is known.
    package init() {}
}

extension Customer: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        var details = CustomerDetails(name: try row["name"])
        details.email = try row["email"]
        details.phone = try row["phone"]
        details.document = try row["document"]
        details.companyName = try row["company_name"]
        details.address.street = try row["street"]
        details.address.city = try row["city"]
        details.address.state = try row["state"]
        details.address.zipCode = try row["zip_code"]
        details.address.country = try row["country"]
        details.notes = try row["notes"]
        details.ownerID = try row["owner_id"]
        self.details = details
        leadID = try row["lead_id"]
        isActive = try row["is_active"]
        balance = try row["balance"]
        version = try row["version"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
    }
}

extension PostalAddress: JSONWritable, Described {
    /// Writes every member; what is not known is null.
    package func write(to object: inout JSONObjectWriter) {
        object.add("street", street)
        object.add("city", city)
        object.add("state", state)
        object.add("zip_code", zipCode)
        object.add("country", country)
    }

    /// The shape of SPEC section 6.
    package static let schema = Schema.object(
        "Address",
        ["street", "city", "state", "zip_code", "country"].map { .required($0, Schema.string.orNull) })
}

extension Customer: CRMResource {
    package static let singular = "customer"
    package static let plural = "customers"
    package static let shapeName = "Customer"

    /// Writes every member; what is not known is null.
    package func write(to object: inout JSONObjectWriter) {
        object.add("id", id.text)
        object.add("name", details.name)
        object.add("email", details.email)
        object.add("phone", details.phone)
        object.add("document", details.document)
        object.add("company_name", details.companyName)
        object.add("address", details.address)
        object.add("notes", details.notes)
        object.add("owner_id", details.ownerID?.text)
        object.add("lead_id", leadID?.text)
        object.add("is_active", isActive)
        object.add("balance", balance.text)
        object.add("created_at", Instant.text(createdAt))
        object.add("updated_at", Instant.text(updatedAt))
    }

    /// The shape of SPEC section 6.
    package static let schema = Schema.object(
        "Customer",
        [
            .required("id", .identifier), .required("name", .string), .required("email", Schema.string.orNull),
            .required("phone", Schema.string.orNull), .required("document", Schema.string.orNull),
            .required("company_name", Schema.string.orNull), .required("address", PostalAddress.schema),
            .required("notes", Schema.string.orNull), .required("owner_id", Schema.identifier.orNull),
            .required("lead_id", Schema.identifier.orNull), .required("is_active", .boolean),
            .required("balance", .money), .required("created_at", .instant), .required("updated_at", .instant),
        ])
}
