import Frame
import Routing
import Storage
import Values

extension AuditEvent.Action {
    /// A customer was entered.
    static let customerCreated = Self("customer.created")
    /// The fields of a customer were changed.
    static let customerUpdated = Self("customer.updated")
    /// A customer was put in use again.
    static let customerActivated = Self("customer.activated")
    /// A customer was put out of use.
    static let customerDeactivated = Self("customer.deactivated")
    /// A customer was deleted with its interactions.
    static let customerDeleted = Self("customer.deleted")
    /// An interaction was recorded.
    static let interactionCreated = Self("interaction.created")
    /// An interaction was changed.
    static let interactionChanged = Self("interaction.changed")
    /// An interaction was removed.
    static let interactionDeleted = Self("interaction.deleted")
    /// A product was entered.
    static let productCreated = Self("product.created")
    /// A product was changed.
    static let productUpdated = Self("product.updated")
    /// A product was put in use again.
    static let productActivated = Self("product.activated")
    /// A product was put out of use.
    static let productDeactivated = Self("product.deactivated")
    /// A product was removed.
    static let productDeleted = Self("product.deleted")
    /// An entry was added to a customer's ledger.
    static let transactionCreated = Self("transaction.created")
    /// An entry of a customer's ledger was undone by its counter-entry.
    static let transactionReversed = Self("transaction.reversed")
}

extension AuditEvent.Target {
    /// A customer.
    static func customer(_ id: Customer.ID) -> Self { Self("customer", id.text) }
    /// An interaction.
    static func interaction(_ id: Interaction.ID) -> Self { Self("interaction", id.text) }
    /// A transaction.
    static func transaction(_ id: Transaction.ID) -> Self { Self("transaction", id.text) }
}

extension Customer {
    /// The changes since an earlier version, without personal values.
    func auditChanges(since before: Customer) -> Members<JSON> {
        var changes: Members<JSON> = [:]
        func note(_ field: String, _ isChanged: Bool) { if isChanged { changes[field] = .untoldChange } }
        let (old, new) = (before.details, details)
        note("name", old.name != new.name)
        for detail in CustomerDetail.contact { note(detail.member, old[detail] != new[detail]) }
        note("address", CustomerDetail.address.contains { old[$0] != new[$0] })
        for detail in CustomerDetail.remarks { note(detail.member, old[detail] != new[detail]) }
        for (name, value) in new.custom.named { note(name, old.custom[name] != value) }
        for (name, _) in old.custom.named { note(name, new.custom[name] == nil) }
        if old.ownerID != new.ownerID {
            changes["owner_id"] = .change(from: .text(old.ownerID?.text), to: .text(new.ownerID?.text))
        }
        if before.isActive != isActive {
            changes["is_active"] = .change(from: .boolean(before.isActive), to: .boolean(isActive))
        }
        return changes
    }
}

extension Interaction {
    /// The names of the fields changed since an earlier version, without their values.
    func auditChanges(since before: Interaction) -> Members<JSON> {
        let (old, new) = (before.details, details)
        var changes: Members<JSON> = [:]
        if old.type != new.type { changes["interaction_type"] = .untoldChange }
        if old.notes != new.notes { changes["notes"] = .untoldChange }
        if old.occurredAt != new.occurredAt { changes["occurred_at"] = .untoldChange }
        return changes
    }
}

extension Product {
    /// The changes since an earlier version, by field.
    func auditChanges(since before: Product) -> Members<JSON> {
        let (old, new) = (before.auditValues, auditValues)
        var changes: Members<JSON> = [:]
        for (field, value) in new {
            let earlier = old[field] ?? .null
            if earlier != value { changes[field] = .change(from: earlier, to: value) }
        }
        return changes
    }

    private var auditValues: Members<JSON> {
        [
            "name": .string(details.name), "description": .text(details.description),
            "kind": .string(details.kind.rawValue), "sku": .text(details.sku), "price": .string(details.price.text),
            "is_active": .boolean(isActive),
        ]
    }
}

extension Transaction {
    /// The changes that an entry records.
    var auditChanges: Members<JSON> {
        var changes: Members<JSON> = [
            "customer_id": .change(from: .null, to: .string(customerID.text)),
            "kind": .change(from: .null, to: .string(details.kind.rawValue)),
            "amount": .change(from: .null, to: .string(details.amount.text)),
        ]
        if let reversesID { changes["reverses_id"] = .change(from: .null, to: .string(reversesID.text)) }
        return changes
    }
}

extension JSON {
    /// A string, or null.
    static func text(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
}
