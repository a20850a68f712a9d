import MariaDB
import Messaging
import Values

/// The conversations in the database, which the triggers of the messages keep.
struct ConversationStore {
    private let connection: Connection

    /// The conversations that a connection reaches.
    init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = "number, last_message_id, unread"

    /// One page of the conversations, the one with the newest message first, and how many there are.
    func page(_ page: Page) throws(DatabaseError) -> (states: [ConversationState], total: Int) {
        let total = try connection.fetchValue("SELECT COUNT(*) FROM whatsapp_conversations", as: Int.self) ?? 0
        guard page.offset < total else { return ([], total) }
        let states: [ConversationState] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM whatsapp_conversations
            ORDER BY last_at DESC, number_key DESC
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (states, total)
    }

    /// The conversation with an address, which stays as read until the transaction ends.
    func hold(_ address: WhatsAppAddress) throws(DatabaseError) -> ConversationState? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM whatsapp_conversations
            WHERE number_key = \(address.key)
            FOR UPDATE
            """)
    }

    /// Marks everything that came in as read.
    func markRead(_ address: WhatsAppAddress) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE whatsapp_conversations
            SET unread = 0
            WHERE number_key = \(address.key)
            """)
    }
}

/// A conversation as it is kept.
struct ConversationState: RowDecodable {
    /// The address as the newest message has it.
    let number: WhatsAppAddress
    let lastMessage: Message.ID
    let unread: Int

    init(row: borrowing Row) throws(DatabaseError) {
        number = try row["number"]
        lastMessage = try row["last_message_id"]
        unread = try row["unread"]
    }
}
