import CRM
import Leads
import Messaging
import Routing
import Values

/// The messages to and from one number, in whichever spelling, or a sender's id.
///
/// Source: SPEC section 21, `GET /api/v1/whatsapp/conversations`.
struct Conversation: Sendable {
    /// The customer of the number; of several the oldest active one.
    typealias KnownCustomer = (id: Customer.ID, name: String)
    /// The lead of the number; of several the newest.
    typealias KnownLead = (id: Lead.ID, name: String)

    let number: WhatsAppAddress
    let customer: KnownCustomer?
    let lead: KnownLead?
    let lastMessage: Message
    /// How many messages came in since it was last marked as read.
    let unread: Int
}

extension Conversation: JSONWritable, Described {
    /// Writes every member; the name is the customer's, else the lead's, else null.
    func write(to object: inout JSONObjectWriter) {
        object.add("number", number.text)
        object.add("name", customer?.name ?? lead?.name)
        object.add("lead_id", lead?.id.text)
        object.add("customer_id", customer?.id.text)
        object.add("last_message", lastMessage)
        object.add("unread", unread)
    }

    static let schema = Schema.object(
        "WhatsAppConversation",
        [
            .required("number", .string), .required("name", Schema.string.orNull),
            .required("lead_id", Schema.identifier.orNull), .required("customer_id", Schema.identifier.orNull),
            .required("last_message", Message.schema), .required("unread", .integer(0...Int(Int32.max))),
        ])
}

extension Conversation: Paged {
    /// `conversations`
    static let pageForm = PageForm(
        "WhatsAppConversationPage", of: "conversations", repeatsNumber: true)
}
