import FoundationEssentials
package import Frame
import Routing
import Values

/// The driver of Meta's WhatsApp Cloud API. Templates and media are not carried.
///
/// Source: WhatsApp Business Platform, Cloud API, "Messages" and "Webhooks".
package struct CloudDriver: MessagingDriver {
    /// Fewer than the shortest message of a notification has, on average for each of its values.
    private static let bytesAValue = 8

    private let account: CloudAccount
    private let transport: OutgoingTransport

    /// The driver of an account.
    package init(_ account: CloudAccount, _ transport: @escaping OutgoingTransport) {
        self.account = account
        self.transport = transport
    }

    /// Sees whether the token may use the number; there is nothing to scan.
    ///
    /// - Throws: `MessageFault` when the API does not answer, or an account is not set up.
    package func start(from status: SessionStatus) throws -> SessionStep {
        guard status == .connecting else { return SessionStep(.ready) }
        let reply = try call("GET", "", nil)
        switch reply.status {
        case 200..<300: return SessionStep(.authenticated)
        case let status where Self.isTemporary(status): throw Self.fault(reply)
        default: return SessionStep(.disconnected)
        }
    }

    /// The API holds no session.
    package func stop() {}

    /// Posts a text.
    ///
    /// - Throws: `MessageFault` for an answer that may be another later; what the transport throws.
    package func send(_ message: Message) throws -> SendOutcome {
        let content = try JSONText.bytes(of: Outgoing(message))
        let reply = try call("POST", "/messages", content)
        switch reply.status {
        case 200..<300:
            guard let answer = try? JSONText.parse(reply.content),
                let name = answer["messages"]?.elements.first?["id"]?.text, 1...200 ~= name.utf8.count,
                name.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
            else { throw MessageFault("the Cloud API answered without a message id") }
            return .accepted(name)
        case let status where Self.isTemporary(status): throw Self.fault(reply)
        default:
            let fault = Self.fault(reply)
            return .refused(fault.description, fault.error ?? MessageError(code: nil, title: fault.description))
        }
    }

    /// Reads a notification of the webhook.
    ///
    /// - Throws: `JSONText.Fault`.
    package func handle(inbound content: [UInt8]) throws -> (signals: [Signal], omissions: [String]) {
        let notification = CloudNotification(
            try JSONText.parse(content, values: content.count / Self.bytesAValue), in: account.language)
        return (notification.signals, notification.omissions)
    }

    private func call(_ method: String, _ path: String, _ content: [UInt8]?) throws -> OutgoingReply {
        guard let number = account.phoneNumberID, let token = account.accessToken else {
            throw MessageFault("phone_number_id and access_token of /api/v1/config/whatsapp are not set")
        }
        return try transport(
            OutgoingRequest(
                method, "\(account.baseURL)/\(number)\(path)",
                fields: ["Authorization: Bearer \(token)", "Content-Type: application/json"],
                mayReachPrivate: account.mayReachPrivate, content: content))
    }

    private static func isTemporary(_ status: Int) -> Bool { status == 408 || status == 429 || status >= 500 }

    /// The error's numbers for the log: its words may quote the request.
    private static func fault(_ reply: OutgoingReply) -> MessageFault {
        // An answer that is no JSON has no error object.
        let error = (try? JSONText.parse(reply.content))?["error"].flatMap { MessageError($0) }
        let code = error?.code.map { ", error \($0)" } ?? ""
        return MessageFault("the Cloud API answered \(reply.status)\(code)", error)
    }

    private struct Outgoing: Encodable {
        struct Body: Encodable {
            let preview_url = false
            let body: String
        }

        let messaging_product = "whatsapp"
        let recipient_type = "individual"
        let to: String
        let type = "text"
        let text: Body
        /// Comes back with every status.
        let biz_opaque_callback_data: String

        init(_ message: Message) {
            to = message.number.text
            text = Body(body: message.text)
            biz_opaque_callback_data = message.id.text
        }
    }
}
