import Accounts
import CRM
package import FoundationEssentials
package import MariaDB
import Platform

/// What happens to messages, with its events, its jobs and its entries in the books of customers: all of it in the transaction of the
/// caller, and each thing once however often it is told.
package struct MessageFlow {
    private let connection: Connection
    private let messages: MessageStore
    private let events: EventStore

    /// Messages that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
        messages = MessageStore(connection)
        events = EventStore(connection)
    }

    /// Takes a message that is to go out.
    ///
    /// - Returns: its id, or that of the message which had the client's name first.
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    func accept(_ message: Message, by author: User.ID) throws -> Message.ID {
        guard try messages.add(message) else {
            guard let name = message.clientID, let id = try messages.find(client: name) else {
                throw MessageFault("a message is there and cannot be found")
            }
            return id
        }
        try tell(.queued, of: message.id, at: message.createdAt)
        try record(message, by: author)
        try MessageJob.send.add(message, to: JobStore(connection), at: message.createdAt)
        return message.id
    }

    /// Takes what came from the other side, a status or a message.
    ///
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    package func take(_ signal: Signal, at now: Date = Date()) throws {
        switch signal {
        case .status(let status, let provider, let callback):
            guard let id = try messages.find(provider: provider) ?? callback else { return }
            try advance(id, to: status, named: provider, at: now)
        case .message(let number, let provider, let text):
            let message = Message(
                id: Message.ID(at: now), direction: .incoming, number: number, type: "text", text: text,
                status: .delivered, clientID: nil, providerID: provider, createdAt: now, updatedAt: now)
            guard try messages.add(message) else { return }
            try events.add("message_received", on: .whatsapp, Received(message), at: now)
            try record(message, by: nil)
        }
    }

    /// Takes a message that goes out as far as a status, by every step between, each with its event. Nothing takes one back.
    ///
    /// - Parameter provider: the carrier's name of it.
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    func advance(_ id: Message.ID, to status: Message.Status, named provider: String? = nil, at now: Date) throws {
        if let provider { try messages.name(id, provider) }
        if status == .failed {
            for earlier in [Message.Status.queued, .sent]
            where try messages.move(id, from: earlier, to: .failed, at: now) {
                try tell(.failed, of: id, at: now)
            }
            return
        }
        let way = Message.Status.way
        guard let end = way.firstIndex(of: status) else { return }
        for (earlier, later) in zip(way[..<end], way.dropFirst())
        where try messages.move(id, from: earlier, to: later, at: now) {
            try tell(later, of: id, at: now)
        }
    }

    private struct Received: Encodable {
        let message_id: String
        let from: String
        let type: String
        let text: String

        init(_ message: Message) {
            message_id = message.id.text
            from = message.number.digits
            type = message.type
            text = message.text
        }
    }

    private func tell(_ status: Message.Status, of id: Message.ID, at now: Date) throws {
        try events.add("message_status", on: .whatsapp, ["message_id": id.text, "status": status.rawValue], at: now)
    }

    /// Enters a message among the interactions of the customer whose number it is.
    private func record(_ message: Message, by author: User.ID?) throws {
        let customers = CustomerStore(connection)
        for phone in message.number.phones {
            guard let customer = try customers.find(activePhone: phone) else { continue }
            let details = InteractionDetails(.whatsapp, notes: message.text, occurredAt: message.createdAt)
            do {
                try InteractionStore(connection).record(
                    details, of: customer.id, by: author, from: "whatsapp.\(message.id.text)", at: message.createdAt)
            } catch {
                // Whoever was removed in this moment is no known customer.
                guard error.code == .missingReference else { throw error }
            }
            return
        }
    }
}

/// What should not be; without personal data.
struct MessageFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
