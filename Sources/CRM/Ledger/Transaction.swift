package import FoundationEssentials
package import MariaDB
package import Routing
package import Values

/// One entry of a customer's ledger; never changed, never removed.
///
/// Source: SPEC section 6.
package struct Transaction: Sendable, Equatable {
    /// The id of a transaction.
    package typealias ID = Identifier<Transaction>

    /// The kind of an entry, which decides its effect on the balance.
    package enum Kind: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
        /// Something was sold.
        case charge
        /// The customer paid.
        case payment
        /// Money was paid back.
        case refund
        /// A credit note.
        case credit

        /// The kind that undoes it, so that the balance is the sum of all entries by their kinds.
        package var counter: Kind {
            switch self {
            case .charge: .credit
            case .credit: .charge
            case .payment: .refund
            case .refund: .payment
            }
        }

        /// The effect of an amount of this kind on the balance.
        package func effect(of amount: Money) -> Money {
            switch self {
            case .charge, .refund: amount
            case .payment, .credit: -amount
            }
        }
    }

    package let id: ID
    package let customerID: Customer.ID
    package let details: TransactionDetails
    package let author: Author?
    /// The entry that this one undoes.
    package let reversesID: ID?
    /// The entry that undoes this one.
    package let reversedByID: ID?
    package let createdAt: Date
}

/// The API's representation of a transaction.
package struct TransactionDetails: Sendable, Equatable {
    package var kind: Transaction.Kind
    /// More than nothing, at most 9999999999.99.
    package var amount: Money
    package var productID: Product.ID?
    /// How many of the product.
    package var quantity: Int?
    package var description: String?
    package var occurredAt: Date
}

extension Transaction: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        customerID = try row["customer_id"]
        details = TransactionDetails(
            kind: try row["kind"], amount: try row["amount"], productID: try row["product_id"],
            quantity: try row["quantity"], description: try row["description"], occurredAt: try row["occurred_at"])
        author = try Author.read(row)
        reversesID = try row["reverses_id"]
        reversedByID = try row["reversed_by_id"]
        createdAt = try row["created_at"]
    }
}

extension Transaction: CRMResource {
    package static let singular = "transaction"
    package static let plural = "transactions"
    package static let shapeName = "Transaction"

    /// Writes every member; what there is none of is null.
    package func write(to object: inout JSONObjectWriter) {
        object.add("id", id.text)
        object.add("customer_id", customerID.text)
        object.add("kind", details.kind.rawValue)
        object.add("amount", details.amount.text)
        object.add("product_id", details.productID?.text)
        object.add("quantity", details.quantity)
        object.add("description", details.description)
        object.add("occurred_at", Instant.text(details.occurredAt))
        object.add("author", author)
        object.add("reverses_id", reversesID?.text)
        object.add("reversed_by_id", reversedByID?.text)
        object.add("created_at", Instant.text(createdAt))
    }

    /// The shape of SPEC section 6.
    package static let schema = Schema.object(
        "Transaction",
        [
            .required("id", .identifier), .required("customer_id", .identifier),
            .required("kind", .oneOf(Kind.allCases.map(\.rawValue))), .required("amount", .money),
            .required("product_id", Schema.identifier.orNull),
            .required("quantity", Schema.integer(TransactionFields.quantities).orNull),
            .required("description", Schema.string.orNull), .required("occurred_at", .instant),
            .required("author", Author.schema.orNull), .required("reverses_id", Schema.identifier.orNull),
            .required("reversed_by_id", Schema.identifier.orNull), .required("created_at", .instant),
        ])
}
