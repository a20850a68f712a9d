package import FoundationEssentials
package import MariaDB
package import Platform

/// The WhatsApp messages in the database. Each change is one conditional statement, and says whether it was made.
package struct MessageStore {
    private let connection: Connection

    /// The messages that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        id, direction, number, type, text, status, client_message_id, provider_id, created_at, updated_at
        """

    /// Adds a message unless there is one of its client's or its carrier's name.
    ///
    /// - Throws: `DatabaseError`.
    package func add(_ message: Message) throws(DatabaseError) -> Bool {
        do {
            try connection.execute(
                """
                INSERT INTO whatsapp_messages (
                  id, direction, number, type, text, status, client_message_id, provider_id, created_at, updated_at)
                VALUES (
                  \(message.id), \(message.direction), \(message.number), \(message.type), \(message.text),
                  \(message.status), \(message.clientID), \(message.providerID), \(message.createdAt),
                  \(message.updatedAt))
                """)
            return true
        } catch {
            guard case .duplicateEntry = error.code else { throw error }
            return false
        }
    }

    /// One message.
    package func find(_ id: Message.ID) throws(DatabaseError) -> Message? {
        try connection.fetchFirst("SELECT \(Self.columns) FROM whatsapp_messages WHERE id = \(id)")
    }

    /// The message of a client's name, even one that was committed after the transaction began.
    package func find(client name: String) throws(DatabaseError) -> Message.ID? {
        try connection.fetchValue(
            "SELECT id FROM whatsapp_messages WHERE client_message_id = \(name) LOCK IN SHARE MODE")
    }

    /// The outgoing message of a carrier's name.
    package func find(provider name: String) throws(DatabaseError) -> Message.ID? {
        try connection.fetchValue(
            """
            SELECT id
            FROM whatsapp_messages
            WHERE provider_id = \(name) AND direction = \(Message.Direction.outgoing)
            """)
    }

    /// Takes an outgoing message from one status to another.
    package func move(
        _ id: Message.ID, from old: Message.Status, to new: Message.Status, at now: Date
    ) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE whatsapp_messages
            SET status = \(new), updated_at = \(now)
            WHERE id = \(id) AND status = \(old) AND direction = \(Message.Direction.outgoing)
            """) == 1
    }

    /// Notes the name that the carrier gave a message; the first one stays.
    package func name(_ id: Message.ID, _ provider: String) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE whatsapp_messages
            SET provider_id = \(provider)
            WHERE id = \(id) AND provider_id IS NULL
            """)
    }

    /// One page of the messages, to and from one number or all, newest first, and how many there are.
    package func page(
        _ page: Page, of number: WhatsAppNumber?
    ) throws(DatabaseError) -> (messages: [Message], total: Int) {
        let condition: SQL = number.map { "number = \($0)" } ?? "TRUE"
        let total =
            try connection.fetchValue("SELECT COUNT(*) FROM whatsapp_messages WHERE \(condition)", as: Int.self) ?? 0
        guard page.offset < total else { return ([], total) }
        let messages: [Message] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM whatsapp_messages
            WHERE \(condition)
            ORDER BY created_at DESC, id DESC
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (messages, total)
    }
}
