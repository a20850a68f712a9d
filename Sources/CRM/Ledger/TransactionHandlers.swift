import FoundationEssentials
import Frame
import MariaDB
import Routing
import Storage
import Values

/// The handlers of transactions.
enum TransactionHandlers {
    @Sendable static func list(
        _ input: CustomerEntryListInput, _ context: Context
    ) throws -> Reply<PageOf<Transaction>> {
        guard let found = try LedgerStore(context.connection).page(input.page, of: input.customer) else {
            throw APIError.notFound
        }
        return Reply(PageOf(found.transactions, total: found.total, input.page))
    }

    @Sendable static func create(_ input: TransactionInput, _ context: Context) throws -> Reply<Changed<Transaction>> {
        let message = Text("Transaction recorded.", pt: "Transação registrada.")
        return try add(message, .transactionCreated, context) { ledger, id, now in
            try ledger.add(input.details, of: input.customer, as: id, at: now)
        }
    }

    @Sendable static func reverse(
        _ input: TransactionReference, _ context: Context
    ) throws -> Reply<Changed<Transaction>> {
        let message = Text("Transaction reversed.", pt: "Transação estornada.")
        return try add(message, .transactionReversed, context) { ledger, id, now in
            try ledger.reverse(input.id, of: input.customer, as: id, at: now)
        }
    }

    /// Adds an entry in a transaction, with its audit event and the answer to a repeat.
    private static func add(
        _ message: Text, _ action: AuditEvent.Action, _ context: Context,
        _ entry: (Ledger, Transaction.ID, Date) throws -> Transaction
    ) throws -> Reply<Changed<Transaction>> {
        let ledger = Ledger(context.connection, by: try context.requireCaller().id)
        let now = Date()
        let id = Transaction.ID(at: now)
        return try context.connection.transaction {
            let made = try entry(ledger, id, now)
            try context.audit.add(action, of: .transaction(id), changes: made.auditChanges, at: now)
            let reply = Reply(Changed(message: message.wording(in: context.language), resource: made))
            try context.idempotency?.complete(with: reply)
            return reply
        }
    }
}
