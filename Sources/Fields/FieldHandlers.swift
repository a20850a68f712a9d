import CRM
import FoundationEssentials
import Frame
import Leads
import MariaDB
import Routing
import Serving
import Storage
import Values

/// The handlers of own fields. Changes of fields follow each other: each is one transaction with its audit event.
enum FieldHandlers {
    /// The most active fields of leads, and of customers. Source: SPEC section 12.
    static let mostActive = 50

    @Sendable static func list(_ input: FieldListInput, _ context: Context) throws -> Reply<PageOf<CustomField>> {
        let fields = try CustomFieldStore(context.connection).all().filter { field in
            (input.subject ?? field.subject) == field.subject && (field.details.isActive || !input.activeOnly)
        }
        let page = fields.dropFirst(input.page.offset).prefix(input.page.size)
        return Reply(PageOf(Array(page), total: fields.count, input.page))
    }

    @Sendable static func get(_ input: FieldReference, _ context: Context) throws -> Reply<Shown<CustomField>> {
        let field = try find(input.id, context)
        return Reply(Shown(resource: field), eTag: field.eTag)
    }

    @Sendable static func create(_ input: FieldInput, _ context: Context) throws -> Reply<Changed<CustomField>> {
        let store = CustomFieldStore(context.connection)
        let now = Date()
        defer { context.service.statistics.bumpRevision() }
        do {
            return try context.connection.transaction {
                try store.hold()
                let others = try store.all().filter { $0.subject == input.subject }
                try requireRoom(among: others, for: input.details)
                var details = input.details
                details.position = input.position ?? (others.map(\.details.position).max() ?? 0) + 1
                let field = CustomField(
                    CustomField.ID(at: now), of: input.subject, key: input.key, kind: input.kind, details, at: now)
                try store.makeRoom(at: details.position, for: field)
                try store.add(field)
                try context.audit.add(
                    .fieldCreated, of: .field(field.id),
                    changes: field.auditChanges(since: nil), at: now)
                let reply = try reply(field.id, Text("Field created.", pt: "Campo criado."), context)
                try context.idempotency?.complete(with: reply)
                return reply
            }
        } catch let error as DatabaseError {
            guard case .duplicateEntry = error.code else { throw error }
            throw APIError.conflict(
                Text("There is a field with this key.", pt: "Já existe um campo com esta chave."),
                details: [FieldFields.key.name: [Text("Already in use.", pt: "Já está em uso.")]])
        }
    }

    @Sendable static func change(_ input: FieldChange, _ context: Context) throws -> Reply<Changed<CustomField>> {
        let store = CustomFieldStore(context.connection)
        defer { context.service.statistics.bumpRevision() }
        return try context.connection.transaction {
            try store.hold()
            let field = try find(input.id, context)
            try context.requireMatch(of: field.eTag)
            let wanted = try input.applied(to: field)
            let message = Text("Field updated.", pt: "Campo atualizado.")
            guard wanted != field else { return try reply(field.id, message, context) }
            if wanted.details.isActive, !field.details.isActive {
                try requireRoom(among: store.all().filter { $0.subject == field.subject }, for: wanted.details)
            }
            try requireUnused(removedFrom: field, by: wanted, context)
            let now = Date()
            if wanted.details.position != field.details.position {
                try store.makeRoom(at: wanted.details.position, for: field)
            }
            try store.update(wanted, at: now)
            try context.audit.add(
                .fieldChanged, of: .field(field.id), changes: wanted.auditChanges(since: field), at: now)
            return try reply(field.id, message, context)
        }
    }

    @Sendable static func remove(_ input: FieldRemovalInput, _ context: Context) throws -> Reply<Done> {
        let store = CustomFieldStore(context.connection)
        let removal = FieldRemoval(context.connection)
        let now = Date()
        let field = try context.connection.transaction {
            try store.hold()
            let field = try find(input.id, context)
            try context.requireMatch(of: field.eTag)
            try requireNoForm(using: field, context)
            let count = try removal.uses(of: field)
            guard input.withValues || count == 0 else {
                throw APIError.conflict(
                    Text(
                        "This field has \(count) values. Deactivate it, or delete it with its values.",
                        pt: "Este campo tem \(count) valores. Desative-o ou exclua-o com os valores."),
                    details: [
                        FieldFields.withValues.name: [Text("\(count) values.", pt: "\(count) valores.")]
                    ])
            }
            try store.remove(field)
            try context.audit.add(
                .fieldDeleted, of: .field(field.id), changes: ["key": .change(from: .string(field.key), to: .null)],
                at: now)
            return field
        }
        context.service.statistics.bumpRevision()
        try removal.run(field, at: now, until: .now + FieldRemoval.patience)
        context.service.statistics.bumpRevision()
        return Reply(Done(message: Text("Field deleted.", pt: "Campo excluído.").wording(in: context.language)))
    }

    private static func find(_ id: CustomField.ID, _ context: Context) throws -> CustomField {
        guard let field = try CustomFieldStore(context.connection).find(id) else { throw APIError.notFound }
        return field
    }

    private static func reply(
        _ id: CustomField.ID, _ message: Text, _ context: Context
    ) throws -> Reply<Changed<CustomField>> {
        let field = try find(id, context)
        return Reply(Changed(message: message.wording(in: context.language), resource: field), eTag: field.eTag)
    }

    /// - Throws: `APIError` 409 when there is no room for another active field, or for any.
    private static func requireRoom(among fields: [CustomField], for details: CustomField.Details) throws(APIError) {
        let active = fields.filter(\.details.isActive).count
        guard !details.isActive || active < mostActive else {
            throw .conflict(
                Text(
                    "At most \(mostActive) fields can be active. Deactivate another one first.",
                    pt: "No máximo \(mostActive) campos podem estar ativos. Desative outro antes."))
        }
        guard fields.count < CustomFieldStore.most else {
            throw .conflict(
                Text(
                    "There can be at most \(CustomFieldStore.most) fields. Delete another one first.",
                    pt: "Pode haver no máximo \(CustomFieldStore.most) campos. Exclua outro antes."))
        }
    }

    /// - Throws: `APIError` 409 when an active form asks for the field.
    private static func requireNoForm(using field: CustomField, _ context: Context) throws {
        guard field.subject == .lead else { return }
        let slugs = try FormStore(context.connection).slugs(using: field.name)
        guard slugs.isEmpty else {
            throw APIError.conflict(
                Text(
                    "Active forms ask for this field. Remove it from them first.",
                    pt: "Formulários ativos pedem este campo. Remova-o deles antes."),
                details: ["forms": slugs.map { Text($0, pt: $0) }])
        }
    }

    /// - Throws: `APIError` 409 when an option goes that records have.
    private static func requireUnused(
        removedFrom field: CustomField, by wanted: CustomField, _ context: Context
    ) throws {
        let kept = (wanted.details.options ?? []).map(\.value)
        let removed = (field.details.options ?? []).map(\.value).filter { !kept.contains($0) }
        let removal = FieldRemoval(context.connection)
        var used: [Text] = []
        for option in removed {
            let count = try removal.uses(of: field, option: option)
            if count > 0 {
                used.append(
                    Text(
                        "\(option): in use by \(count). Deactivate it.",
                        pt: "\(option): em uso por \(count). Desative-a."))
            }
        }
        guard used.isEmpty else {
            throw APIError.conflict(
                Text(
                    "An option in use cannot be removed. Deactivate it.",
                    pt: "Uma opção em uso não pode ser removida. Desative-a."),
                details: [FieldFields.options.name: used])
        }
    }
}
