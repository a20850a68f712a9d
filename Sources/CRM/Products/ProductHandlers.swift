import Accounts
import FoundationEssentials
import MariaDB
import Routing
import Storage
import Values

/// The handlers of products.
enum ProductHandlers {
    @Sendable static func list(_ input: ProductListInput, _ context: Context) throws -> StableList<PageOf<Product>> {
        let found = try ProductStore(context.connection).page(input.page, of: input.filter)
        return StableList(list: PageOf(found.products, total: found.total, input.page))
    }

    @Sendable static func get(_ input: ProductReference, _ context: Context) throws -> Reply<Shown<Product>> {
        guard let product = try ProductStore(context.connection).find(input.id) else { throw APIError.notFound }
        return Reply(Shown(resource: product), eTag: product.eTag)
    }

    @Sendable static func create(_ input: ProductInput, _ context: Context) throws -> Reply<Changed<Product>> {
        let store = ProductStore(context.connection)
        let now = Date()
        let id = Product.ID(at: now)
        return try transaction(context) {
            try store.add(input.details, isActive: input.isActive, as: id, at: now)
            try context.audit.add(.productCreated, of: .product(id), at: now)
            let reply = try reply(find(id, in: store), Text("Product created.", pt: "Produto cadastrado."), context)
            try context.idempotency?.complete(with: reply)
            return reply
        }
    }

    @Sendable static func change(_ input: ProductChange, _ context: Context) throws -> Reply<Changed<Product>> {
        try change(input.id, Text("Product updated.", pt: "Produto atualizado."), context) { input.applied(to: $0) }
    }

    @Sendable static func activate(_ input: ProductReference, _ context: Context) throws -> Reply<Changed<Product>> {
        try change(input.id, Text("Product activated.", pt: "Produto ativado."), context) { product in
            var changed = product
            changed.isActive = true
            return changed
        }
    }

    @Sendable static func remove(_ input: ProductRemoval, _ context: Context) throws -> Reply<Done> {
        guard input.isHard else {
            let message = Text("Product deactivated.", pt: "Produto desativado.")
            _ = try change(input.id, message, context) { product in
                var changed = product
                changed.isActive = false
                return changed
            }
            return Reply(Done(message: message.wording(in: context.language)))
        }
        let store = ProductStore(context.connection)
        do {
            try context.connection.transaction {
                guard try store.remove(hold(input.id, in: store, context)) else { throw APIError.busy }
                try context.audit.add(.productDeleted, of: .product(input.id))
            }
        } catch let error as DatabaseError where error.code == .stillReferenced {
            throw APIError.conflict(
                Text(
                    "A product used in transactions cannot be removed. Deactivate it instead.",
                    pt: "Um produto citado em transações não pode ser removido. Desative-o."))
        }
        return Reply(
            Done(message: Text("Product removed.", pt: "Produto removido.").wording(in: context.language)))
    }

    /// Changes a product as it is now, when it is the one that `If-Match` asks for; what changes nothing leaves it as it is.
    private static func change(
        _ id: Product.ID, _ message: Text, _ context: Context, to changed: (Product) -> Product
    ) throws -> Reply<Changed<Product>> {
        let store = ProductStore(context.connection)
        return try transaction(context) {
            let product = try hold(id, in: store, context)
            let wanted = changed(product)
            if wanted == product { return reply(product, message, context) }
            let now = Date()
            guard try store.update(wanted, at: now) else { throw APIError.busy }
            try context.audit.add(
                wanted.auditAction(since: product), of: .product(id), changes: wanted.auditChanges(since: product),
                at: now)
            return try reply(find(id, in: store), message, context)
        }
    }

    /// The product as it is now and stays until the transaction ends.
    private static func hold(_ id: Product.ID, in store: ProductStore, _ context: Context) throws -> Product {
        guard let product = try store.hold(id) else { throw APIError.notFound }
        try context.requireMatch(of: product.eTag)
        return product
    }

    private static func transaction<Result>(_ context: Context, _ body: () throws -> Result) throws -> Result {
        do {
            return try context.connection.transaction(body)
        } catch let error as DatabaseError {
            guard case .duplicateEntry = error.code else { throw error }
            throw APIError.conflict(
                Text("Another product has this SKU.", pt: "Outro produto tem este SKU."),
                details: [ProductFields.sku.name: [Text("Already in use.", pt: "Já está em uso.")]])
        }
    }

    private static func find(_ id: Product.ID, in store: ProductStore) throws -> Product {
        guard let product = try store.find(id) else { throw APIError.internalError }
        return product
    }

    private static func reply(_ product: Product, _ message: Text, _ context: Context) -> Reply<Changed<Product>> {
        Reply(
            Changed(message: message.wording(in: context.language), resource: product), eTag: product.eTag)
    }
}
