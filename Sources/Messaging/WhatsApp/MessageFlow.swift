import CRM
package import FoundationEssentials
import Frame
package import MariaDB
import Routing
import Storage
import Values

/// The transitions of messages, with their events, jobs and interactions of customers: all of it in the transaction of the
/// caller, and each item once however often it is reported.
package struct MessageFlow {
    private let connection: Connection
    private let messages: MessageStore
    private let events: EventQueueStore

    /// Messages that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
        messages = MessageStore(connection)
        events = EventQueueStore(connection)
    }

    /// Takes a message that is to go out.
    ///
    /// - Returns: its id, or that of the message to which its author gave the same name before.
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    func accept(_ message: Message) throws -> Message.ID {
        guard try messages.add(message) else {
            guard let author = message.author, let name = message.clientID,
                let id = try messages.find(client: name, of: author)
            else {
                throw MessageFault("a message is there and cannot be found")
            }
            return id
        }
        try tell(.queued, of: message.id, at: message.createdAt)
        try record([message], at: message.createdAt)
        try MessageJob.send.add(message, to: JobStore(connection), at: message.createdAt)
        return message.id
    }

    /// Takes what came from the other side, in order.
    ///
    /// - Parameter signals: at most some hundred, since all of them are one transaction, the caller's.
    /// - Returns: how many of them are the status of no message of ours.
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    @discardableResult
    package func take(_ signals: [Signal], at now: Date = Date()) throws -> Int {
        var strays = 0
        var received: [InboundMessage] = []
        for signal in signals {
            switch signal {
            case .message(let message): received.append(message)
            case .status(let status, let provider, let callback, let error):
                try receive(received, at: now)
                received = []
                if try !take(status, of: provider, callback, error, at: now) { strays += 1 }
            }
        }
        try receive(received, at: now)
        return strays
    }

    /// Whether the message is one of ours.
    private func take(
        _ status: Message.Status, of provider: String, _ callback: Message.ID?, _ error: MessageError?, at now: Date
    ) throws -> Bool {
        var id = try messages.find(provider: provider)
        if id == nil, let callback {
            guard try messages.find(callback)?.direction == .outgoing else { return false }
            try messages.name(callback, provider)
            id = callback
        }
        guard let id else { return false }
        if status == .failed {
            try fail(id, because: error, at: now)
        } else {
            try advance(id, to: status, at: now)
        }
        return true
    }

    private func receive(_ received: [InboundMessage], at now: Date) throws {
        guard !received.isEmpty else { return }
        var last: Message.ID?
        let all = received.map { message in
            let id = Message.ID(after: last, at: now)
            last = id
            return Message(
                id: id, direction: .incoming, number: message.sender, type: message.type, text: message.text,
                status: .delivered, providerID: message.name, createdAt: now)
        }
        let new = try messages.add(all)
        try events.add(.messageReceived, all: new.map(Received.init), at: now)
        try record(new, at: now)
    }

    /// Takes a message that goes out as far as a status, by every step between, each with its event. Nothing takes one back.
    ///
    /// - Parameter provider: the carrier's name of it.
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    func advance(_ id: Message.ID, to status: Message.Status, named provider: String? = nil, at now: Date) throws {
        if let provider { try messages.name(id, provider) }
        let way = Message.Status.way
        guard let end = way.firstIndex(of: status) else { return }
        for (earlier, later) in zip(way[..<end], way.dropFirst())
        where try messages.move(id, from: earlier, to: later, at: now) {
            try tell(later, of: id, at: now)
        }
    }

    /// Takes a message that goes out, and has not arrived, for failed.
    ///
    /// - Parameter error: why, where that is known; it may become known later.
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    func fail(_ id: Message.ID, because error: MessageError?, at now: Date) throws {
        if try messages.fail(id, because: error, at: now) {
            try tell(.failed, of: id, because: error, at: now)
        } else if let error {
            try messages.explain(id, error)
        }
    }

    private struct Received: JSONWritable {
        let message: Message

        func write(to object: inout JSONObjectWriter) {
            object.add("message_id", message.id.text)
            object.add("from", message.number.text)
            object.add("type", message.type)
            object.add("text", message.text)
        }
    }

    private struct Told: JSONWritable {
        let id: Message.ID
        let status: Message.Status
        let error: MessageError?

        func write(to object: inout JSONObjectWriter) {
            object.add("message_id", id.text)
            object.add("status", status.rawValue)
            if let error { object.add("error", error) }
        }
    }

    private func tell(
        _ status: Message.Status, of id: Message.ID, because error: MessageError? = nil, at now: Date
    ) throws {
        try events.add(.messageStatus, Told(id: id, status: status, error: error), at: now)
    }

    /// Enters messages among the interactions of the customers whose numbers they came from or go to.
    private func record(_ messages: [Message], at now: Date) throws {
        let customers = CustomerStore(connection)
        var known: [String: Customer.ID?] = [:]
        var entries: [RecordedInteraction] = []
        for message in messages {
            let key = message.number.key
            let customer: Customer.ID?
            if let found = known[key] {
                customer = found
            } else {
                customer = try customers.find(activePhones: message.number.phones)
                known[key] = customer
            }
            guard let customer else { continue }
            entries.append(
                RecordedInteraction(
                    details: InteractionDetails(.whatsapp, notes: message.text, occurredAt: message.createdAt),
                    customer: customer, author: message.author, source: "whatsapp.\(message.id.text)"))
        }
        try InteractionStore(connection).record(entries, at: now)
    }
}

/// Unexpected reports, without personal data.
struct MessageFault: Error, CustomStringConvertible {
    let description: String
    /// The carrier's report, in its own terms.
    let error: MessageError?

    init(_ description: String, _ error: MessageError? = nil) {
        self.description = description
        self.error = error
    }
}
