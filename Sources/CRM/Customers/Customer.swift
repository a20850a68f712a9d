package import FoundationEssentials
package import Frame
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
    /// What the person agrees to; kept by the domain of leads, which has the ledger of consents.
    package internal(set) var consents = CurrentConsents()
    /// The balance due: charges + refunds − payments − credits. Kept in the transaction of each entry of the ledger.
    package let balance: Money
    /// The highest balance, owed by either side.
    static let largestBalance = Money(cents: 99_999_999_999_999)
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
    package var ownerID: User.ID?
    /// The values of own fields.
    package var custom = CustomValues()
    private var texts = OptionalTexts()

    /// A customer with a name and no other field.
    package init(name: String = "") {
        self.name = name
    }

    /// The value of a detail; nil when the customer has none. An e-mail address is in lower case, a number E.164 with `+`, a document without
    /// punctuation.
    package subscript(detail: CustomerDetail) -> String? {
        get { texts[detail.index] }
        set { texts[detail.index] = newValue }
    }
}

extension Customer: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        var details = CustomerDetails(name: try row["name"])
        for detail in CustomerDetail.all { details[detail] = try row[detail.column] }
        details.ownerID = try row["owner_id"]
        details.custom = try CustomValues(row: row)
        self.details = details
        leadID = try row["lead_id"]
        isActive = try row["is_active"]
        let agreed: CurrentConsents? = try row["agreed"]
        consents = agreed ?? CurrentConsents()
        balance = try row["balance"]
        version = try row["version"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
    }
}

extension Customer: CRMResource {
    package static let singular = "customer"
    package static let plural = "customers"
    package static let shapeName = "Customer"

    /// Writes every member; what is not known is null.
    package func write(to object: inout JSONObjectWriter) {
        object.add("id", id.text)
        object.add("name", details.name)
        for detail in CustomerDetail.contact { object.add(detail.member, details[detail]) }
        object.add("address") { address in
            for detail in CustomerDetail.address { address.add(detail.member, details[detail]) }
        }
        for detail in CustomerDetail.remarks { object.add(detail.member, details[detail]) }
        object.add("owner_id", details.ownerID?.text)
        object.add("lead_id", leadID?.text)
        object.add("is_active", isActive)
        object.add("balance", balance.text)
        object.add(CustomValues.member, details.custom)
        object.add(CurrentConsents.member, consents)
        object.add("created_at", Instant.text(createdAt))
        object.add("updated_at", Instant.text(updatedAt))
    }

    private static let addressSchema = Schema.object("Address", CustomerDetail.address.map(\.shownMember))

    /// The shape of SPEC section 6.
    package static let schema = Schema.object(
        "Customer",
        [.required("id", .identifier), .required("name", .string)] + CustomerDetail.contact.map(\.shownMember)
            + [.required("address", addressSchema)] + CustomerDetail.remarks.map(\.shownMember) + [
                .required("owner_id", Schema.identifier.orNull), .required("lead_id", Schema.identifier.orNull),
                .required("is_active", .boolean), .required("balance", .money),
                .required(CustomValues.member, CustomValues.schema),
                .required(CurrentConsents.member, CurrentConsents.schema), .required("created_at", .instant),
                .required("updated_at", .instant),
            ])
}

extension CustomerDetail {
    /// The detail as a member of what is shown.
    fileprivate var shownMember: Schema.Member { .required(member, Schema.string.orNull) }
}
