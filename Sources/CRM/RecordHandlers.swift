import FoundationEssentials
import Frame
import HTTP
import MariaDB
import Routing
import Serving
import Storage
import Values

/// What the handlers of all records do alike: a write is one transaction with its audit event, and respects `If-Match`.
enum RecordHandlers<Record: CRMRecord> {
    @Sendable static func get(_ input: RecordReference<Record>, _ context: Context) throws -> Reply<Shown<Record>> {
        guard let record = try Record.Store(context.connection).find(input.id) else { throw APIError.notFound }
        return Reply(Shown(resource: record), eTag: record.eTag)
    }

    @Sendable static func activate(
        _ input: RecordReference<Record>, _ context: Context
    ) throws -> Reply<Changed<Record>> {
        try change(input.id, context, saying: Record.deeds.activation.message) { $0.isActive = true }
    }

    @Sendable static func remove(_ input: RecordRemoval<Record>, _ context: Context) throws -> Reply<Done> {
        let deed = input.isHard ? Record.deeds.deletion : Record.deeds.deactivation
        if input.isHard {
            try delete(input.id, context)
        } else {
            _ = try change(input.id, context, saying: deed.message) { $0.isActive = false }
        }
        return Reply(Done(message: deed.message.wording(in: context.language)))
    }

    /// Creates the record that `add` writes; the reply is that of every repetition under the same idempotency key.
    static func create(
        _ context: Context, add: (Record.Store, Identifier<Record>, Date) throws -> Void
    ) throws -> Reply<Changed<Record>> {
        let store = Record.Store(context.connection)
        let now = Date()
        let id = Identifier<Record>(at: now)
        return try transaction(context) {
            try add(store, id, now)
            try context.audit.add(Record.deeds.creation.action, of: target(id), at: now)
            let reply = try reply(find(id, in: store), Record.deeds.creation.message, context)
            try context.idempotency?.complete(with: reply)
            return reply
        }
    }

    /// Updates the current version of a record if `If-Match` allows it; an empty change writes nothing.
    static func change(
        _ id: Identifier<Record>, _ context: Context, saying message: Text = Record.deeds.update.message,
        _ change: (inout Record) -> Void
    ) throws -> Reply<Changed<Record>> {
        let store = Record.Store(context.connection)
        return try transaction(context) {
            let record = try hold(id, in: store, context)
            var wanted = record
            change(&wanted)
            if wanted == record { return reply(record, message, context) }
            let now = Date()
            guard try store.update(wanted, at: now) else { throw APIError.busy }
            try context.audit.add(
                action(from: record, to: wanted), of: target(id), changes: wanted.auditChanges(since: record), at: now)
            return try reply(find(id, in: store), message, context)
        }
    }

    private static func delete(_ id: Identifier<Record>, _ context: Context) throws {
        let store = Record.Store(context.connection)
        do {
            try context.connection.transaction {
                guard try store.remove(hold(id, in: store, context)) else { throw APIError.busy }
                try context.audit.add(Record.deeds.deletion.action, of: target(id))
            }
        } catch let error as DatabaseError where error.code == .stillReferenced {
            throw APIError.conflict(Record.deeds.stillReferenced)
        }
    }

    private static func transaction<Result>(_ context: Context, _ body: () throws -> Result) throws -> Result {
        do {
            return try context.connection.transaction(body)
        } catch {
            throw Record.answering(error)
        }
    }

    /// The record, locked until the transaction ends.
    ///
    /// - Throws: `APIError` 404, 412; `DatabaseError`.
    private static func hold(_ id: Identifier<Record>, in store: Record.Store, _ context: Context) throws -> Record {
        guard let record = try store.hold(id) else { throw APIError.notFound }
        try context.requireMatch(of: record.eTag)
        return record
    }

    private static func find(_ id: Identifier<Record>, in store: Record.Store) throws -> Record {
        guard let record = try store.find(id) else { throw APIError.internalError }
        return record
    }

    private static func action(from before: Record, to after: Record) -> AuditEvent.Action {
        guard before.isActive != after.isActive else { return Record.deeds.update.action }
        return (after.isActive ? Record.deeds.activation : Record.deeds.deactivation).action
    }

    private static func target(_ id: Identifier<Record>) -> AuditEvent.Target {
        AuditEvent.Target(Record.singular, id.text)
    }

    private static func reply(_ record: Record, _ message: Text, _ context: Context) -> Reply<Changed<Record>> {
        Reply(Changed(message: message.wording(in: context.language), resource: record), eTag: record.eTag)
    }
}
