import Crypto
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Storage

/// Replaces an access token in the address of one socket or event stream: valid once, for 30 seconds.
///
/// An address ends up in logs and histories; a ticket that has been used opens nothing.
package struct Ticket: Sendable {
    /// How long a ticket is good, in seconds.
    package static let seconds = 30

    /// The user it authenticates.
    let user: User.ID
    /// The session it was asked for in; it ends with that.
    let session: Session.ID
    /// From when it opens nothing.
    let expiresAt: Date
    /// How long what it opens may stay open: as long as the access token that it was bought with.
    let accessExpiresAt: Date
}

/// The answer to who asks for a ticket.
struct IssuedTicket: Encodable, Described {
    enum CodingKeys: String, CodingKey {
        case ticket
        case seconds = "expires_in"
    }

    let ticket: String
    let seconds: Int

    static let schema = Schema.object(
        "Ticket", [.required("ticket", .string), .required("expires_in", .integer(1...Ticket.seconds))])
}

/// The input of a ticket request: none; any content is accepted and ignored.
struct TicketInput: Input {
    static let declaration = InputDeclaration.json(.object([]))

    init(reading input: InputReader) {}
}

/// The handler that gives tickets.
enum Tickets {
    /// Gives the caller a ticket.
    @Sendable static func create(_ input: TicketInput, _ context: Context) throws -> Reply<IssuedTicket> {
        let caller = try context.requireCaller()
        let now = Date()
        let text = base64URLEncoded(randomBytes(32))
        let ticket = Ticket(
            user: caller.id, session: caller.session, expiresAt: now.addingTimeInterval(Double(Ticket.seconds)),
            accessExpiresAt: context.accessExpiresAt ?? now)
        let reply = Reply(IssuedTicket(ticket: text, seconds: Ticket.seconds))
        let store = TicketStore(context.connection)
        guard try store.mayAdd(for: caller.session, at: now) else {
            throw APIError.rateLimited(retryAfterSeconds: Ticket.seconds)
        }
        try context.connection.transaction {
            try store.insert(ticket, digest: sha256(text))
            try context.idempotency?.complete(with: reply)
        }
        return reply
    }
}
