import FoundationEssentials
import Routing
import Values

/// The fields of a transaction and their rules, each declared here once.
///
/// Source: SPEC section 6.
enum TransactionFields {
    static let quantities = 1...1_000_000_000
    static let id = Field("transaction_id", Rule<Transaction.ID>.identifier())
    static let kind = field("kind", Rule<Transaction.Kind>.oneOf(aliases: FrontEndNames.transactionKinds))
    static let amount = field("amount", Rule<Money>.money(Money(cents: 1)...Money.largest))
    static let productID = Field("product_id", Rule<Product.ID>.identifier())
    static let quantity = Field("quantity", Rule<Int>.integer(quantities))
    static let description = Field("description", Rule<String>.text(1...5000))
    static let occurredAt = field("occurred_at", Rule<Date>.moment, summary: "Default now.")

    /// All that a body may say of a transaction, older names included.
    static let members: [Schema.Member] =
        [kind.omittable, amount.omittable, productID.optional, quantity.optional, description.optional]
        + [occurredAt.optional] + kind.aliasMembers + amount.aliasMembers + occurredAt.aliasMembers

    private static func field<Value>(_ name: String, _ rule: Rule<Value>, summary: String = "") -> Field<Value> {
        Field(name, rule, aliases: FrontEndNames.transaction[name] ?? [], summary: summary)
    }
}

/// A new entry of a customer's ledger; its time defaults to now.
struct TransactionInput: Input {
    let customer: Customer.ID
    let details: TransactionDetails

    static let declaration = InputDeclaration.json(
        .object("TransactionInput", TransactionFields.members)
            .needingOne(ofEach: [
                [TransactionFields.kind.name] + TransactionFields.kind.aliases,
                [TransactionFields.amount.name] + TransactionFields.amount.aliases,
            ]),
        path: [CustomerFields.id.pathParameter])

    init(reading input: InputReader) throws {
        customer = try input.path(CustomerFields.id)
        try input.readJSON()
        let kind = input.required(TransactionFields.kind)
        let amount = input.required(TransactionFields.amount)
        let product = input.optional(TransactionFields.productID)
        let quantity = input.optional(TransactionFields.quantity)
        let description = input.optional(TransactionFields.description)
        let occurredAt = input.optional(TransactionFields.occurredAt)
        let (checkedKind, checkedAmount) = try input.checked(kind, amount)
        details = TransactionDetails(
            kind: checkedKind, amount: checkedAmount, productID: product, quantity: quantity, description: description,
            occurredAt: occurredAt ?? Date())
    }
}

/// Which transaction of which customer is meant.
struct TransactionReference: Input {
    let customer: Customer.ID
    let id: Transaction.ID

    static let declaration = InputDeclaration(
        path: [CustomerFields.id.pathParameter, TransactionFields.id.pathParameter])

    init(reading input: InputReader) throws {
        customer = try input.path(CustomerFields.id)
        id = try input.path(TransactionFields.id)
    }
}
