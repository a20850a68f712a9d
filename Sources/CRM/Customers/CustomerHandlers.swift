import Frame
import HTTP
import Routing
import Values

/// The handlers of customers.
enum CustomerHandlers {
    @Sendable static func list(_ input: CustomerListInput, _ context: Context) throws -> Reply<PageOf<Customer>> {
        let (filter, order) = try input.selection(in: context)
        let found = try CustomerStore(context.connection).page(input.page, of: filter, in: order)
        return Reply(PageOf(found.customers, total: found.total, input.page))
    }

    @Sendable static func create(_ input: CustomerInput, _ context: Context) throws -> Reply<Changed<Customer>> {
        let details = try input.details(in: context)
        return try RecordHandlers.create(context) { store, id, now in
            try store.add(details, isActive: input.isActive, as: id, at: now)
        }
    }

    @Sendable static func change(_ input: CustomerChange, _ context: Context) throws -> Reply<Changed<Customer>> {
        let custom = try input.custom(in: context)
        return try RecordHandlers.change(input.id, context) { input.apply(to: &$0, custom) }
    }
}

extension CustomerStore: CRMRecordStore {}

extension Customer: CRMRecord {
    typealias Store = CustomerStore

    static let deeds = RecordDeeds(
        creation: (.customerCreated, Text("Customer created.", pt: "Cliente cadastrado.")),
        update: (.customerUpdated, Text("Customer updated.", pt: "Cliente atualizado.")),
        activation: (.customerActivated, Text("Customer activated.", pt: "Cliente ativado.")),
        deactivation: (.customerDeactivated, Text("Customer deactivated.", pt: "Cliente desativado.")),
        deletion: (.customerDeleted, Text("Customer removed.", pt: "Cliente removido.")),
        stillReferenced: Text(
            "A customer with transactions cannot be removed. Deactivate it instead.",
            pt: "Um cliente com transações não pode ser removido. Desative-o."))

    static func answering(_ error: any Error) -> any Error { CustomerFault.answering(error) }
}
