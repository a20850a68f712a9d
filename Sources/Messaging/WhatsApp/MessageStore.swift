package import FoundationEssentials
package import Frame
package import MariaDB
package import Values

/// The WhatsApp messages in the database. Each change is one conditional statement, and says whether it was made.
package struct MessageStore {
    let connection: Connection

    /// The messages that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    static let columns: SQL = """
        id, direction, number, type, text, status, author_id, client_message_id, provider_id, error_code, error_title,
        created_at, updated_at
        """

    /// Adds a message unless its author has one of its client's name, or there is one of its carrier's name.
    ///
    /// - Returns: whether it was added.
    /// - Throws: `DatabaseError`.
    package func add(_ message: Message) throws(DatabaseError) -> Bool { try !add([message]).isEmpty }

    /// Adds messages but those that are there already; in the transaction of the caller, at most some hundred.
    ///
    /// - Returns: those that were added, in order.
    /// - Throws: `DatabaseError`.
    package func add(_ messages: [Message]) throws(DatabaseError) -> [Message] {
        var added: Set<Message.ID> = []
        for part in messages.statementSized {
            let rows = part.map { message -> SQL in
                """
                (\(message.id), \(message.direction), \(message.number), \(message.number.key), \(message.type),
                  \(message.text), \(message.status), \(message.author), \(message.clientID), \(message.providerID),
                  \(message.createdAt), \(message.updatedAt))
                """
            }
            // A row that meets another of its name is passed over; every other fault is one.
            try connection.execute(
                """
                INSERT INTO whatsapp_messages (
                  id, direction, number, number_key, type, text, status, author_id, client_message_id, provider_id,
                  created_at, updated_at)
                VALUES \(rows.joined(separator: ", "))
                ON DUPLICATE KEY UPDATE id = whatsapp_messages.id
                """)
            let ids: [AddedMessage] = try connection.fetchAll(
                """
                SELECT id
                FROM whatsapp_messages
                WHERE id IN (\(list: part.map(\.id)))
                ORDER BY id
                LIMIT \(part.count)
                """)
            added.formUnion(ids.map(\.id))
        }
        return messages.filter { added.contains($0.id) }
    }

    private struct AddedMessage: RowDecodable {
        let id: Message.ID

        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }

    /// One message.
    package func find(_ id: Message.ID) throws(DatabaseError) -> Message? {
        try connection.fetchFirst("SELECT \(Self.columns) FROM whatsapp_messages WHERE id = \(id)")
    }

    /// Some messages, by their ids.
    package func find(_ ids: [Message.ID]) throws(DatabaseError) -> [Message.ID: Message] {
        var found: [Message.ID: Message] = [:]
        for part in ids.statementSized {
            let messages: [Message] = try connection.fetchAll(
                """
                SELECT \(Self.columns)
                FROM whatsapp_messages
                WHERE id IN (\(list: Array(part)))
                ORDER BY id
                LIMIT \(part.count)
                """)
            for message in messages { found[message.id] = message }
        }
        return found
    }

    /// The message that its author gave a name, even one that was committed after the transaction began.
    package func find(client name: String, of author: User.ID) throws(DatabaseError) -> Message.ID? {
        try connection.fetchValue(
            """
            SELECT id
            FROM whatsapp_messages
            WHERE author_id = \(author) AND client_message_id = \(name)
            LOCK IN SHARE MODE
            """)
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

    /// Takes an outgoing message that has not arrived to `failed`.
    package func fail(_ id: Message.ID, because error: MessageError?, at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE whatsapp_messages
            SET status = \(Message.Status.failed), error_code = \(error?.code), error_title = \(error?.title),
              updated_at = \(now)
            WHERE id = \(id) AND status IN (\(Message.Status.queued), \(Message.Status.sent))
              AND direction = \(Message.Direction.outgoing)
            """) == 1
    }

    /// Notes why a message failed, when that was not known yet.
    package func explain(_ id: Message.ID, _ error: MessageError) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE whatsapp_messages
            SET error_code = \(error.code), error_title = \(error.title)
            WHERE id = \(id) AND status = \(Message.Status.failed) AND error_title IS NULL
            """)
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

    /// One page of the messages, to and from one number, in whichever spelling, or all, newest first, and how many there are.
    package func page(
        _ page: Page, of number: WhatsAppAddress?
    ) throws(DatabaseError) -> (messages: [Message], total: Int) {
        let condition: SQL = number.map { "number_key = \($0.key)" } ?? "TRUE"
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
