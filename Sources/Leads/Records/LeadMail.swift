import Platform
package import Routing

/// A mail about a lead, as staff see it: what it is, to whom, and whether it went. Never its text.
package struct LeadMail: Sendable {
    private let mail: OutboxMail

    init(_ mail: OutboxMail) {
        self.mail = mail
    }
}

extension LeadMail: Encodable, Described {
    private enum Key: String, CodingKey {
        case id, kind, recipient, state, attempts, createdAt = "created_at", sentAt = "sent_at", lastError =
            "last_error"
    }

    /// Writes every member; what has not happened is null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(mail.id, forKey: .id)
        try container.encode(mail.kind, forKey: .kind)
        try container.encode(mail.recipient, forKey: .recipient)
        try container.encode(mail.state.rawValue, forKey: .state)
        try container.encode(mail.attempts, forKey: .attempts)
        try container.encode(Instant.text(mail.createdAt), forKey: .createdAt)
        try container.encode(mail.sentAt.map(Instant.text), forKey: .sentAt)
        try container.encode(mail.lastError, forKey: .lastError)
    }

    /// The representation of a mail.
    package static let schema = Schema.object(
        "LeadMail",
        [
            .required("id", .identifier), .required("kind", .string), .required("recipient", .string),
            .required("state", .oneOf(OutboxMail.State.allCases.map(\.rawValue))),
            .required("attempts", .integer(0...)), .required("created_at", .instant),
            .required("sent_at", Schema.instant.orNull), .required("last_error", Schema.string.orNull),
        ])
}

/// A page of the mails about a lead, newest first.
package struct LeadMailPage: Encodable, Described {
    let mails: [LeadMail]
    let total: Int
    let page: Int
    let perPage: Int
    let pages: Int

    private enum CodingKeys: String, CodingKey {
        case mails, total, page, perPage = "per_page", pages
    }

    /// Envelope as of the other lists about a lead.
    package static let schema = Schema.object(
        "LeadMailPage",
        [
            .required("mails", .array(of: LeadMail.schema)), .required("total", .integer(0...Int(Int32.max))),
            .required("page", .integer(1...)), .required("per_page", .integer(1...100)),
            .required("pages", .integer(0...Int(Int32.max))),
        ])
}
