import FoundationEssentials
import Frame
import MariaDB
import Routing
import Serving
import Storage
import Values

/// The handlers of interactions.
enum InteractionHandlers {
    @Sendable static func types(_ input: NoInput, _ context: Context) -> StableList<InteractionTypeList> {
        StableList(list: InteractionTypeList(language: context.language), variesByLanguage: true)
    }

    @Sendable static func list(
        _ input: CustomerEntryListInput, _ context: Context
    ) throws -> Reply<PageOf<Interaction>> {
        guard let found = try InteractionStore(context.connection).page(input.page, of: input.customer) else {
            throw APIError.notFound
        }
        return Reply(PageOf(found.interactions, total: found.total, input.page))
    }

    @Sendable static func create(_ input: InteractionInput, _ context: Context) throws -> Reply<Changed<Interaction>> {
        let store = InteractionStore(context.connection)
        let author = try context.requireCaller().id
        let now = Date()
        let id = Interaction.ID(at: now)
        do {
            return try context.connection.transaction {
                try store.add(input.details, of: input.customer, by: author, as: id, at: now)
                try context.audit.add(.interactionCreated, of: .interaction(id), at: now)
                let message = Text("Interaction recorded.", pt: "Interação registrada.")
                let reply = try reply(find(id, of: input.customer, in: store), message, context)
                try context.idempotency?.complete(with: reply)
                return reply
            }
        } catch let error as DatabaseError where error.code == .missingReference {
            // The author is there, so it is the customer who is not.
            throw APIError.notFound
        }
    }

    @Sendable static func change(_ input: InteractionChange, _ context: Context) throws -> Reply<Changed<Interaction>> {
        let store = InteractionStore(context.connection)
        let message = Text("Interaction updated.", pt: "Interação atualizada.")
        for _ in 0..<tries {
            let interaction = try current(input.id, of: input.customer, in: store, context)
            let wanted = input.applied(to: interaction)
            if wanted == interaction { return reply(interaction, message, context) }
            let isDone = try context.connection.transaction {
                guard try store.update(wanted, at: Date()) else { return false }
                try context.audit.add(
                    .interactionChanged, of: .interaction(input.id), changes: wanted.auditChanges(since: interaction))
                return true
            }
            guard isDone else { continue }
            return try reply(find(input.id, of: input.customer, in: store), message, context)
        }
        throw APIError.busy
    }

    @Sendable static func remove(_ input: InteractionReference, _ context: Context) throws -> Reply<Done> {
        let store = InteractionStore(context.connection)
        for _ in 0..<tries {
            let interaction = try current(input.id, of: input.customer, in: store, context)
            let isDone = try context.connection.transaction {
                guard try store.remove(interaction) else { return false }
                let customer = JSON.change(from: .string(input.customer.text), to: .null)
                try context.audit.add(
                    .interactionDeleted, of: .interaction(input.id), changes: ["customer_id": customer])
                return true
            }
            guard isDone else { continue }
            let message = Text("Interaction removed.", pt: "Interação removida.")
            return Reply(Done(message: message.wording(in: context.language)))
        }
        throw APIError.busy
    }

    /// Attempts of an optimistic update before 409.
    private static let tries = 5

    /// The interaction as it is now, when the caller may change it and it is the one that `If-Match` asks for.
    ///
    /// - Throws: `APIError` 404, 403 unless the caller is its author or a manager, 412; `DatabaseError`.
    private static func current(
        _ id: Interaction.ID, of customer: Customer.ID, in store: InteractionStore, _ context: Context
    ) throws -> Interaction {
        let caller = try context.requireCaller()
        guard let interaction = try store.find(id, of: customer) else { throw APIError.notFound }
        guard interaction.author?.id == caller.id || caller.role != .agent else {
            throw APIError.forbidden(
                Text(
                    "Only the author or a manager may change an interaction.",
                    pt: "Só o autor ou um gestor pode alterar uma interação."))
        }
        try context.requireMatch(of: interaction.eTag)
        return interaction
    }

    private static func find(
        _ id: Interaction.ID, of customer: Customer.ID, in store: InteractionStore
    ) throws -> Interaction {
        guard let interaction = try store.find(id, of: customer) else { throw APIError.notFound }
        return interaction
    }

    private static func reply(
        _ interaction: Interaction, _ message: Text, _ context: Context
    ) -> Reply<Changed<Interaction>> {
        Reply(
            Changed(message: message.wording(in: context.language), resource: interaction), eTag: interaction.eTag)
    }
}
