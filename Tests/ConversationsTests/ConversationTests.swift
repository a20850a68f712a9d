import CRM
import FoundationEssentials
import Frame
import Leads
import MariaDB
import Messaging
import TestSupport
import Testing
import Values

@testable import Conversations

@Suite struct ConversationTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let store: ConversationStore
    private let start = Date(timeIntervalSince1970: 1_800_000_000)

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        store = ConversationStore(connection)
    }

    private func message(
        _ number: String, after seconds: Double, _ direction: Message.Direction = .incoming, name: String? = nil
    ) throws -> Message {
        Message(
            id: Message.ID(at: start + seconds), direction: direction,
            number: try #require(WhatsAppAddress(number)), type: "text", text: "oi",
            status: direction == .incoming ? .delivered : .queued, providerID: name, createdAt: start + seconds)
    }

    private func add(_ messages: Message...) throws { _ = try MessageStore(connection).add(messages) }

    private func listed() throws -> [ConversationState] { try store.page(Page(number: 1, size: 100)).states }

    @Test func `a conversation has the newest message and the number of unread ones`() throws {
        let reply = try message("5511987654321", after: 2, .outgoing)
        let other = try message("15551234567", after: 3)
        try add(message("5511987654321", after: 0), message("551187654321", after: 1), reply, other)
        let states = try listed()
        #expect(states.map(\.number.text) == ["15551234567", "5511987654321"])
        #expect(states.map(\.lastMessage) == [other.id, reply.id] && states.map(\.unread) == [1, 2])
        // One that was made earlier and is written later.
        try add(message("551187654321", after: 1.5))
        #expect(try listed().map(\.lastMessage) == [other.id, reply.id])
        #expect(try listed().map(\.unread) == [1, 3])
        let past = try store.page(Page(number: 2, size: 2))
        #expect(past.states.isEmpty && past.total == 2)
    }

    @Test func `a message that comes again is counted once`() throws {
        try add(message("5511987654321", after: 0, name: "a"))
        try add(message("5511987654321", after: 1, name: "a"), message("5511987654321", after: 2, name: "b"))
        #expect(try listed().map(\.unread) == [2])
    }

    @Test func `a conversation is marked as read in any spelling of its number, and a new message is unread`() throws {
        try add(message("5511987654321", after: 0), message("5511987654321", after: 1))
        let address = try #require(WhatsAppAddress("+551187654321"))
        try connection.transaction {
            #expect(try store.hold(address)?.unread == 2)
            try store.markRead(address)
        }
        #expect(try listed().map(\.unread) == [0])
        try add(message("551187654321", after: 2))
        #expect(try listed().map(\.unread) == [1])
        #expect(try store.hold(#require(WhatsAppAddress("15551234567"))) == nil)
    }

    @Test func `the list can be narrowed to unread conversations, and to numbers and people`() throws {
        var details = CustomerDetails(name: "Ana Prado")
        details[.phone] = "+551187654321"
        try CustomerStore(connection).add(details, as: Customer.ID(at: start), at: start)
        try add(message("5511987654321", after: 0), message("15551234567", after: 1, .outgoing))
        func found(_ isUnread: Bool? = nil, _ text: String? = nil) throws -> [String] {
            let match = try text.map { try ConversationFilter.Match($0, connection) }
            let found = try store.page(
                Page(number: 1, size: 100), ConversationFilter(isUnread: isUnread, match: match))
            #expect(found.total == found.states.count)
            return found.states.map(\.number.text)
        }
        #expect(try found() == ["15551234567", "5511987654321"])
        #expect(try found(true) == ["5511987654321"] && found(false) == ["15551234567"])
        for text in ["prado", "(11) 98765-4321", "551187654321", "+5511987654321", "7654"] {
            #expect(try found(nil, text) == ["5511987654321"], "\(text)")
        }
        #expect(try found(nil, "123") == ["15551234567"] && found(true, "123") == [])
        for text in ["12", "pra do", "555%", "Bia"] { #expect(try found(nil, text) == [], "\(text)") }
    }

    @Test func `people are found by their number: the oldest active customer, the newest lead`() throws {
        let phones = ["+5511987654321", "+551187654321", "+11987654321", "+15550000000"].compactMap { PhoneNumber($0) }
        var customers: [Customer.ID] = []
        for name in ["Ana", "Bia"] {
            var details = CustomerDetails(name: name)
            details[.phone] = "+551187654321"
            let id = Customer.ID(at: start + Double(customers.count))
            try CustomerStore(connection).add(details, as: id, at: start)
            customers.append(id)
        }
        let found = try CustomerStore(connection).names(ofActivePhones: phones)
        #expect(found.count == 1 && found[phones[1]]?.name == "Ana" && found[phones[1]]?.id == customers[0])
        var leads: [Lead.ID] = []
        for (first, last) in [("Caio", "Lima"), ("Davi", "")] {
            let id = Lead.ID(at: start + Double(leads.count))
            try connection.execute(
                """
                INSERT INTO leads (id, first_name, last_name, phone, follow_up, created_at, updated_at)
                VALUES (\(id), \(first), \(last), '+5511987654321', 'changed', \(start), \(start))
                """)
            leads.append(id)
        }
        // Another country's, which ends in the same digits.
        try connection.execute(
            """
            INSERT INTO leads (id, first_name, last_name, phone, follow_up, created_at, updated_at)
            VALUES (\(Lead.ID(at: start + 9)), 'Eva', '', '+11987654321', 'changed', \(start), \(start))
            """)
        _ = try LeadStore(connection).reindex(all: false)
        let known = try LeadStore(connection).names(ofPhones: phones)
        #expect(known.count == 2 && known[phones[0]]?.name == "Davi" && known[phones[0]]?.id == leads[1])
        #expect(known[phones[2]]?.name == "Eva")
    }

    @Test func `the answer has the shape that it declares`() throws {
        let message = try message("5511987654321", after: 0)
        let bare = Conversation(number: message.number, customer: nil, lead: nil, lastMessage: message, unread: 0)
        let whole = Conversation(
            number: message.number, customer: (Customer.ID(), "Ana"), lead: (Lead.ID(), "Bia"), lastMessage: message,
            unread: 3)
        let page = PageOf([bare, whole], total: 2, Page(number: 1, size: 20))
        #expect(try AnswerSample("conversations", page).faults() == [])
    }
}
