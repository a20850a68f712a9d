package import FoundationEssentials
package import Frame
package import MariaDB
import Routing

/// Adds entries to customers' ledgers by the ledger's rules; call every operation inside a transaction.
///
/// Source: SPEC section 6.
package struct Ledger {
    private let store: LedgerStore
    private let products: ProductStore
    private let author: User.ID

    /// The ledger that a connection reaches, written by a member of staff.
    package init(_ connection: Connection, by author: User.ID) {
        store = LedgerStore(connection)
        products = ProductStore(connection)
        self.author = author
    }

    /// Adds an entry, and what it does to the balance.
    ///
    /// - Throws: `APIError` 404 when there is no such customer, 422 for a product that is not sold and a balance past its bounds;
    ///   `DatabaseError`.
    package func add(
        _ details: TransactionDetails, of customer: Customer.ID, as id: Transaction.ID, at now: Date
    ) throws -> Transaction {
        try add(details, of: customer, reversing: nil, as: id, at: now)
    }

    /// Undoes an entry by its counter-entry, once.
    ///
    /// - Throws: `APIError` 404 when there is no such entry, 409 for one that is undone already or undoes another, 422 for a balance past
    ///   its bounds; `DatabaseError`.
    package func reverse(
        _ id: Transaction.ID, of customer: Customer.ID, as newID: Transaction.ID, at now: Date
    ) throws -> Transaction {
        guard let entry = try store.find(id, of: customer) else { throw APIError.notFound }
        guard entry.reversesID == nil else {
            throw APIError.conflict(
                Text("A reversal cannot be reversed.", pt: "Um estorno não pode ser estornado."))
        }
        var details = entry.details
        details.kind = details.kind.counter
        details.occurredAt = now
        do {
            return try add(details, of: customer, reversing: id, as: newID, at: now)
        } catch let error as DatabaseError {
            guard case .duplicateEntry(let key) = error.code, key.hasSuffix("transactions_reverses") else {
                throw error
            }
            throw APIError.conflict(
                Text("This transaction has already been reversed.", pt: "Esta transação já foi estornada."))
        }
    }

    private func add(
        _ details: TransactionDetails, of customer: Customer.ID, reversing reversed: Transaction.ID?,
        as id: Transaction.ID, at now: Date
    ) throws -> Transaction {
        do {
            guard try store.add(details.kind.effect(of: details.amount), toBalanceOf: customer) else {
                throw APIError.notFound
            }
        } catch let error as DatabaseError where error.code == .unfitValue {
            throw APIError.invalid([
                TransactionFields.amount.name: [
                    Text("The balance would exceed its limit.", pt: "O saldo passaria do limite.")
                ]
            ])
        }
        if reversed == nil, let product = details.productID, try !products.isActive(product) {
            throw APIError.invalid([
                TransactionFields.productID.name: [
                    Text("There is no active product with this id.", pt: "Não há um produto ativo com este id.")
                ]
            ])
        }
        try store.add(details, of: customer, by: author, reversing: reversed, as: id, at: now)
        guard let made = try store.find(id, of: customer) else { throw APIError.internalError }
        return made
    }
}
