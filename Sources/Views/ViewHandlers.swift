import CRM
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Serving
import Storage
import Values

/// The handlers of views. Whose view it is and whether it is shared decide who sees it; to others it does not exist.
enum ViewHandlers {
    @Sendable static func list(_ input: ViewListInput, _ context: Context) throws -> Reply<PageOf<SavedView>> {
        let caller = try context.requireCaller()
        let found = try ViewStore(context.connection).page(input.page, for: caller.id, of: input.list)
        return Reply(PageOf(found.views, total: found.total, input.page))
    }

    @Sendable static func create(_ input: ViewInput, _ context: Context) throws -> Reply<Changed<SavedView>> {
        let caller = try context.requireCaller()
        if input.details.isShared { try requireManager(caller) }
        let store = ViewStore(context.connection)
        let now = Date()
        let id = SavedView.ID(at: now)
        return try context.connection.transaction {
            try store.add(input.details, as: id, of: caller.id, at: now)
            try context.audit.add(
                .viewCreated, of: .view(id),
                changes: ["is_shared": .change(from: .null, to: .boolean(input.details.isShared))],
                at: now)
            let reply = try reply(
                store.find(id, for: caller.id), Text("View saved.", pt: "Visão salva."), context)
            try context.idempotency?.complete(with: reply)
            return reply
        }
    }

    @Sendable static func change(_ input: ViewChange, _ context: Context) throws -> Reply<Changed<SavedView>> {
        let store = ViewStore(context.connection)
        let message = Text("View updated.", pt: "Visão atualizada.")
        return try context.connection.transaction {
            let caller = try context.requireCaller()
            let view = try hold(input.id, in: store, for: caller, context)
            let wanted = try input.applied(to: view)
            guard wanted != view else { return try reply(view, message, context) }
            if wanted.details.isShared != view.details.isShared { try requireManager(caller) }
            let now = Date()
            guard try store.update(wanted, at: now) else { throw APIError.busy }
            try context.audit.add(
                .viewUpdated, of: .view(view.id), changes: wanted.details.auditChanges(since: view.details), at: now)
            // Its manager no longer sees a colleague's view that is no longer shared.
            let after = SavedView(
                id: view.id, ownerID: view.ownerID, details: wanted.details, version: view.version + 1)
            return try reply(after, message, context)
        }
    }

    @Sendable static func remove(_ input: ViewReference, _ context: Context) throws -> Reply<Done> {
        let store = ViewStore(context.connection)
        try context.connection.transaction {
            let view = try hold(input.id, in: store, for: context.requireCaller(), context)
            guard try store.remove(view) else { throw APIError.busy }
            try context.audit.add(.viewDeleted, of: .view(view.id))
        }
        return Reply(Done(message: Text("View removed.", pt: "Visão removida.").wording(in: context.language)))
    }

    /// The view, locked until the transaction ends, when the caller may change it.
    ///
    /// - Throws: `APIError` 404 for one that the caller does not see, 403 for a shared one of another unless the caller is a manager, 412;
    ///   `DatabaseError`.
    private static func hold(
        _ id: SavedView.ID, in store: ViewStore, for caller: Caller, _ context: Context
    ) throws -> SavedView {
        guard let view = try store.hold(id, for: caller.id) else { throw APIError.notFound }
        guard view.ownerID == caller.id || caller.role != .agent else {
            throw APIError.forbidden(
                Text(
                    "Only its owner or a manager may change a shared view.",
                    pt: "Só o dono ou um gestor pode alterar uma visão compartilhada."))
        }
        try context.requireMatch(of: view.eTag)
        return view
    }

    private static func requireManager(_ caller: Caller) throws(APIError) {
        guard caller.role != .agent else {
            throw .forbidden(
                Text("Only managers may share views.", pt: "Só gestores podem compartilhar visões."))
        }
    }

    private static func reply(_ view: SavedView?, _ message: Text, _ context: Context) throws -> Reply<
        Changed<SavedView>
    > {
        guard let view else { throw APIError.internalError }
        return Reply(Changed(message: message.wording(in: context.language), resource: view), eTag: view.eTag)
    }
}

extension AuditEvent.Action {
    /// A view was saved.
    fileprivate static let viewCreated = Self("view.created")
    /// A view was changed, or shared or no longer shared.
    fileprivate static let viewUpdated = Self("view.updated")
    /// A view was deleted.
    fileprivate static let viewDeleted = Self("view.deleted")
}

extension AuditEvent.Target {
    /// A view.
    fileprivate static func view(_ id: SavedView.ID) -> Self { Self("view", id.text) }
}

extension ViewDetails {
    /// The changes since an earlier version, without what was searched for.
    fileprivate func auditChanges(since before: ViewDetails) -> Members<JSON> {
        var changes: Members<JSON> = [:]
        if name != before.name { changes["name"] = .untoldChange }
        if query != before.query { changes["query"] = .untoldChange }
        if isShared != before.isShared {
            changes["is_shared"] = .change(from: .boolean(before.isShared), to: .boolean(isShared))
        }
        return changes
    }
}
