import Routing

/// The text of a Cloud API message: its text, caption, title or name, else a description.
///
/// Source: WhatsApp Business Platform, Cloud API, "Webhooks", object `messages`; SPEC section 7.
struct CloudContent {
    /// The type as it was sent; `unknown` where there is none.
    let type: String
    /// The words; never empty.
    let text: String

    /// Types by what a message holds, where it does not say its own.
    private static let known = [
        "text", "image", "video", "audio", "voice", "sticker", "document", "button", "interactive", "reaction",
        "location", "contacts", "order", "system",
    ]
    /// The members that may name or caption what a message holds, best first.
    private static let titles = ["caption", "title", "body", "text", "name", "filename", "description", "emoji"]

    /// The content of a message.
    ///
    /// - Parameter language: of the descriptions.
    init(_ message: JSON, in language: Language) {
        type = Self.type(of: message)
        text = Self.words(of: type, message) ?? Self.placeholder(of: type, message).wording(in: language)
    }

    private static func type(of message: JSON) -> String {
        if let type = message["type"]?.word { return type }
        if let written = message["type"]?.text {
            // Of another script, or endless: what can be kept of it.
            let kept = written.utf8.filter { 0x21...0x7E ~= $0 }.prefix(InboundMessage.typeBytes)
            if !kept.isEmpty { return String(decoding: kept, as: UTF8.self) }
        }
        return known.first { message[$0] != nil } ?? "unknown"
    }

    /// The message's own text; nil when it has none.
    private static func words(of type: String, _ message: JSON) -> String? {
        guard let content = message[type] else { return nil }
        switch type {
        case "interactive":
            // `button_reply`, `list_reply`, `nfm_reply`, … by the name in `type`.
            let reply = content["type"]?.word.flatMap { content[$0] }
            return (reply ?? content["button_reply"] ?? content["list_reply"] ?? content["nfm_reply"]).flatMap(title)
                ?? title(content)
        case "button": return content["text"]?.visibleText ?? content["payload"]?.visibleText
        case "location":
            return content["name"]?.visibleText ?? content["address"]?.visibleText ?? content["url"]?.visibleText
        case "contacts":
            let names = content.elements.compactMap { contact in
                contact["name"]?["formatted_name"]?.visibleText ?? contact["name"]?["first_name"]?.visibleText
                    ?? contact["phones"]?.elements.first?["phone"]?.visibleText
            }
            return names.isEmpty ? nil : names.joined(separator: ", ")
        case "edit":
            // The new message, within; its type is its own.
            guard let edited = content["message"] else { return title(content) }
            return words(of: Self.type(of: edited), edited)
        default: return title(content)
        }
    }

    /// A text, or what names it.
    private static func title(_ content: JSON) -> String? {
        if let text = content.visibleText { return text }
        return titles.lazy.compactMap { content[$0]?.visibleText ?? content[$0]?["body"]?.visibleText }.first
    }

    private static func placeholder(of type: String, _ message: JSON) -> Text {
        let content = message[type]
        switch type {
        case "image": return Text("Image", pt: "Imagem")
        case "video": return Text("Video", pt: "Vídeo")
        case "audio" where content?["voice"] == .boolean(true), "voice":
            return Text("Voice message", pt: "Mensagem de voz")
        case "audio": return Text("Audio", pt: "Áudio")
        case "sticker": return Text("Sticker", pt: "Figurinha")
        case "document": return Text("Document", pt: "Documento")
        case "text": return Text("Empty message", pt: "Mensagem vazia")
        case "button", "interactive": return Text("Reply", pt: "Resposta")
        case "reaction": return Text("Reaction removed", pt: "Reação removida")
        case "location":
            let place = ["latitude", "longitude"].compactMap { content?[$0] }.compactMap(written).joined(
                separator: ", ")
            return place.isEmpty
                ? Text("Location", pt: "Localização") : Text("Location: \(place)", pt: "Localização: \(place)")
        case "contacts": return Text("Contact", pt: "Contato")
        case "order":
            let count = content?["product_items"]?.elements.count ?? 0
            guard count > 0 else { return Text("Order", pt: "Pedido") }
            return count == 1
                ? Text("Order of 1 product", pt: "Pedido de 1 produto")
                : Text("Order of \(count) products", pt: "Pedido de \(count) produtos")
        case "system": return Text("System message", pt: "Mensagem do sistema")
        case "request_welcome": return Text("Opened the conversation", pt: "Abriu a conversa")
        case "edit": return Text("Message edited", pt: "Mensagem editada")
        case "revoke": return Text("Message deleted", pt: "Mensagem apagada")
        case "ephemeral": return Text("Disappearing message", pt: "Mensagem temporária")
        case "unsupported", "unknown":
            return Text("Message that WhatsApp cannot forward", pt: "Mensagem que o WhatsApp não consegue repassar")
        default: return Text("Message of the type \(type)", pt: "Mensagem do tipo \(type)")
        }
    }

    /// A coordinate as it was written.
    private static func written(_ number: JSON) -> String? {
        switch number {
        case .string: number.word
        case .number: (try? JSONText.bytes(of: number)).map { String(decoding: $0.prefix(32), as: UTF8.self) }
        default: nil
        }
    }
}
