import FoundationEssentials
import Platform
import Routing
import Synchronization
import TestSupport
import Testing

@testable import Messaging

@Suite struct CloudDriverTests {
    private final class Seen: Sendable {
        let requests = Mutex<[CloudRequest]>([])
    }

    private let seen = Seen()

    private func driver(_ status: Int, _ content: String = "{}", isSetUp: Bool = true) throws -> CloudDriver {
        let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        let settings = try Settings(
            ["DATABASE_URL": "mariadb://a@localhost/a", "CONFIG_ENCRYPTION_KEY": key], for: .administering)
        let token = settings.configCipher.seal("secret-token", as: "whatsapp.access_token", version: 1) ?? .null
        let values: [String: JSON] = ["phone_number_id": "42", "api_base_url": "http://api/v1/", "access_token": token]
        let config = ConfigSnapshot(isSetUp ? ["whatsapp": StoredConfig(values: values, version: 1)] : [:])
        return CloudDriver(CloudAccount(config, settings)) { [seen] request in
            seen.requests.withLock { $0.append(request) }
            return CloudReply(status: status, content: Array(content.utf8))
        }
    }

    private func message() throws -> Message {
        let now = Date()
        return Message(
            id: Message.ID(), direction: .outgoing, number: try #require(WhatsAppNumber("+5511987654321")),
            type: "text",
            text: "Olá \"você\"", status: .queued, clientID: nil, providerID: nil, createdAt: now, updatedAt: now)
    }

    @Test func `a text is posted as the API wants it, and comes under its name`() throws {
        let message = try message()
        let outcome = try driver(200, #"{"messages":[{"id":"wamid.X"}]}"#).send(message)
        #expect(outcome == .taken("wamid.X"))
        let request = try #require(seen.requests.withLock { $0.first })
        #expect(request.method == "POST" && request.url == "http://api/v1/42/messages")
        #expect(request.accessToken == "secret-token")
        let wanted: JSON = [
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": "5511987654321", "type": "text",
            "text": ["preview_url": false, "body": .string(message.text)],
            "biz_opaque_callback_data": .string(message.id.text),
        ]
        #expect(try JSONText.parse(try #require(request.content)) == wanted)
    }

    @Test(arguments: [400, 401, 403, 404])
    func `what the API refuses has failed`(status: Int) throws {
        let outcome = try driver(status, #"{"error":{"code":131026,"message":"+5511987654321"}}"#).send(message())
        #expect(outcome == .refused("the Cloud API answered \(status), error 131026"))
    }

    @Test(arguments: [
        (408, "{}"), (429, "{}"), (500, "oops"), (503, ""), (200, "{}"), (200, #"{"messages":[{"id":"a b"}]}"#),
    ])
    func `what may be otherwise later is tried again`(status: Int, content: String) throws {
        #expect(throws: MessageFault.self) { try driver(status, content).send(message()) }
    }

    @Test func `an account that is not set up sends nothing`() throws {
        #expect(throws: MessageFault.self) { try driver(200, isSetUp: false).send(message()) }
        #expect(seen.requests.withLock { $0.isEmpty })
    }

    @Test func `a session is ready without a code when the token may use the number`() throws {
        #expect(try driver(200).start(from: .connecting) == SessionStep(.authenticated))
        #expect(try driver(200).start(from: .authenticated) == SessionStep(.ready))
        #expect(try driver(401).start(from: .connecting) == SessionStep(.disconnected))
        #expect(throws: MessageFault.self) { try driver(502).start(from: .connecting) }
    }

    @Test func `a notification tells statuses and texts, and nothing else is taken from it`() throws {
        let id = Message.ID()
        let content = """
            {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
            "messaging_product":"whatsapp","statuses":[
            {"id":"wamid.1","status":"delivered","recipient_id":"1","biz_opaque_callback_data":"\(id.text)"},
            {"id":"wamid.2","status":"deleted"},{"id":"wamid é","status":"read"},{"status":"read"}],
            "messages":[{"from":"5511987654321","id":"wamid.3","type":"text","text":{"body":"oi"}},
            {"from":"5511987654321","id":"wamid.4","type":"image","image":{"id":"7"}},
            {"from":"x","id":"wamid.5","type":"text","text":{"body":"oi"}}]}},
            {"field":"account_update","value":{"messages":[]}}]}]}
            """
        let signals = try driver(200).handle(inbound: Array(content.utf8))
        let number = try #require(WhatsAppNumber("5511987654321"))
        #expect(
            signals == [
                .status(.delivered, of: "wamid.1", callback: id), .message(from: number, as: "wamid.3", text: "oi"),
            ])
        #expect(try driver(200).handle(inbound: Array(#"{"entry":[1,{"changes":{}}]}"#.utf8)) == [])
        #expect(throws: JSONText.Fault.self) { try driver(200).handle(inbound: Array("{".utf8)) }
    }
}
