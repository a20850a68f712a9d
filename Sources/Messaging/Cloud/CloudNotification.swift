import Crypto
import Routing
import Values

/// A notification of the Cloud API to the webhook.
///
/// Every message is accepted, of any type and sender; unreadable items are named in `omissions`, and the items beside
/// them are accepted.
///
/// Source: WhatsApp Business Platform, Cloud API, "Webhooks", object `whatsapp_business_account`, field `messages`.
struct CloudNotification {
    /// The statuses of our messages and the messages of others, in order.
    private(set) var signals: [Signal] = []
    /// The omitted items and the reasons, without personal data.
    private(set) var omissions: [String] = []

    private let language: Language

    /// Reads a notification.
    ///
    /// - Parameter language: of the words for a message without text.
    init(_ json: JSON, in language: Language) {
        self.language = language
        guard case .array(let entries)? = json["entry"] else {
            omissions.append("no entry")
            return
        }
        for (index, entry) in entries.enumerated() {
            guard case .array(let changes)? = entry["changes"] else {
                omissions.append("entry \(index) without changes")
                continue
            }
            for change in changes { take(change, of: index) }
        }
    }

    private mutating func take(_ change: JSON, of entry: Int) {
        let field = change["field"]?.word
        guard field == "messages" || change["field"] == nil else {
            return omissions.append("entry \(entry): field \(field ?? "without a name")")
        }
        guard let value = change["value"], case .object = value else {
            return omissions.append("entry \(entry): a change without a value")
        }
        for error in value["errors"]?.elements ?? [] {
            omissions.append(
                "the platform reports error \(MessageError(error)?.code.map(String.init) ?? "without a code")")
        }
        for (index, status) in elements(of: value, "statuses").enumerated() { take(status: status, index) }
        let contacts = value["contacts"]?.elements ?? []
        let messages = elements(of: value, "messages")
        for (index, message) in messages.enumerated() {
            guard case .object = message else {
                omissions.append("message \(index) is no object")
                continue
            }
            let contact = contacts.count == 1 ? contacts[0] : contacts.count == messages.count ? contacts[index] : nil
            take(message, contact)
        }
    }

    private mutating func elements(of value: JSON, _ name: String) -> [JSON] {
        switch value[name] {
        case .array(let elements)?: return elements
        case .object(let only)?: return [.object(only)]
        case nil, .null?: return []
        default:
            omissions.append("\(name) of no kind that is known")
            return []
        }
    }

    private mutating func take(status json: JSON, _ index: Int) {
        guard let name = Self.name(json) else { return omissions.append("status \(index) without an id") }
        guard let status = Self.status(json["status"]?.word) else {
            return omissions.append("status \(index): \(json["status"]?.word ?? "without a name")")
        }
        signals.append(
            .status(
                status, of: name, callback: json["biz_opaque_callback_data"]?.word.flatMap { Message.ID($0) },
                error: (json["errors"]?.elements ?? []).lazy.compactMap { MessageError($0) }.first))
    }

    private static func status(_ name: String?) -> Message.Status? {
        // A voice message that was listened to.
        if name == "played" { return .read }
        guard let status = name.flatMap(Message.Status.init(rawValue:)), status != .queued else { return nil }
        return status
    }

    private mutating func take(_ message: JSON, _ contact: JSON?) {
        let content = CloudContent(message, in: language)
        let sender = Self.sender(of: message, contact)
        let name =
            Self.name(message)
            ?? "sha256."
            + hexEncoded(
                sha256(
                    [
                        message["id"]?.text ?? "", sender.text, message["timestamp"]?.word ?? "", content.type,
                        content.text,
                    ].joined(separator: "\n")))
        signals.append(.message(InboundMessage(from: sender, as: name, type: content.type, text: content.text)))
    }

    /// A name that the API gave, when it is one that can be kept.
    private static func name(_ json: JSON) -> String? {
        guard let name = json["id"]?.text, 1...200 ~= name.utf8.count, name.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
        else { return nil }
        return name
    }

    /// The number of the sender, or the id of a sender without one.
    private static func sender(of message: JSON, _ contact: JSON?) -> WhatsAppAddress {
        let written = [
            message["from"], message["wa_id"], contact?["wa_id"], message["from_user_id"], message["user_id"],
            contact?["user_id"], message["from_parent_user_id"], contact?["parent_user_id"],
            contact?["profile"]?["username"],
        ]
        return written.lazy.compactMap { $0.flatMap(address) }.first ?? .unknown
    }

    private static func address(_ json: JSON) -> WhatsAppAddress? {
        guard let text = json.text ?? json.integer.map(String.init) else { return nil }
        return WhatsAppAddress(text.trimmed) ?? WhatsAppAddress(keeping: text)
    }
}
