import CRM
import Frame
import Leads
import MariaDB
import Messaging
import Routing
import Serving
import Storage
import Values

extension AuditEvent.Action {
    /// A conversation was marked as read, up to a message.
    static let conversationRead = Self("conversation.read")
}

/// The handlers of conversations.
enum ConversationHandlers {
    @Sendable static func list(_ input: ConversationListInput, _ context: Context) throws -> Reply<
        PageOf<Conversation>
    > {
        let filter = ConversationFilter(
            isUnread: input.isUnread,
            match: try input.search.map { try ConversationFilter.Match($0, context.connection) })
        let found = try ConversationStore(context.connection).page(input.page, filter)
        let messages = try MessageStore(context.connection).find(found.states.map(\.lastMessage))
        let phones = found.states.flatMap(\.number.phones)
        let customers = try CustomerStore(context.connection).names(ofActivePhones: phones)
        let leads = try LeadStore(context.connection).names(ofPhones: phones)
        let conversations = found.states.compactMap { state -> Conversation? in
            guard let message = messages[state.lastMessage] else { return nil }
            let phones = state.number.phones
            return Conversation(
                number: state.number, customer: phones.lazy.compactMap { customers[$0] }.first,
                lead: phones.lazy.compactMap { leads[$0] }.first, lastMessage: message, unread: state.unread)
        }
        return Reply(PageOf(conversations, total: found.total, input.page))
    }

    @Sendable static func markRead(_ input: ConversationReference, _ context: Context) throws -> NoContent {
        let store = ConversationStore(context.connection)
        try context.connection.transaction {
            guard let state = try store.hold(input.number) else { throw APIError.notFound }
            guard state.unread > 0 else { return }
            try store.markRead(input.number)
            try context.audit.add(
                .conversationRead, of: AuditEvent.Target("message", state.lastMessage.text),
                changes: ["unread": .change(from: JSON(state.unread), to: 0)])
        }
        return NoContent()
    }
}

/// Which conversations are asked for, and which piece of their list.
struct ConversationListInput: Input {
    let isUnread: Bool?
    let search: String?
    let page: Page

    private static let unread = Field(
        "unread", Rule<Bool>.boolean,
        summary: "Whether there are unread messages; of the newest \(ConversationFilter.newest) conversations.")
    private static let search = Field(
        "search", Rule<String>.line(1...200),
        summary:
            "Beginnings of words of the lead or customer, or at least 3 digits of the number; in the newest \(ConversationFilter.newest) conversations."
    )

    static let declaration = InputDeclaration(
        query: unread.queryParameters() + search.queryParameters() + Page.parameters)

    init(reading input: InputReader) throws {
        isUnread = try input.query(Self.unread)
        search = try input.query(Self.search)
        page = try Page(reading: input)
        try input.check()
    }
}

/// Which conversation is meant.
struct ConversationReference: Input {
    let number: WhatsAppAddress

    private static let number = Field(
        "number", Rule<WhatsAppAddress>.whatsAppAddress, summary: "The number in any spelling, or a sender's id.")

    static let declaration = InputDeclaration(path: [number.pathParameter])

    init(reading input: InputReader) throws { number = try input.path(Self.number) }
}
