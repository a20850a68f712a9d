package import FoundationEssentials
package import MariaDB
package import Platform
package import Routing

/// A WhatsApp message, to or from somebody.
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
    package let number: WhatsAppNumber
    package let type: String
    package let text: String
    package let status: Status
    /// The name that whoever sends it gave it; unique.
    package let clientID: String?
    /// The name that the carrier gave it; unique.
    package let providerID: String?
    package let createdAt: Date
    package let updatedAt: Date
}

extension Message: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        direction = try row["direction"]
        number = try row["number"]
        type = try row["type"]
        text = try row["text"]
        status = try row["status"]
        clientID = try row["client_message_id"]
        providerID = try row["provider_id"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
    }
}

extension Message: JSONWritable, Described {
    /// Writes every member; what there is none of is null.
    package func write(to object: inout JSONObjectWriter) {
        object.add("id", id.text)
        object.add("direction", direction.rawValue)
        object.add("number", number.digits)
        object.add("type", type)
        object.add("text", text)
        object.add("status", status.rawValue)
        object.add("client_message_id", clientID)
        object.add("created_at", Instant.text(createdAt))
        object.add("updated_at", Instant.text(updatedAt))
    }

    /// The shape of SPEC section 7.
    package static let schema = Schema.object(
        "WhatsAppMessage",
        [
            .required("id", .identifier), .required("direction", .oneOf(Direction.allCases.map(\.rawValue))),
            .required("number", .string(pattern: "^[0-9]{10,15}$")), .required("type", .string),
            .required("text", .string), .required("status", .oneOf(Status.allCases.map(\.rawValue))),
            .required("client_message_id", Schema.string.orNull), .required("created_at", .instant),
            .required("updated_at", .instant),
        ])
}

/// A page of messages.
package struct MessagePage: JSONWritable, Described {
    let messages: [Message]
    let total: Int
    let page: Page

    /// Writes the page.
    package func write(to object: inout JSONObjectWriter) {
        object.add("messages", messages)
        object.add("total", total)
        object.add("page", page.number)
        object.add("per_page", page.size)
        object.add("pages", page.count(for: total))
    }

    /// The shape of SPEC section 7.
    package static let schema = Schema.object(
        "WhatsAppMessagePage",
        [
            .required("messages", .array(of: Message.schema)), .required("total", .integer(0...Int(Int32.max))),
            .required("page", .integer(1...)), .required("per_page", .integer(1...100)),
            .required("pages", .integer(0...Int(Int32.max))),
        ])
}
