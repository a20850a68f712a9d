import HTTP
import Routing

/// The state of the session, as a response.
struct SessionAnswer: Encodable, Described {
    let status: String

    init(_ status: SessionStatus) { self.status = status.rawValue }

    static let schema = Schema.object(
        "WhatsAppSession", [.required("status", .oneOf(SessionStatus.allCases.map(\.rawValue)))])
}

/// The accepted message.
struct MessageReceipt: Encodable, Described {
    let messageID: Message.ID

    private enum CodingKeys: String, CodingKey {
        case messageID = "message_id"
    }

    static let schema = Schema.object("WhatsAppMessageReceipt", [.required("message_id", .identifier)])
}

/// The number of accepted items of a notification.
struct NotificationReceipt: Encodable, Described {
    let taken: Int

    static let schema = Schema.object("WhatsAppNotificationReceipt", [.required("taken", .integer(0...))])
}

/// Plain text.
struct PlainText: Answer {
    let text: String

    static let contents: [(mediaType: String, schema: Schema)] = [("text/plain", .string)]

    func response(_ status: Status) -> Response {
        Response(status, contentType: "text/plain; charset=utf-8", bytes: Array(text.utf8))
    }
}
