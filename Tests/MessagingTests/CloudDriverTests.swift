import Environment
import FoundationEssentials
import Frame
import Routing
import StoredSettings
import Synchronization
import TestSupport
import Testing
import Values

@testable import Messaging

@Suite struct CloudDriverTests {
    private final class Seen: Sendable {
        let requests = Mutex<[OutgoingRequest]>([])
    }

    private let seen = Seen()

    private func driver(_ status: Int, _ content: String = "{}", isSetUp: Bool = true) throws -> CloudDriver {
        let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        let settings = try Settings(
            ["DATABASE_URL": "mariadb://a@localhost/a", "CONFIG_ENCRYPTION_KEY": key], for: .administering)
        let token = settings.configCipher.seal("secret-token", as: "whatsapp.access_token", version: 1) ?? .null
        let values: Members<JSON> = ["phone_number_id": "42", "api_base_url": "http://api/v1/", "access_token": token]
        let config = ConfigSnapshot(isSetUp ? ["whatsapp": StoredConfig(values: values, version: 1)] : [:])
        return CloudDriver(CloudAccount(config, settings)) { [seen] request in
            seen.requests.withLock { $0.append(request) }
            return OutgoingReply(status: status, content: Array(content.utf8))
        }
    }

    private func message() throws -> Message {
        Message(
            id: Message.ID(), direction: .outgoing, number: try #require(WhatsAppAddress("+5511987654321")),
            type: "text", text: "Olá \"você\"", status: .queued, createdAt: Date())
    }

    @Test func `a text is posted as the API wants it, and comes under its name`() throws {
        let message = try message()
        let outcome = try driver(200, #"{"messages":[{"id":"wamid.X"}]}"#).send(message)
        #expect(outcome == .accepted("wamid.X"))
        let request = try #require(seen.requests.withLock { $0.first })
        #expect(request.method == "POST" && request.url == "http://api/v1/42/messages")
        #expect(request.fields.contains("Authorization: Bearer secret-token"))
        let wanted: JSON = [
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": "5511987654321", "type": "text",
            "text": ["preview_url": false, "body": .string(message.text)],
            "biz_opaque_callback_data": .string(message.id.text),
        ]
        #expect(try JSONText.parse(try #require(request.content)) == wanted)
    }

    @Test(arguments: [400, 401, 403, 404])
    func `a message that the API refuses fails`(status: Int) throws {
        let error = #"{"error":{"code":131026,"message":"(#131026) Message undeliverable to +5511987654321"}}"#
        #expect(
            try driver(status, error).send(message())
                == .refused(
                    "the Cloud API answered \(status), error 131026",
                    MessageError(code: 131026, title: "(#131026) Message undeliverable to +5511987654321")))
    }

    @Test(arguments: ["{}", "", "<html>", #"{"error":5}"#, #"{"error":{"code":true,"message":" "}}"#])
    func `a refusal without an error object says which status it had`(content: String) throws {
        let words = "the Cloud API answered 400"
        #expect(try driver(400, content).send(message()) == .refused(words, MessageError(code: nil, title: words)))
    }

    @Test func `a fault that may pass keeps what the API said of it`() throws {
        let fault = #expect(throws: MessageFault.self) {
            try driver(429, #"{"error":{"code":"130429","title":"Rate limit hit","message":"x"}}"#).send(message())
        }
        #expect(fault?.error == MessageError(code: 130429, title: "Rate limit hit"))
    }

    @Test(arguments: [
        (408, "{}"), (429, "{}"), (500, "oops"), (503, ""), (200, "{}"), (200, #"{"messages":[{"id":"a b"}]}"#),
    ])
    func `a temporary refusal is retried`(status: Int, content: String) throws {
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
}
