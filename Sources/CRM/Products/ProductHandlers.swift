import Frame
import HTTP
import MariaDB
import Routing
import Values

/// The handlers of products.
enum ProductHandlers {
    @Sendable static func list(_ input: ProductListInput, _ context: Context) throws -> StableList<PageOf<Product>> {
        let found = try ProductStore(context.connection).page(input.page, of: input.filter)
        return StableList(list: PageOf(found.products, total: found.total, input.page))
    }

    @Sendable static func create(_ input: ProductInput, _ context: Context) throws -> Reply<Changed<Product>> {
        try RecordHandlers.create(context) { store, id, now in
            try store.add(input.details, isActive: input.isActive, as: id, at: now)
        }
    }

    @Sendable static func change(_ input: ProductChange, _ context: Context) throws -> Reply<Changed<Product>> {
        try RecordHandlers.change(input.id, context, input.apply(to:))
    }
}

extension ProductStore: CRMRecordStore {}

extension Product: CRMRecord {
    typealias Store = ProductStore

    static let deeds = RecordDeeds(
        creation: (.productCreated, Text("Product created.", pt: "Produto cadastrado.")),
        update: (.productUpdated, Text("Product updated.", pt: "Produto atualizado.")),
        activation: (.productActivated, Text("Product activated.", pt: "Produto ativado.")),
        deactivation: (.productDeactivated, Text("Product deactivated.", pt: "Produto desativado.")),
        deletion: (.productDeleted, Text("Product removed.", pt: "Produto removido.")),
        stillReferenced: Text(
            "A product used in transactions cannot be removed. Deactivate it instead.",
            pt: "Um produto citado em transações não pode ser removido. Desative-o."))

    static func answering(_ error: any Error) -> any Error {
        guard case .duplicateEntry? = (error as? DatabaseError)?.code else { return error }
        return APIError.conflict(
            Text("Another product has this SKU.", pt: "Outro produto tem este SKU."),
            details: [ProductFields.sku.name: [Text("Already in use.", pt: "Já está em uso.")]])
    }
}
