import Routing
import Testing
import Values

@testable import Messaging

struct CloudNotificationTests {
    private func notification(_ value: String, field: String = #""messages""#, in language: Language = .english) throws
        -> CloudNotification
    {
        let content =
            #"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":\#(field),"value":\#(value)}]}]}"#
        return CloudNotification(try JSONText.parse(Array(content.utf8)), in: language)
    }

    private func received(_ message: String, contacts: String = "[]", in language: Language = .english) throws
        -> InboundMessage?
    {
        let signals = try notification(#"{"contacts":\#(contacts),"messages":[\#(message)]}"#, in: language).signals
        guard case .message(let message)? = signals.first, signals.count == 1 else { return nil }
        return message
    }

    @Test(arguments: [
        (#""type":"text","text":{"body":"oi"}"#, "text", "oi"),
        (#""type":"image","image":{"id":"7","caption":"Segue o documento"}"#, "image", "Segue o documento"),
        (#""type":"image","image":{"id":"7"}"#, "image", "Image"),
        (#""type":"video","video":{"id":"7"}"#, "video", "Video"),
        (#""type":"audio","audio":{"id":"7"}"#, "audio", "Audio"),
        (#""type":"audio","audio":{"id":"7","voice":true}"#, "audio", "Voice message"),
        (#""type":"voice","voice":{"id":"7"}"#, "voice", "Voice message"),
        (#""type":"sticker","sticker":{"id":"7","animated":false}"#, "sticker", "Sticker"),
        (#""type":"document","document":{"id":"7","filename":"a.pdf"}"#, "document", "a.pdf"),
        (#""type":"document","document":{"id":"7","filename":"a.pdf","caption":"assinado"}"#, "document", "assinado"),
        (#""type":"document","document":{"id":"7","caption":" \u200b"}"#, "document", "Document"),
        (#""type":"document","document":{"id":"7","caption":" "}"#, "document", "Document"),
        (#""type":"button","button":{"text":"Sim, confirmo","payload":"YES"}"#, "button", "Sim, confirmo"),
        (#""type":"button","button":{"payload":"YES"}"#, "button", "YES"),
        (
            #""type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"1","title":"Sim"}}"#,
            "interactive", "Sim"
        ),
        (
            #""type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"1","title":"Às 9","description":"x"}}"#,
            "interactive", "Às 9"
        ),
        (
            #""type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{}"}}"#,
            "interactive", "Sent"
        ),
        (
            #""type":"interactive","interactive":{"type":"call_permission_reply","call_permission_reply":{}}"#,
            "interactive", "Reply"
        ),
        (#""type":"reaction","reaction":{"message_id":"wamid.1","emoji":"👍"}"#, "reaction", "👍"),
        (#""type":"reaction","reaction":{"message_id":"wamid.1"}"#, "reaction", "Reaction removed"),
        (#""type":"location","location":{"latitude":-20.3,"longitude":-40.25,"name":"Porto"}"#, "location", "Porto"),
        (#""type":"location","location":{"latitude":-20.3,"longitude":-40.25}"#, "location", "Location: -20.3, -40.25"),
        (#""type":"location","location":{}"#, "location", "Location"),
        (
            #""type":"contacts","contacts":[{"name":{"formatted_name":"Ana"}},{"name":{"first_name":"Bia"}}]"#,
            "contacts", "Ana, Bia"
        ),
        (#""type":"contacts","contacts":[{"phones":[{"phone":"+55 11"}]}]"#, "contacts", "+55 11"),
        (#""type":"contacts","contacts":[]"#, "contacts", "Contact"),
        (#""type":"order","order":{"catalog_id":"1","product_items":[{},{}],"text":"logo"}"#, "order", "logo"),
        (#""type":"order","order":{"catalog_id":"1","product_items":[{},{}]}"#, "order", "Order of 2 products"),
        (#""type":"order","order":{"product_items":[{}]}"#, "order", "Order of 1 product"),
        (#""type":"system","system":{"type":"user_changed_number","body":"Ana changed"}"#, "system", "Ana changed"),
        (#""type":"request_welcome""#, "request_welcome", "Opened the conversation"),
        (
            #""type":"unsupported","errors":[{"code":131051,"title":"Unsupported"}]"#, "unsupported",
            "Message that WhatsApp cannot forward"
        ),
        (
            #""type":"edit","edit":{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":"new"}}}"#,
            "edit",
            "new"
        ),
        (#""type":"revoke","revoke":{"original_message_id":"wamid.1"}"#, "revoke", "Message deleted"),
        (#""type":"hologram","hologram":{"title":"A cube"}"#, "hologram", "A cube"),
        (#""type":"hologram","hologram":{"text":{"body":"A cube"}}"#, "hologram", "A cube"),
        (#""type":"hologram","hologram":[7]"#, "hologram", "Message of the type hologram"),
        (#""type":"holo grama é""#, "holograma", "Message of the type holograma"),
        (#""type":"text","text":{"body":""}"#, "text", "Empty message"), (#""type":"text""#, "text", "Empty message"),
        (#""type":"text","text":"oi""#, "text", "oi"), (#""text":{"body":"oi"}"#, "text", "oi"),
        (#""image":{"caption":"x"}"#, "image", "x"), (#""a":1"#, "unknown", "Message that WhatsApp cannot forward"),
        (#""type":5"#, "unknown", "Message that WhatsApp cannot forward"),
    ])
    func `a message of any type is accepted, with its text or a description`(
        members: String, type: String, text: String
    ) throws {
        let message = try received(#"{"from":"5511987654321","id":"wamid.1","timestamp":"1",\#(members)}"#)
        #expect(message?.type == type)
        #expect(message?.text == text)
        #expect(message?.name == "wamid.1" && message?.sender.text == "5511987654321")
    }

    @Test func `descriptions of messages are in the business's language`() throws {
        let message = try received(#"{"from":"5511987654321","id":"wamid.1","type":"image"}"#, in: .brazilianPortuguese)
        #expect(message?.text == "Imagem")
    }

    @Test func `a long text is cut, and so is a long type`() throws {
        let text = String(repeating: "é", count: 5000)
        let message = try received(
            #"{"from":"1","id":"a","type":"\#(String(repeating: "t", count: 90))","\#(String(repeating: "t", count: 90))":{}}"#
        )
        #expect(message?.type.utf8.count == 64)
        let captioned = try received(#"{"from":"1","id":"a","type":"image","image":{"caption":"\#(text)"}}"#)
        #expect(captioned?.text.unicodeScalars.count == 4096)
    }

    @Test(arguments: [
        (#""from":"+5511987654321""#, "[]", "5511987654321"), (#""from":"+55 (11) 98765-4321""#, "[]", "5511987654321"),
        (#""from":5511987654321"#, "[]", "5511987654321"), (#""from":"29012345""#, "[]", "29012345"),
        (#""from_user_id":"BR.1349120865""#, "[]", "BR.1349120865"),
        (#""user_id":"BR.1349120865""#, "[]", "BR.1349120865"),
        (#""from":"BR.1349120865""#, "[]", "BR.1349120865"),
        (#""from":"","from_user_id":"BR.1""#, #"[{"wa_id":"5511987654321"}]"#, "5511987654321"),
        (#""from":null"#, #"[{"user_id":"BR.2","profile":{"name":"Ana"}}]"#, "BR.2"),
        (#""from":{}"#, #"[{"profile":{"username":"ana.souza"}}]"#, "ana.souza"), (#""a":1"#, "[]", "unknown"),
        (#""from":"ação""#, "[]", "ao"),
    ])
    func `a sender without a number is known by an id`(members: String, contacts: String, sender: String) throws {
        let message = try received(
            #"{"id":"wamid.1","type":"text","text":{"body":"oi"},\#(members)}"#, contacts: contacts)
        #expect(message?.sender.text == sender)
    }

    @Test func `a message without an id that can be kept has a name that stays the same`() throws {
        func name(_ id: String, _ text: String = "oi") throws -> String? {
            try received(#"{"from":"5511987654321",\#(id)"timestamp":"1","type":"text","text":{"body":"\#(text)"}}"#)?
                .name
        }
        for id in ["", #""id":"wamid é","#, #""id":"\#(String(repeating: "x", count: 300))","#, #""id":7,"#] {
            let first = try #require(try name(id))
            let (again, other) = (try name(id), try name(id, "olá"))
            #expect(first.hasPrefix("sha256.") && first == again && first != other)
        }
    }

    @Test func `statuses come with the reason of a failure`() throws {
        let id = Message.ID()
        let found = try notification(
            """
            {"statuses":[
            {"id":"wamid.1","status":"delivered","recipient_id":"1","biz_opaque_callback_data":"\(id.text)"},
            {"id":"wamid.2","status":"failed","errors":[{"code":131047,"title":"Re-engagement message","message":"m",
            "error_data":{"details":"More than 24 hours"},"href":"h"},{"code":1}]},
            {"id":"wamid.3","status":"failed"},{"id":"wamid.4","status":"failed","errors":[{"code":"131026"}]},
            {"id":"wamid.5","status":"played"},{"id":"wamid.6","status":"deleted"},{"id":"wamid é","status":"read"},
            {"status":"read"},7]}
            """)
        #expect(
            found.signals == [
                .status(.delivered, of: "wamid.1", callback: id),
                .status(
                    .failed, of: "wamid.2", callback: nil,
                    error: MessageError(code: 131047, title: "Re-engagement message")),
                .status(.failed, of: "wamid.3", callback: nil),
                .status(
                    .failed, of: "wamid.4", callback: nil, error: MessageError(code: 131026, title: "Error 131026")),
                .status(.read, of: "wamid.5", callback: nil),
            ])
        #expect(
            found.omissions == [
                "status 5: deleted", "status 6 without an id", "status 7 without an id", "status 8 without an id",
            ])
    }

    @Test func `a malformed item does not affect the others`() throws {
        let text = #"{"from":"5511987654321","id":"wamid.1","type":"text","text":{"body":"oi"}}"#
        let content = """
            {"entry":[1,{"id":"1"},{"changes":{}},{"changes":[5,{"field":"messages"},{"field":"messages","value":[]},
            {"field":"account_update","value":{"messages":[\(text)]}},
            {"field":"messages","value":{"errors":[{"code":130429}],"messages":[5,null,\(text),"x"],"statuses":"x"}},
            {"value":{"messages":\(text)}}]}]}
            """
        let found = CloudNotification(try JSONText.parse(Array(content.utf8)), in: .english)
        #expect(found.signals.count == 2)
        #expect(
            found.omissions == [
                "entry 0 without changes", "entry 1 without changes", "entry 2 without changes",
                "entry 3: a change without a value", "entry 3: a change without a value",
                "entry 3: a change without a value", "entry 3: field account_update",
                "the platform reports error 130429", "statuses of no kind that is known", "message 0 is no object",
                "message 1 is no object", "message 3 is no object",
            ])
        #expect(CloudNotification(.array([]), in: .english).omissions == ["no entry"])
    }
}
