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

    /// One page of the conversations that a filter lets through, the one with the newest message first, and how many there are.
    func page(
        _ page: Page, _ filter: ConversationFilter = ConversationFilter()
    ) throws(DatabaseError) -> (states: [ConversationState], total: Int) {
        let source = filter.source
        let total = try connection.fetchValue("SELECT COUNT(*) FROM \(source)", as: Int.self) ?? 0
        guard page.offset < total else { return ([], total) }
        let states: [ConversationState] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM \(source)
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

extension ConversationFilter {
    /// The conversations that it lets through, with the condition.
    fileprivate var source: SQL {
        var conditions: [SQL] = []
        if let isUnread { conditions.append(isUnread ? "unread > 0" : "unread = 0") }
        if let match {
            var ways = [SQL]()
            if !match.keys.isEmpty { ways.append("number_key IN (\(list: match.keys))") }
            if let digits = match.digits {
                ways += ["number_key LIKE \("%\(digits)%")", "number LIKE \("%\(digits)%")"]
            }
            conditions.append(ways.isEmpty ? "FALSE" : "(\(ways.joined(separator: " OR ")))")
        }
        guard !conditions.isEmpty else { return "whatsapp_conversations" }
        return """
            (
              SELECT number_key, number, last_message_id, last_at, unread
              FROM whatsapp_conversations
              ORDER BY last_at DESC, number_key DESC
              LIMIT \(Self.newest)) AS newest
            WHERE \(conditions.joined(separator: " AND "))
            """
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
