package import FoundationEssentials
package import MariaDB
package import Platform
import Routing

/// Something that happened, as subscribers hear of it.
///
/// Source: SPEC section 7.
package struct Event: Sendable, Equatable {
    /// The id of an event; rises in the order of publication, so that it also says where a subscriber is.
    package typealias ID = Identifier<Event>

    /// The id, by which a client drops doubles.
    package let id: ID
    /// The stream it belongs to.
    package let channel: EventChannel
    /// The type: `session_status`, `lead_created`, …
    package let type: String
    /// A JSON object, already written.
    package let payload: String
    /// When it happened.
    package let createdAt: Date

    /// The JSON that a subscriber gets, on one line.
    package var envelope: String {
        // The type is a name of ours, and JSON text of ours has no line break.
        #"{"version":"v1","type":"\#(type)","id":"\#(id.text)","timestamp":"\#(Instant.text(createdAt))","payload":\#(payload)}"#
    }

    /// The event in the hub's format: id, channel and envelope.
    package var line: String { "\(id.text) \(channel.rawValue) \(envelope)\n" }
}

extension Event: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        channel = try row["channel"]
        type = try row["type"]
        payload = try row["payload"]
        createdAt = try row["created_at"]
    }
}

/// An event that has no id yet.
struct WaitingEvent: RowDecodable {
    let number: Int
    private let channel: EventChannel
    private let type: String
    private let payload: String
    private let createdAt: Date

    init(row: borrowing Row) throws(DatabaseError) {
        number = try row["id"]
        channel = try row["channel"]
        type = try row["type"]
        let subject: Identifier<WaitingEvent>? = try row["subject_id"]
        let payload: String? = try row["payload"]
        self.payload = payload ?? subject.map { #"{"id":"\#($0.text)"}"# } ?? "{}"
        createdAt = try row["created_at"]
    }

    /// The event under its id.
    func numbered(_ id: Event.ID) -> Event {
        Event(id: id, channel: channel, type: type, payload: payload, createdAt: createdAt)
    }
}
