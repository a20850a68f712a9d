import Platform
import Routing

/// What the Cloud API tells by the webhook.
///
/// Source: WhatsApp Business Platform, Cloud API, "Webhooks", object `whatsapp_business_account`, field `messages`.
struct CloudNotification {
    /// What it tells of texts and of messages of ours, in order; everything else is passed over.
    let signals: [Signal]

    /// The most characters of a text that are kept.
    private static let textCharacters = 4096

    init(_ json: JSON) {
        let values = (json["entry"]?.elements ?? []).flatMap { entry in
            (entry["changes"]?.elements ?? []).filter { $0["field"]?.text == "messages" }.compactMap { $0["value"] }
        }
        signals = values.flatMap { value in
            (value["statuses"]?.elements ?? []).compactMap(Self.status)
                + (value["messages"]?.elements ?? []).compactMap(Self.message)
        }
    }

    /// A name that the API gave, when it is one that can be kept.
    private static func name(_ json: JSON) -> String? {
        guard let name = json["id"]?.text, 1...200 ~= name.utf8.count, name.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
        else { return nil }
        return name
    }

    private static func status(_ json: JSON) -> Signal? {
        guard let name = name(json), let status = json["status"]?.text.flatMap(Message.Status.init), status != .queued
        else { return nil }
        return .status(status, of: name, callback: json["biz_opaque_callback_data"]?.text.flatMap { Message.ID($0) })
    }

    private static func message(_ json: JSON) -> Signal? {
        guard json["type"]?.text == "text", let name = name(json),
            let number = json["from"]?.text.flatMap({ WhatsAppNumber($0) }), let text = json["text"]?["body"]?.text
        else { return nil }
        let scalars = text.unicodeScalars.prefix(textCharacters)
        return .message(from: number, as: name, text: String(String.UnicodeScalarView(scalars)))
    }
}
