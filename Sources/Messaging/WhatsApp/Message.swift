package import FoundationEssentials
package import Frame
package import MariaDB
package import Routing
package import Values

/// A WhatsApp message, outbound or inbound.
///
/// Source: SPEC section 7.
package struct Message: Sendable, Equatable {
    /// The id of a message.
    package typealias ID = Identifier<Message>

    /// Which way it goes.
    package enum Direction: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
        case incoming = "in"
        case outgoing = "out"
    }

    /// How far it has come; those that came in are `delivered`.
    package enum Status: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
        case queued, sent, delivered, read, failed

        /// The way of a message that arrives.
        static let way: [Status] = [.queued, .sent, .delivered, .read]
    }

    package let id: ID
    package let direction: Direction
    package let number: WhatsAppAddress
    package let type: String
    package let text: String
    package let status: Status
    /// The member of staff who sends it; nil for an inbound one.
    package let author: User.ID?
    /// The name that the author gave it; unique among the author's.
    package let clientID: String?
    /// The name that the carrier gave it; unique.
    package let providerID: String?
    /// Why it failed, where that is known.
    package let error: MessageError?
    package let createdAt: Date
    package let updatedAt: Date

    /// A new message.
    package init(
        id: ID, direction: Direction, number: WhatsAppAddress, type: String, text: String, status: Status,
        author: User.ID? = nil, clientID: String? = nil, providerID: String? = nil, createdAt: Date
    ) {
        self.id = id
        self.direction = direction
        self.number = number
        self.type = type
        self.text = text
        self.status = status
        self.author = author
        self.clientID = clientID
        self.providerID = providerID
        error = nil
        self.createdAt = createdAt
        updatedAt = createdAt
    }
}

extension Message: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        direction = try row["direction"]
        number = try row["number"]
        type = try row["type"]
        text = try row["text"]
        status = try row["status"]
        author = try row["author_id"]
        clientID = try row["client_message_id"]
        providerID = try row["provider_id"]
        let title: String? = try row["error_title"]
        let code: Int? = try row["error_code"]
        error = title.map { MessageError(code: code, title: $0) }
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
    }
}

extension Message: JSONWritable, Described {
    /// Writes every member; what there is none of is null. One that did not fail has no `error`.
    package func write(to object: inout JSONObjectWriter) {
        object.add("id", id.text)
        object.add("direction", direction.rawValue)
        object.add("number", number.text)
        object.add("type", type)
        object.add("text", text)
        object.add("status", status.rawValue)
        if status == .failed { object.add("error", error) }
        object.add("client_message_id", clientID)
        object.add("created_at", Instant.text(createdAt))
        object.add("updated_at", Instant.text(updatedAt))
    }

    /// The shape of SPEC section 7.
    package static let schema = Schema.object(
        "WhatsAppMessage",
        [
            .required("id", .identifier), .required("direction", .oneOf(Direction.allCases.map(\.rawValue))),
            .required("number", .string), .required("type", .string),
            .required("text", .string), .required("status", .oneOf(Status.allCases.map(\.rawValue))),
            .optional("error", MessageError.schema.orNull), .required("client_message_id", Schema.string.orNull),
            .required("created_at", .instant),
            .required("updated_at", .instant),
        ])
}

extension Message: Paged {
    /// `messages`
    package static let pageForm = PageForm("WhatsAppMessagePage", of: "messages")
}
