package import FoundationEssentials
package import MariaDB
package import Values

/// An event of the log.
///
/// Source: SPEC section 7.
package struct Event: Sendable, Equatable {
    /// The id of an event; rises in the order of publication, so that it is also a position in the log.
    package typealias ID = Identifier<Event>

    /// The id, by which a subscriber recognises repetitions.
    package let id: ID
    /// What happened, and the channel.
    package let type: EventType
    /// A JSON object, already written.
    package let payload: String
    /// When it happened.
    package let createdAt: Date

    /// An event under its id.
    package init(id: ID, type: EventType, payload: String, createdAt: Date) {
        self.id = id
        self.type = type
        self.payload = payload
        self.createdAt = createdAt
    }

    /// The JSON that a client receives, on one line.
    package var envelope: String {
        // The type is a name of ours, and JSON text of ours has no line break.
        #"{"version":"v1","type":"\#(type.name)","id":"\#(id.text)","timestamp":"\#(Instant.text(createdAt))","payload":\#(payload)}"#
    }
}

extension Event: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        type = try EventType(row: row)
        payload = try row["payload"]
        createdAt = try row["created_at"]
    }
}

extension EventType {
    fileprivate init(row: borrowing Row) throws(DatabaseError) {
        self.init(name: try row["type"], channel: try row["channel"])
    }
}

/// An event that has no id yet.
struct WaitingEvent: RowDecodable {
    let number: Int
    private let type: EventType
    private let payload: String
    private let createdAt: Date

    init(row: borrowing Row) throws(DatabaseError) {
        number = try row["id"]
        type = try EventType(row: row)
        let subject: Identifier<WaitingEvent>? = try row["subject_id"]
        let payload: String? = try row["payload"]
        self.payload = payload ?? subject.map { #"{"id":"\#($0.text)"}"# } ?? "{}"
        createdAt = try row["created_at"]
    }

    /// The event under its id.
    func numbered(_ id: Event.ID) -> Event {
        Event(id: id, type: type, payload: payload, createdAt: createdAt)
    }
}
