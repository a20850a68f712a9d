import Accounts
import FoundationEssentials
import HTTP
import MariaDB
import Routing
import Storage
import Values

/// The handlers of customers.
enum CustomerHandlers {
    @Sendable static func list(_ input: CustomerListInput, _ context: Context) throws -> Reply<PageOf<Customer>> {
        let found = try CustomerStore(context.connection).page(input.page, of: input.filter)
        return Reply(PageOf(found.customers, total: found.total, input.page))
    }

    @Sendable static func get(_ input: CustomerReference, _ context: Context) throws -> Reply<Shown<Customer>> {
        guard let customer = try CustomerStore(context.connection).find(input.id) else { throw APIError.notFound }
        return Reply(Shown(resource: customer), eTag: customer.eTag)
    }

    @Sendable static func create(_ input: CustomerInput, _ context: Context) throws -> Reply<Changed<Customer>> {
        let store = CustomerStore(context.connection)
        let now = Date()
        let id = Customer.ID(at: now)
        return try transaction(context) {
            try store.add(input.details, isActive: input.isActive, as: id, at: now)
            try context.audit.add(.customerCreated, of: .customer(id), at: now)
            let reply = try reply(
                find(id, in: store), Text("Customer created.", pt: "Cliente cadastrado."), context)
            try context.idempotency?.complete(with: reply)
            return reply
        }
    }

    @Sendable static func change(_ input: CustomerChange, _ context: Context) throws -> Reply<Changed<Customer>> {
        try change(input.id, Text("Customer updated.", pt: "Cliente atualizado."), context) { input.applied(to: $0) }
    }

    @Sendable static func activate(_ input: CustomerReference, _ context: Context) throws -> Reply<Changed<Customer>> {
        try change(input.id, Text("Customer activated.", pt: "Cliente ativado."), context) { customer in
            var changed = customer
            changed.isActive = true
            return changed
        }
    }

    @Sendable static func remove(_ input: CustomerRemoval, _ context: Context) throws -> Reply<Done> {
        guard input.isHard else {
            let message = Text("Customer deactivated.", pt: "Cliente desativado.")
            _ = try change(input.id, message, context) { customer in
                var changed = customer
                changed.isActive = false
                return changed
            }
            return Reply(Done(message: message.wording(in: context.language)))
        }
        let store = CustomerStore(context.connection)
        do {
            try context.connection.transaction {
                guard try store.remove(hold(input.id, in: store, context)) else { throw APIError.busy }
                try context.audit.add(.customerDeleted, of: .customer(input.id))
            }
        } catch let error as DatabaseError where error.code == .stillReferenced {
            throw APIError.conflict(
                Text(
                    "A customer with transactions cannot be removed. Deactivate it instead.",
                    pt: "Um cliente com transações não pode ser removido. Desative-o."))
        }
        return Reply(
            Done(message: Text("Customer removed.", pt: "Cliente removido.").wording(in: context.language)))
    }

    /// Updates the current version of a customer if `If-Match` allows it; an empty change writes nothing.
    private static func change(
        _ id: Customer.ID, _ message: Text, _ context: Context, to changed: (Customer) -> Customer
    ) throws -> Reply<Changed<Customer>> {
        let store = CustomerStore(context.connection)
        return try transaction(context) {
            let customer = try hold(id, in: store, context)
            let wanted = changed(customer)
            if wanted == customer { return reply(customer, message, context) }
            let now = Date()
            guard try store.update(wanted, at: now) else { throw APIError.busy }
            try context.audit.add(
                wanted.auditAction(since: customer), of: .customer(id), changes: wanted.auditChanges(since: customer),
                at: now)
            return try reply(find(id, in: store), message, context)
        }
    }

    /// The customer, locked until the transaction ends.
    ///
    /// - Throws: `APIError` 404, 412; `DatabaseError`.
    static func hold(_ id: Customer.ID, in store: CustomerStore, _ context: Context) throws -> Customer {
        guard let customer = try store.hold(id) else { throw APIError.notFound }
        try context.requireMatch(of: customer.eTag)
        return customer
    }

    private static func transaction<Result>(_ context: Context, _ body: () throws -> Result) throws -> Result {
        do {
            return try context.connection.transaction(body)
        } catch {
            throw CustomerFault.answering(error)
        }
    }

    private static func find(_ id: Customer.ID, in store: CustomerStore) throws -> Customer {
        guard let customer = try store.find(id) else { throw APIError.internalError }
        return customer
    }

    private static func reply(
        _ customer: Customer, _ message: Text, _ context: Context
    ) -> Reply<Changed<Customer>> {
        Reply(
            Changed(message: message.wording(in: context.language), resource: customer), eTag: customer.eTag)
    }
}

extension Context {
    /// Passes when `If-Match`, if there is one, names this state.
    ///
    /// - Throws: `APIError.preconditionFailed`.
    func requireMatch(of tag: EntityTag) throws {
        if let condition = request[.ifMatch], !tag.isNamed(in: condition) { throw APIError.preconditionFailed }
    }
}

extension APIError {
    /// 409: it was changed between being read and being written.
    static let busy = conflict(
        Text(
            "Someone else is changing this record. Please try again.",
            pt: "Outra pessoa está alterando este registro. Tente novamente."))
}
