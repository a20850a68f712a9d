import CRM
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Storage
import TestSupport
import Testing
import Values

@testable import Messaging

@Suite struct MessageFlowTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let flow: MessageFlow
    private let messages: MessageStore
    private let ana = User.ID()
    private let bia = User.ID()

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        flow = MessageFlow(connection)
        messages = MessageStore(connection)
        for (id, name) in [(ana, "ana"), (bia, "bia")] {
            try connection.execute(
                """
                INSERT INTO users (id, username, name, email, password_hash, role, role_name, created_at, updated_at)
                VALUES (\(id), \(name), '', \("\(name)@example.com"), '', 'agent', 'agent', NOW(6), NOW(6))
                """)
        }
    }

    private func message(_ text: String = "a", by author: User.ID? = nil, client: String? = nil) throws -> Message {
        let number = WhatsAppAddress(try #require(WhatsAppNumber("5511987654321")))
        return Message(
            id: Message.ID(), direction: .outgoing, number: number, type: "text", text: text, status: .queued,
            author: author ?? ana, clientID: client, createdAt: Date())
    }

    private func accept(_ message: Message) throws -> Message.ID {
        try connection.transaction { try flow.accept(message) }
    }

    @discardableResult
    private func take(_ signals: Signal...) throws -> Int { try connection.transaction { try flow.take(signals) } }

    private func inbound(_ name: String, from sender: String = "5511987654321", _ text: String = "oi") throws -> Signal
    {
        .message(InboundMessage(from: try #require(WhatsAppAddress(sender)), as: name, text: text))
    }

    /// The statuses that were published, in order; removed from the queue.
    private func told() throws -> [String] {
        var all: [String] = []
        while true {
            let events = try EventStore(connection).number(8)
            if events.isEmpty { return all }
            for event in events {
                let status = try JSONText.parse(Array(event.payload.utf8))["status"]?.text
                all.append(status ?? event.type.name)
            }
        }
    }

    @Test func `each step of a message is published, also steps that were not reported`() throws {
        let id = try accept(message())
        try take(.status(.read, of: "wamid.1", callback: id))
        #expect(try told() == ["queued", "sent", "delivered", "read"])
        #expect(try messages.find(id)?.providerID == "wamid.1")
    }

    @Test func `a status never moves back, and nothing is published twice`() throws {
        let id = try accept(message())
        for status in [Message.Status.delivered, .sent, .delivered, .failed, .read, .sent] {
            try take(.status(status, of: "wamid.1", callback: id))
        }
        #expect(try told() == ["queued", "sent", "delivered", "read"])
        #expect(try messages.find(id)?.status == .read)
    }

    @Test func `a message that failed stays so`() throws {
        let id = try accept(message())
        for status in [Message.Status.failed, .sent, .failed, .read] {
            try take(.status(status, of: "wamid.1", callback: id))
        }
        #expect(try told() == ["queued", "failed"])
        #expect(try messages.find(id)?.error == nil)
    }

    @Test func `why a message failed is kept, also when it is said later`() throws {
        let first = MessageError(code: 131047, title: "Re-engagement message")
        let second = MessageError(code: 131026, title: "Message undeliverable")
        let id = try accept(message())
        try take(.status(.failed, of: "wamid.1", callback: id, error: nil))
        for error in [first, second] { try take(.status(.failed, of: "wamid.1", callback: id, error: error)) }
        #expect(try messages.find(id)?.error == first)
        let other = try accept(message())
        try take(.status(.failed, of: "wamid.2", callback: other, error: second))
        let event = try #require(
            try EventStore(connection).number(8).last { $0.payload.contains(other.text) })
        #expect(
            event.payload
                == #"{"message_id":"\#(other.text)","status":"failed","error":{"code":131026,"title":"Message undeliverable"}}"#
        )
        #expect(event.type == .messageStatus)
    }

    @Test func `a client's name gives its author's message again and adds nothing`() throws {
        let first = try accept(message(client: "x"))
        #expect(try accept(message("b", client: "x")) == first)
        #expect(try accept(message(client: "x ")) != first)
        #expect(try told() == ["queued", "queued"])
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM jobs", as: Int.self) == 2)
    }

    @Test func `two authors may give the same name`() throws {
        let first = try accept(message(client: "x"))
        let second = try accept(message("b", by: bia, client: "x"))
        #expect(first != second)
        #expect(try messages.find(second)?.text == "b")
        #expect(try accept(message(by: bia, client: "x")) == second)
    }

    @Test func `a message received twice is published once`() throws {
        for _ in 0..<2 { try take(inbound("wamid.2"), inbound("wamid.2")) }
        #expect(try told() == ["message_received"])
        let number = try #require(WhatsAppAddress("+5511987654321"))
        #expect(try messages.page(Page(number: 1, size: 20), of: number).total == 1)
    }

    @Test func `a batch keeps its order, whatever of it was there before`() throws {
        try take(inbound("wamid.7", "7"))
        let batch = try (0..<300).map { try inbound("wamid.\($0)", "\($0)") }
        try connection.transaction { try flow.take(batch) }
        let number = try #require(WhatsAppAddress("5511987654321"))
        let texts = try (1...4).flatMap { page in
            try messages.page(Page(number: page, size: 100), of: number).messages.map(\.text)
        }
        let others: [String] = (0..<300).reversed().filter { $0 != 7 }.map { String($0) }
        #expect(texts == others + ["7"])
        #expect(try told().count == 300)
    }

    @Test(arguments: [
        ("+5511987654321", "551187654321"), ("+551187654321", "5511987654321"), ("+5215512345678", "525512345678"),
        ("+525512345678", "5215512345678"), ("+5491123456789", "541123456789"), ("+541123456789", "5491123456789"),
    ])
    func `a customer and a list are found by either spelling of a number`(phone: String, sender: String) throws {
        let id = Customer.ID()
        var details = CustomerDetails(name: "Ana")
        details[.phone] = phone
        try CustomerStore(connection).add(details, as: id, at: Date())
        try take(inbound("wamid.1", from: sender), inbound("wamid.2", from: String(phone.dropFirst())))
        let found = try InteractionStore(connection).page(Page(number: 1, size: 20), of: id)
        #expect(found?.total == 2 && found?.interactions.allSatisfy { $0.details.notes == "oi" } == true)
        for spelling in [phone, sender] {
            let number = try #require(WhatsAppAddress(spelling))
            #expect(try messages.page(Page(number: 1, size: 20), of: number).total == 2)
        }
    }

    @Test func `a message of a sender without a number is kept under the id`() throws {
        try take(inbound("wamid.1", from: "BR.13491208655302741918"))
        let sender = try #require(WhatsAppAddress("BR.13491208655302741918"))
        #expect(try messages.page(Page(number: 1, size: 20), of: sender).messages.first?.number == sender)
        #expect(sender.phones == [])
    }

    @Test func `a status of an unknown message is ignored`() throws {
        try take(inbound("wamid.4"))
        let received = try #require(
            try messages.page(Page(number: 1, size: 20), of: nil).messages.first)
        let strays = try take(
            .status(.read, of: "wamid.3", callback: nil), .status(.read, of: "wamid.3", callback: Message.ID()),
            .status(.read, of: "wamid.3", callback: received.id), .status(.read, of: "wamid.4", callback: nil))
        #expect(strays == 4)
        #expect(try told() == ["message_received"])
    }

    @Test(arguments: [
        "", "+", "123456789", "1234567890123456", "++1234567890", "12345 67890", "１２３４５６７８９０", "+\u{301}1234567890",
    ])
    func `an invalid number is nil`(text: String) {
        #expect(WhatsAppNumber(text) == nil)
    }
}
