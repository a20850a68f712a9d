import FoundationEssentials
import Frame
import MariaDB
import Routing
import Serving
import Storage
import Values

extension AuditEvent.Action {
    /// The WhatsApp session was started.
    static let whatsAppStarted = Self("whatsapp.started")
    /// The WhatsApp session was ended.
    static let whatsAppStopped = Self("whatsapp.stopped")
    /// A message was accepted to be sent.
    static let messageSent = Self("message.sent")
}

/// The handlers of the session and its messages.
enum WhatsAppHandlers {
    @Sendable static func start(_ input: NoInput, _ context: Context) throws -> Reply<SessionAnswer> {
        let driver = try context.config().whatsAppDriver(over: context.service.settings)
        let now = Date()
        return try context.connection.transaction {
            let (status, isNew) = try SessionFlow(context.connection).start(with: driver, at: now)
            if isNew { try context.audit.add(.whatsAppStarted, at: now) }
            return Reply(SessionAnswer(status))
        }
    }

    @Sendable static func status(_ input: NoInput, _ context: Context) throws -> Reply<SessionAnswer> {
        guard let session = try WhatsAppSessionStore(context.connection).find() else { throw APIError.notFound }
        return Reply(SessionAnswer(session.status))
    }

    @Sendable static func stop(_ input: NoInput, _ context: Context) throws -> NoContent {
        let now = Date()
        try context.connection.transaction {
            let isNew = try SessionFlow(context.connection).stop(at: now)
            if isNew { try context.audit.add(.whatsAppStopped, at: now) }
        }
        return NoContent()
    }

    @Sendable static func send(_ input: MessageInput, _ context: Context) throws -> Reply<MessageReceipt> {
        let author = try context.requireCaller().id
        let now = Date()
        let message = Message(
            id: Message.ID(at: now), direction: .outgoing, number: WhatsAppAddress(input.to),
            type: MessageFields.Kind.text.rawValue,
            text: input.text, status: .queued, author: author, clientID: input.clientID, createdAt: now)
        return try context.connection.transaction {
            let id = try MessageFlow(context.connection).accept(message)
            // A repeat under the client's own name sends nothing.
            if id == message.id {
                try context.audit.add(.messageSent, of: AuditEvent.Target("message", id.text), at: now)
            }
            let reply = Reply(MessageReceipt(messageID: id))
            try context.idempotency?.complete(with: reply)
            return reply
        }
    }

    @Sendable static func list(_ input: MessageListInput, _ context: Context) throws -> Reply<PageOf<Message>> {
        let found = try MessageStore(context.connection).page(input.page, of: input.number)
        return Reply(PageOf(found.messages, total: found.total, input.page))
    }
}
