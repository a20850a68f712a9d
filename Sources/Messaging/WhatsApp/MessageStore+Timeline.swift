import Frame
import HTTP
import MariaDB
import Values

extension MessageStore {
    /// The messages in a timeline: those to and from the numbers of its subject, in whichever spelling.
    static let timeline = TimelineSource(
        .message, to: .sendMessages, showing: Message.schema,
        keys: { subject, limit in
            Set(subject.phones.compactMap { WhatsAppAddress($0).map { ByteText($0.key) } }).map { key -> SQL in
                """
                SELECT id, created_at AS at
                FROM whatsapp_messages
                WHERE number_key = \(key.text)
                ORDER BY created_at DESC, id DESC
                LIMIT \(limit)
                """
            }
        },
        records: { (ids: [Message.ID], context) in
            try MessageStore(context.connection).messages(ids).map { TimelineRecord($0.id, by: $0.author, $0) }
        })

    private func messages(_ ids: [Message.ID]) throws(DatabaseError) -> [Message] {
        try connection.fetchAll("SELECT \(Self.columns) FROM whatsapp_messages WHERE id IN (\(list: ids))")
    }
}
