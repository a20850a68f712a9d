import Accounts
import FoundationEssentials
import MariaDB
import Platform
import Routing
import TestSupport
import Testing

@testable import Messaging

@Suite struct MessageFlowTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let flow: MessageFlow
    private let messages: MessageStore

    init() throws {
        database = try ScratchDatabase(loading: "schema.sql")
        connection = database.connection()
        flow = MessageFlow(connection)
        messages = MessageStore(connection)
    }

    private func message(_ text: String = "a", client: String? = nil) throws -> Message {
        let number = try #require(WhatsAppNumber("5511987654321"))
        let now = Date()
        return Message(
            id: Message.ID(), direction: .outgoing, number: number, type: "text", text: text, status: .queued,
            clientID: client, providerID: nil, createdAt: now, updatedAt: now)
    }

    private func accept(_ message: Message) throws -> Message.ID {
        try connection.transaction { try flow.accept(message, by: User.ID()) }
    }

    /// The statuses that were told of, in order; taken from the queue.
    private func told() throws -> [String] {
        var all: [String] = []
        while true {
            let events = try EventStore(connection).number(8, after: EventStore(connection).newest())
            if events.isEmpty { return all }
            for event in events {
                let status = try JSONText.parse(Array(event.payload.utf8))["status"]?.text
                all.append(status ?? event.type)
            }
        }
    }

    @Test func `a message that arrives is told of step by step, also when steps were not told`() throws {
        let id = try accept(message())
        try connection.transaction { try flow.take(.status(.read, of: "wamid.1", callback: id)) }
        #expect(try told() == ["queued", "sent", "delivered", "read"])
        #expect(try messages.find(id)?.providerID == "wamid.1")
    }

    @Test func `nothing takes a message back, and nothing is told twice`() throws {
        let id = try accept(message())
        for status in [Message.Status.delivered, .sent, .delivered, .failed, .read, .sent] {
            try connection.transaction { try flow.advance(id, to: status, named: "wamid.1", at: Date()) }
        }
        #expect(try told() == ["queued", "sent", "delivered", "read"])
        #expect(try messages.find(id)?.status == .read)
    }

    @Test func `a message that failed stays so`() throws {
        let id = try accept(message())
        for status in [Message.Status.failed, .sent, .failed, .read] {
            try connection.transaction { try flow.advance(id, to: status, at: Date()) }
        }
        #expect(try told() == ["queued", "failed"])
    }

    @Test func `a client's name gives its message again and adds nothing`() throws {
        let first = try accept(message(client: "x"))
        #expect(try accept(message("b", client: "x")) == first)
        #expect(try accept(message(client: "x ")) != first)
        #expect(try told() == ["queued", "queued"])
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM jobs", as: Int.self) == 2)
    }

    @Test func `a message that comes in twice is told of once`() throws {
        let number = try #require(WhatsAppNumber("+5511987654321"))
        for _ in 0..<2 {
            try connection.transaction { try flow.take(.message(from: number, as: "wamid.2", text: "oi")) }
        }
        #expect(try told() == ["message_received"])
        #expect(try messages.page(Page(number: 1, size: 20), of: number).total == 1)
    }

    @Test func `a status of nobody's message is passed over`() throws {
        try connection.transaction { try flow.take(.status(.read, of: "wamid.3", callback: nil)) }
        #expect(try told() == [])
    }

    @Test(arguments: [
        ("5511987654321", ["+5511987654321", "+551187654321"]), ("551187654321", ["+551187654321", "+5511987654321"]),
        ("15551234567", ["+15551234567"]), ("0011222333444", []),
    ])
    func `a Brazilian number is looked for with and without its ninth digit`(digits: String, phones: [String]) throws {
        #expect(try #require(WhatsAppNumber(digits)).phones.map(\.text) == phones)
    }

    @Test(arguments: ["", "+", "123456789", "1234567890123456", "++1234567890", "12345 67890", "１２３４５６７８９０"])
    func `what is no number is none`(text: String) {
        #expect(WhatsAppNumber(text) == nil)
    }
}
